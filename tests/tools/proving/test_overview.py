"""docs/formats.md: what it says, and that it says what is proven."""

from apps.tools.proving.overview import OVERVIEW_FILE, distinct, render
from apps.tools.proving.proofs import Pair, built_in_tools, pair_of, read_proofs

TOOLS = built_in_tools()


def test_the_page_in_the_repository_says_what_is_proven() -> None:
    page = render(map(pair_of, read_proofs()), tools=TOOLS)

    assert OVERVIEW_FILE.read_text() == page, "Run manage.py prove_conversions, and commit docs/formats.md."


def test_a_pair_that_two_tools_convert_counts_once() -> None:
    assert distinct([Pair("a", "mp4", "mkv"), Pair("b", "mp4", "mkv")]) == {("mp4", "mkv")}


def test_a_dialect_counts_with_its_format() -> None:
    pairs = [Pair("a", "mp4", "mkv"), Pair("a", "m4v", "mkv"), Pair("a", "m4v", "mp4")]

    assert distinct(pairs) == {("mp4", "mkv")}


def test_each_source_has_a_row_for_each_tool_that_takes_it() -> None:
    page = render([Pair("image-convert", "jpg", "webp"), Pair("image-convert", "jpg", "png")], tools=TOOLS)

    assert "**2 conversions** between 3 formats" in page
    assert "| JPEG image (`jpg`) | png webp | `image-convert` |" in page
    assert "## Video" not in page
