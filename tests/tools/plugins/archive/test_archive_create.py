import tarfile
import zipfile
from pathlib import Path

import pytest
from pydantic import ValidationError

from apps.tools.plugins.archive.archive_create import ArchiveCreate
from apps.tools.plugins.archive.create_options import ArchiveCreateOptions
from apps.tools.plugins.archive.reading import ARCHIVES
from tests.tools.plugins.conftest import RunDirectly


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    folders = [tmp_path / name for name in ("one", "two")]
    for folder in folders:
        folder.mkdir()
        (folder / "Stra\u00dfe.txt").write_text(folder.name)
    return [folder / "Stra\u00dfe.txt" for folder in folders]


@pytest.mark.parametrize("format", ARCHIVES)
def test_files_of_one_name_are_all_in_the_archive(
    run_directly: RunDirectly, files: list[Path], format: str
) -> None:
    output = run_directly(ArchiveCreate(), files, output_format=format)
    assert output.files[0].claims == {"members": 2}
    if format == "zip":
        with zipfile.ZipFile(output.files[0].path) as archive:
            assert archive.namelist() == ["Stra\u00dfe.txt", "Stra\u00dfe (2).txt"]
            assert archive.read("Stra\u00dfe (2).txt") == b"two"


def test_they_can_be_put_into_a_folder(run_directly: RunDirectly, files: list[Path]) -> None:
    output = run_directly(ArchiveCreate(), files[:1], output_format="tar.gz", folder="My trip")
    with tarfile.open(output.files[0].path) as archive:
        assert archive.getnames() == ["My trip/Stra\u00dfe.txt"]


@pytest.mark.parametrize("folder", ["../up", "a/b", "..", " . ", "C:", "a\\b", "a\0"])
def test_a_folder_leads_nowhere_else(folder: str) -> None:
    with pytest.raises(ValidationError):
        ArchiveCreateOptions(folder=folder)


def test_a_password_needs_a_format_that_encrypts() -> None:
    with pytest.raises(ValidationError, match="needs zip or 7z"):
        ArchiveCreateOptions.model_validate({"output_format": "tar", "password": "x"})


def test_a_better_level_makes_a_smaller_file(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = tmp_path / "numbers.txt"
    path.write_text(" ".join(str(number * number) for number in range(20_000)))
    sizes = [
        run_directly(ArchiveCreate(), [path], output_format=format, level=level).files[0].path.stat().st_size
        for format in ("zip", "tar.zst")
        for level in (1, 9)
    ]
    assert sizes[0] > sizes[1]
    assert sizes[2] > sizes[3]
