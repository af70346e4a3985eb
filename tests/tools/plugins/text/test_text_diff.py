"""Differences between texts; `patch` understands them."""

import subprocess
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from lxml import html

from apps.tools.base import InvalidInputError
from apps.tools.plugins.text.diff_options import TextDifference
from apps.tools.plugins.text.text_diff import TextDiff
from tests.tools.plugins.conftest import RunDirectly

OLD = "".join(f"line {number}\n" for number in range(30))
NEW = OLD.replace("line 7\n", "line seven\nand more\n").replace("line 20\n", "")


@pytest.fixture
def diff(run_directly: RunDirectly, tmp_path: Path) -> Any:
    """`diff(old, new)` answers the text and the result."""

    def diff(old: str, new: str, **options: Any) -> tuple[str, TextDifference]:
        paths = [tmp_path / "old.txt", tmp_path / "new.txt"]
        for path, text in zip(paths, (old, new), strict=True):
            path.write_text(text)
        output = run_directly(TextDiff(), paths, roles=["source", "other"], **options)
        assert isinstance(output.result, TextDifference)
        return output.files[0].path.read_text(), output.result

    return diff


@pytest.mark.skipif(not which("patch"), reason="The program patch is missing.")
@pytest.mark.parametrize("context", [0, 3, 100])
def test_the_patch_program_makes_the_second_text_of_the_first(
    diff: Any, tmp_path: Path, context: int
) -> None:
    text, _ = diff(OLD, NEW, context=context)
    (tmp_path / "changes.diff").write_text(text)
    copy = tmp_path / "copy.txt"
    copy.write_text(OLD)

    subprocess.run(["patch", "--quiet", str(copy), str(tmp_path / "changes.diff")], check=True)

    assert copy.read_text() == NEW


def test_the_result_counts_what_changed(diff: Any) -> None:
    _, result = diff(OLD, NEW)

    assert (result.identical, result.added, result.removed) == (False, 2, 2)
    assert 0.9 < result.similarity < 1


def test_the_same_text_has_no_difference(diff: Any) -> None:
    text, result = diff(OLD, OLD)

    assert result.identical
    assert "@@" not in text


def test_case_and_spaces_can_be_ignored(diff: Any) -> None:
    assert not diff("A  b\n", "a b \n")[1].identical
    assert diff("A  b\n", "a b \n", ignore_case=True, ignore_spaces=True)[1].identical


def test_the_page_shows_both_sides_and_runs_nothing_of_theirs(diff: Any) -> None:
    text, _ = diff("<script>alert(1)</script>\nsame\n", "new\nsame\n", output_format="html")

    page = html.fromstring(text)
    cells = {cell.get("class"): cell.text for cell in page.iter("td") if cell.text}
    assert not list(page.iter("script"))
    assert cells["removed"] == "<script>alert(1)</script>"
    assert cells["added"] == "new"


def test_text_in_another_character_set_is_refused_with_the_tool_that_helps(
    run_directly: RunDirectly, tmp_path: Path
) -> None:
    old, new = tmp_path / "old.txt", tmp_path / "new.txt"
    old.write_bytes(b"caf\xe9\n")
    new.write_bytes(b"ok\n")

    with pytest.raises(InvalidInputError, match="text-charset") as refused:
        run_directly(TextDiff(), [old, new], roles=["source", "other"])
    assert refused.value.code == "input_corrupt"


def test_more_lines_than_can_be_compared_are_refused(diff: Any) -> None:
    with pytest.raises(InvalidInputError, match="at most 20000") as refused:
        diff("a\n" * 20_001, "b\n")
    assert refused.value.code == "input_limit"
