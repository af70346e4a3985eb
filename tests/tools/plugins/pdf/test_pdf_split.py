from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image
from pydantic import ValidationError

from apps.tools.base import InvalidInputError
from apps.tools.plugins.pdf.pdf_split import PdfSplit
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.pdf.papers import lock, write_lines
from tests.tools.plugins.pdf.readings import outline, texts


def pages_of(files: list[Path]) -> list[list[int]]:
    return [[int(text.removeprefix("page ")) for text in texts(path)] for path in files]


@pytest.mark.parametrize(
    ("split", "parts"),
    [
        ({"by": "every"}, [[number] for number in range(1, 11)]),
        ({"by": "every", "pages": 4}, [[1, 2, 3, 4], [5, 6, 7, 8], [9, 10]]),
        ({"by": "ranges", "ranges": ["1-3", "3,1", "9-"]}, [[1, 2, 3], [3, 1], [9, 10]]),
        ({"by": "bookmarks"}, [[1, 2, 3], [4, 5, 6, 7], [8, 9, 10]]),
        ({"by": "size", "max_bytes": 1_000_000}, [list(range(1, 11))]),
    ],
)
def test_a_document_is_cut_where_it_is_asked_for(
    run_directly: RunDirectly, ten: Path, split: dict[str, Any], parts: list[list[int]]
) -> None:
    output = run_directly(PdfSplit(), [ten], split=split)

    assert pages_of([file.path for file in output.files]) == parts


def test_chapters_are_named_after_their_bookmarks_and_keep_those_below(
    run_directly: RunDirectly, ten: Path
) -> None:
    output = run_directly(PdfSplit(), [ten], split={"by": "bookmarks"})

    assert [file.name for file in output.files] == ["001 Part 1", "002 Part 4", "003 Part 8"]
    assert outline(output.files[1].path) == [("Part 4", 0), ("> Section 4", 0), ("> Section 5", 1)]


def test_what_comes_before_the_first_bookmark_is_a_part(
    run_directly: RunDirectly, ten: Path, tmp_path: Path
) -> None:
    path = tmp_path / "late.pdf"
    with pikepdf.open(ten) as pdf:
        with pdf.open_outline() as bookmarks:
            bookmarks.root[:] = [pikepdf.OutlineItem("Late / last", 6)]
        pdf.save(path)

    output = run_directly(PdfSplit(), [path], split={"by": "bookmarks"})

    assert [(file.name, file.claims["pages"]) for file in output.files] == [
        ("001", 6),
        ("002 Late - last", 4),
    ]


def test_no_part_is_larger_than_allowed_unless_a_page_is(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = tmp_path / "photos.pdf"
    sides = (60, 60, 60, 200, 60)
    pictures = [Image.effect_noise((side, side), 90).convert("RGB") for side in sides]
    pictures[0].save(path, save_all=True, append_images=pictures[1:], quality=95)

    output = run_directly(PdfSplit(), [path], split={"by": "size", "max_bytes": 12_000})

    assert [file.claims["pages"] for file in output.files] == [2, 1, 1, 1]
    assert [file.path.stat().st_size <= 12_000 for file in output.files] == [True, True, False, True]
    assert output.notes == ("Page 4 alone is larger than 12,000 bytes.",)


def test_a_document_without_bookmarks_is_not_split_at_them(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = write_lines(tmp_path / "plain.pdf", ("page 1",), ("page 2",))

    with pytest.raises(InvalidInputError, match=r"'plain\.pdf' has no bookmarks") as refusal:
        run_directly(PdfSplit(), [path], split={"by": "bookmarks"})

    assert refusal.value.code == "input_not_allowed"


def test_parts_of_a_protected_document_are_protected(run_directly: RunDirectly, ten: Path) -> None:
    output = run_directly(
        PdfSplit(), [lock(ten, "geheim")], password="geheim", split={"by": "every", "pages": 5}
    )

    assert [file.claims for file in output.files] == [{"encrypted": 1}] * 2
    assert texts(output.files[1].path, password="geheim")[0] == "page 6"


@pytest.mark.parametrize(
    "split",
    [
        {"by": "ranges", "ranges": []},
        {"by": "ranges", "ranges": ["1-x"]},
        {"by": "every", "pages": 0},
        {"by": "size", "max_bytes": 10},
        {"by": "colour"},
        {"by": "bookmarks", "pages": 2},
    ],
)
def test_a_cut_that_makes_no_sense_is_refused(split: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        PdfSplit.options_type.model_validate({"split": split})


def test_progress_names_the_parts(
    run_directly: RunDirectly, ten: Path, reported: list[tuple[float, str]]
) -> None:
    run_directly(PdfSplit(), [ten], split={"by": "every", "pages": 5})

    assert reported == [(0.5, "part 1 of 2"), (1.0, "part 2 of 2")]
