"""Small archives with everything in them, and hostile ones."""

import io
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from apps.tools.base import InvalidInputError
from apps.tools.plugins.archive.archive_convert import ArchiveConvert
from apps.tools.plugins.archive.archive_extract import ArchiveExtract
from tests.tools.plugins.conftest import RunDirectly

MakeZip = Callable[..., Path]
MakeTar = Callable[..., Path]
Refusal = Callable[[Path], InvalidInputError]


@pytest.fixture
def make_zip(tmp_path: Path) -> MakeZip:
    """`make_zip({"name": b"content"})`, each written as it is."""

    def make(members: Mapping[str, bytes], *, name: str = "sample.zip", **options: Any) -> Path:
        path = tmp_path / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, **options) as archive:
            for member, content in members.items():
                archive.writestr(member, content)
        return path

    return make


@pytest.fixture
def make_tar(tmp_path: Path) -> MakeTar:
    """`make_tar(info, (info, content), …)` of TarInfo objects."""

    def make(*members: Any, name: str = "sample.tar", mode: Any = "w") -> Path:
        path = tmp_path / name
        with tarfile.open(path, mode) as archive:
            for member in members:
                info, content = member if isinstance(member, tuple) else (member, b"")
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))
        return path

    return make


def entry(
    name: str, *, kind: bytes = tarfile.REGTYPE, target: str = "", mode: int = 0o644
) -> tarfile.TarInfo:
    """The header of one member of a TAR."""
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.mode, info.mtime = kind, target, mode, 1_500_000_000
    return info


@pytest.fixture
def refusal(run_directly: RunDirectly) -> Refusal:
    """Why a file is refused, by both tools that open archives alike."""

    def refuse(path: Path) -> InvalidInputError:
        target = "zip" if path.suffix != ".zip" else "tar"
        with pytest.raises(InvalidInputError) as converting:
            run_directly(ArchiveConvert(), [path], output_format=target)
        with pytest.raises(InvalidInputError) as extracting:
            run_directly(ArchiveExtract(), [path])
        assert (converting.value.code, str(converting.value)) == (
            extracting.value.code,
            str(extracting.value),
        )
        assert str(path.parent) not in str(extracting.value)
        return extracting.value

    return refuse
