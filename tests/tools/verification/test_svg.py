"""A drawing becomes an output only when it is plain and still."""

from pathlib import Path

import pytest

from apps.tools.verification.check import OutputInvalidError, check_output

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '


def write(folder: Path, text: str) -> Path:
    path = folder / "drawing.svg"
    path.write_text(text)
    return path


def test_its_size_and_its_elements_are_counted(tmp_path: Path) -> None:
    path = write(tmp_path, f'{HEAD}width="120" height="90.5px"><g><path d="M0 0h1"/></g></svg>')

    assert check_output(path, format="svg", claims={"width": 120}) == {
        "width": 120,
        "height": 90.5,
        "elements": 3,
    }


@pytest.mark.parametrize(
    "text",
    [
        "no markup at all",
        f"{HEAD}><path",
        "<svg/>",
        "<html/>",
        f"<!DOCTYPE svg>{HEAD}/>",
        f"{HEAD}><script>1</script></svg>",
        f"{HEAD}><foreignObject/></svg>",
        f'{HEAD} onload="1"/>',
        f'{HEAD}><image href="http://example.org/a.png"/></svg>',
        f'{HEAD}><use xlink:href="file:///etc/passwd#a"/></svg>',
    ],
)
def test_what_runs_reaches_out_or_is_no_drawing_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(OutputInvalidError):
        check_output(write(tmp_path, text), format="svg", claims={})


@pytest.mark.parametrize("href", ["#shape", "data:image/png;base64,AAAA"])
def test_what_stays_within_the_file_is_fine(tmp_path: Path, href: str) -> None:
    path = write(tmp_path, f'{HEAD}><image href="{href}"/></svg>')

    assert check_output(path, format="svg", claims={})["elements"] == 2
