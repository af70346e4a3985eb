"""`manage.py run_tool`: a tool on local files, without a server."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

Manage = Callable[..., subprocess.CompletedProcess[str]]


def test_the_output_lies_beside_the_caller_and_is_named_after_the_input(
    manage: Manage, folder: Path, tmp_path: Path
) -> None:
    done = manage("run_tool", "image-convert", "holiday.png", "--option", "output_format=jpg")

    assert (done.returncode, done.stdout) == (0, "holiday.jpg\n"), done.stderr
    with Image.open(folder / "holiday.jpg") as made:
        assert (made.format, made.size) == ("JPEG", (4, 3))
    assert not (tmp_path / "data").exists(), "No local state is made."


def test_a_file_that_is_there_stays_unless_forced(manage: Manage, folder: Path) -> None:
    original = (folder / "holiday.png").read_bytes()

    assert manage("run_tool", "copy-picture", "holiday.png").returncode == 0
    assert (folder / "holiday.png").read_bytes() == original
    assert (folder / "holiday-1.png").exists()

    (folder / "holiday-1.png").write_bytes(b"old")
    forced = manage("run_tool", "copy-picture", "holiday.png", "--name", "holiday-1", "--force")

    assert forced.returncode == 0
    assert (folder / "holiday-1.png").read_bytes() == original


def test_json_holds_all_that_a_script_needs(manage: Manage, folder: Path) -> None:
    done = manage("run_tool", "copy-picture", "holiday.png", "--output", "made/here", "--json")

    document = json.loads(done.stdout)
    (file,) = document["files"]
    assert (file["path"], file["format"]) == ("made/here/holiday.png", "png")
    assert file["size"] == (folder / file["path"]).stat().st_size
    assert document["error"] is None
    assert document["exit_info"]["wall_ms"] > 0


def test_a_failed_run_exits_with_1_and_says_why(manage: Manage) -> None:
    done = manage("run_tool", "misbehave", "--option", "how=refuse_the_input")

    assert done.returncode == 1
    assert done.stderr.strip() == (
        "CommandError: input_limit: The picture has 40,000 frames; 1,000 are accepted."
    )
    as_json = manage("run_tool", "misbehave", "--options-json", '{"how": "segfault"}', "--json")
    assert as_json.returncode == 1
    assert json.loads(as_json.stdout)["error"]["code"] == "tool_crashed"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["image-convrt", "holiday.png"], "No tool is named 'image-convrt'. Did you mean 'image-convert'?"),
        (["wait-a-while", "--option", "second=1"], "There is no option 'second'. Did you mean 'seconds'?"),
        (["wait-a-while", "--option", "x=1"], "There is no option 'x'. The options are: families, seconds."),
        (["wait-a-while", "--option", "seconds"], "'seconds' is not an option with its value"),
        (["wait-a-while", "--option", "seconds=soon"], "The option 'seconds' was 'soon': Input should be"),
        (["misbehave"], "The option 'how' is required."),
        (["wait-a-while", "--options-json", "[]"], "--options-json is not a JSON object"),
        (
            ["unit-convert", "--options-json", '{"from_unit": "km", "to_unit": "kg", "value": 1}'],
            "kilogram of mass",
        ),
        (["copy-picture", "nowhere.png"], "'nowhere.png' cannot be read: No such file or directory."),
        (["copy-picture"], "The tool 'copy-picture' takes 1 file(s) as source; 0 came."),
        (["copy-picture", "holiday.png", "--role", "logo=holiday.png"], "has no input called 'logo'"),
        (["copy-picture", "fake.png"], "'fake.png' is named like a PNG image, but"),
        (["copy-picture", "notes.txt"], "takes as source: png."),
    ],
)
def test_wrong_use_exits_with_2_and_names_the_near_miss(
    manage: Manage, folder: Path, arguments: list[str], sentence: str
) -> None:
    (folder / "fake.png").write_bytes(b"GIF89a and so on")
    (folder / "notes.txt").write_text("Some notes.")

    done = manage("run_tool", *arguments)

    assert done.returncode == 2
    assert sentence in done.stderr


def test_a_tool_without_a_file_answers_at_once(manage: Manage) -> None:
    done = manage(
        "run_tool",
        "unit-convert",
        "--options-json",
        '{"from_unit": "km", "to_unit": "m"}',
        "--option",
        "value=1",
    )

    assert (done.returncode, "1000" in done.stdout) == (0, True), done.stderr


def test_the_help_has_an_example(manage: Manage) -> None:
    for command in ("run_tool", "list_tools", "sandbox_doctor"):
        assert "Example: manage.py" in manage(command, "--help").stdout
