"""HOSTILE.md H065-H079: archives made to escape, to exhaust or to mislead."""

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import py7zr
import pytest
import zstandard

from apps.tools.base import InvalidInputError, MiB
from apps.tools.plugins.archive import budget
from apps.tools.plugins.archive.archive_convert import ArchiveConvert
from apps.tools.plugins.archive.archive_extract import ArchiveExtract
from apps.tools.plugins.archive.paths import PathGuard
from apps.tools.proving.archive import make_sample
from tests.tools.plugins.archive.conftest import MakeTar, MakeZip, Refusal, entry
from tests.tools.plugins.conftest import RunDirectly

ZEROS = bytes(40 * MiB)


def zeros_as(format: str) -> bytes:
    made = io.BytesIO()
    if format == "zip":
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("zeros", ZEROS)
    elif format == "7z":
        with py7zr.SevenZipFile(made, "w") as seven:
            seven.writestr(ZEROS, "zeros")
    else:
        inner = io.BytesIO()
        with tarfile.open(fileobj=inner, mode="w") as tar:
            info = tarfile.TarInfo("zeros")
            info.size = len(ZEROS)
            tar.addfile(info, io.BytesIO(ZEROS))
        data = inner.getvalue() if format.startswith("tar.") else ZEROS
        compressors: dict[str, Callable[[bytes], bytes]] = {
            "gz": gzip.compress,
            "bz2": bz2.compress,
            "xz": lambda data: lzma.compress(data, preset=0),
            "zst": zstandard.ZstdCompressor().compress,
        }
        made.write(compressors[format.rpartition(".")[2]](data))
    return made.getvalue()


@pytest.mark.parametrize("format", ["zip", "7z", "tar.gz", "tar.bz2", "tar.xz", "tar.zst"])
def test_a_bomb_is_stopped_on_its_way(refusal: Refusal, tmp_path: Path, format: str) -> None:
    path = tmp_path / f"bomb.{format}"
    path.write_bytes(zeros_as(format))

    refused = refusal(path)

    assert refused.code == "input_limit"
    assert "expands to more than 200 times its size" in str(refused)


@pytest.mark.parametrize("format", ["gz", "bz2", "xz", "zst"])
def test_a_single_file_can_be_a_bomb_too(run_directly: RunDirectly, tmp_path: Path, format: str) -> None:
    path = tmp_path / f"bomb.{format}"
    path.write_bytes(zeros_as(format))
    for tool, options in ((ArchiveExtract(), {}), (ArchiveConvert(), {"output_format": "zst"})):
        with pytest.raises(InvalidInputError) as refusal:
            run_directly(tool, [path], **options)
        assert refusal.value.code == "input_limit"


def test_a_size_that_is_a_lie_does_not_let_more_bytes_through(refusal: Refusal, make_zip: MakeZip) -> None:
    path = make_zip({"big": bytes(100_000)})
    content = path.read_bytes().replace(struct.pack("<L", 100_000), struct.pack("<L", 10))
    path.write_bytes(content)
    assert refusal(path).code == "input_corrupt"


def test_members_that_share_their_bytes_are_refused(refusal: Refusal, make_zip: MakeZip) -> None:
    path = make_zip({"a": bytes(MiB)})
    content = path.read_bytes()
    start, end = content.index(b"PK\x01\x02"), content.index(b"PK\x05\x06")
    central = content[start:end]
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 500, 500, 500 * len(central), start, 0)
    path.write_bytes(content[:start] + central * 500 + tail)

    refused = refusal(path)

    assert (refused.code, "share the same bytes" in str(refused)) == ("input_corrupt", True)


def test_an_archive_within_an_archive_stays_closed(run_directly: RunDirectly, make_zip: MakeZip) -> None:
    bomb = zeros_as("zip")
    output = run_directly(ArchiveExtract(), [make_zip({"inner.zip": bomb})])
    assert output.files[0].path.read_bytes() == bomb


def test_too_many_members_are_refused_before_they_are_read(
    refusal: Refusal, make_zip: MakeZip, make_tar: MakeTar, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budget, "MAX_MEMBERS", 20)
    for path in (
        make_zip({str(number): b"" for number in range(21)}),
        make_tar(*(entry(str(number)) for number in range(21))),
    ):
        assert refusal(path).code == "input_limit"


def test_a_million_members_in_a_64_bit_table_are_refused_at_once(refusal: Refusal, tmp_path: Path) -> None:
    path = tmp_path / "many.zip"
    record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 10**6, 10**6, 46 * 10**6, 4)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, 4, 1)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    path.write_bytes(b"PK\x03\x04" + record + locator + end)

    started = time.process_time()
    assert refusal(path).code == "input_limit"
    assert time.process_time() - started < 20


NAMES = [
    "../../x", "/abs", "C:\\x", "..\\x", "ok/../../y", "a/\x07bell", "CON", "docs/nul", "x" * 300,
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_leads_out_or_cannot_be_is_refused(
    refusal: Refusal, make_zip: MakeZip, make_tar: MakeTar, name: str
) -> None:
    for path in (make_zip({name: b"x"}), make_tar((entry(name), b"x"))):
        refused = refusal(path)
        assert refused.code == "input_not_allowed"
        assert "not safe to unpack" in str(refused)


def test_a_name_that_is_cut_by_a_nul_is_refused(refusal: Refusal, make_zip: MakeZip) -> None:
    path = make_zip({"good.txtXevil.sh": b"x"})
    path.write_bytes(path.read_bytes().replace(b"good.txtX", b"good.txt\0"))
    assert refusal(path).code in {"input_not_allowed", "input_corrupt"}


@pytest.mark.parametrize("name", ["../../x", "/abs"])
def test_a_7z_with_such_a_name_is_refused(refusal: Refusal, tmp_path: Path, name: str) -> None:
    path = tmp_path / "slip.7z"
    with py7zr.SevenZipFile(path, "w") as archive:
        archive._writef(io.BytesIO(b"x"), name)
    assert refusal(path).code == "input_not_allowed"


def test_harmless_names_pass_and_the_root_is_nothing(run_directly: RunDirectly, make_tar: MakeTar) -> None:
    root = entry("./", kind=tarfile.DIRTYPE)
    path = make_tar(root, (entry("./a..b/con.txt"), b"1"), (entry("aux.c"), b"2"), (entry("..."), b"3"))
    output = run_directly(ArchiveExtract(), [path])
    assert [file.name for file in output.files] == ["a..b - con.txt", "aux.c", "..."]


@pytest.mark.parametrize(
    "target", ["/etc/passwd", "../up", "a/../../up", "..", "C:\\x", "", "d/..", "..\\x", "a\nb"]
)
def test_a_link_that_leads_out_is_refused(refusal: Refusal, make_tar: MakeTar, target: str) -> None:
    assert refusal(make_tar(entry("link", kind=tarfile.SYMTYPE, target=target))).code == "input_not_allowed"


def test_a_link_of_a_zip_that_leads_out_is_refused(refusal: Refusal, tmp_path: Path) -> None:
    path = tmp_path / "link.zip"
    with zipfile.ZipFile(path, "w") as archive:
        info = zipfile.ZipInfo("link")
        info.create_system, info.external_attr = 3, 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    assert refusal(path).code == "input_not_allowed"


@pytest.mark.parametrize(
    "steps",
    [
        [("symlink", "out", "docs"), ("file", "out/file", "")],
        [("symlink", "a/b", "c"), ("file", "a/b", "")],
        [("file", "a/b", ""), ("symlink", "a", "c")],
        [("symlink", "a", "b"), ("symlink", "a/c", "d")],
        [("hardlink", "a", "../../etc/passwd")],
        [("hardlink", "a", "/etc/passwd")],
    ],
)
def test_nothing_passes_through_a_link(steps: list[tuple[str, str, str]]) -> None:
    guard = PathGuard("x.tar")
    *good, (kind, name, target) = steps
    for step_kind, step_name, step_target in good:
        assert guard.admit(step_name, kind=step_kind, target=step_target) == step_name  # type: ignore[arg-type]
    with pytest.raises(InvalidInputError, match="not safe to unpack"):
        guard.admit(name, kind=kind, target=target)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", [tarfile.FIFOTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, b"Z"])
def test_what_is_neither_file_folder_nor_link_is_refused(
    refusal: Refusal, make_tar: MakeTar, kind: bytes
) -> None:
    assert refusal(make_tar(entry("strange", kind=kind))).code == "input_not_allowed"


@pytest.mark.parametrize("format", ["zip", "7z", "tar", "tar.gz", "tar.bz2", "tar.xz", "tar.zst"])
@pytest.mark.parametrize("share", [0.3, 0.7, 0.95])
def test_an_archive_that_was_cut_off_is_damaged(
    refusal: Refusal, tmp_path: Path, format: str, share: float
) -> None:
    path = tmp_path / f"cut.{format}"
    make_sample(format, path)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share) | 1])
    assert refusal(path).code == "input_corrupt"


@pytest.mark.parametrize("format", ["zip", "7z", "tar.gz", "tar.bz2", "tar.xz", "tar.zst"])
def test_a_wrong_checksum_is_damage(refusal: Refusal, tmp_path: Path, format: str) -> None:
    path = tmp_path / f"flipped.{format}"
    make_sample(format, path)
    content = bytearray(path.read_bytes())
    content[len(content) * 2 // 5] ^= 0xFF
    path.write_bytes(content)
    assert refusal(path).code == "input_corrupt"


@pytest.mark.parametrize("format", ["gz", "bz2", "xz", "zst"])
def test_a_single_file_that_was_cut_off_is_damaged(
    run_directly: RunDirectly, tmp_path: Path, format: str
) -> None:
    path = tmp_path / f"cut.{format}"
    make_sample(format, path)
    path.write_bytes(path.read_bytes()[:-6])
    with pytest.raises(InvalidInputError) as refusal:
        run_directly(ArchiveExtract(), [path])
    assert refusal.value.code == "input_corrupt"


@pytest.mark.parametrize(
    ("format", "content"),
    [
        ("zip", b"PK\x03\x04" + bytes(100)),
        ("7z", b"7z\xbc\xaf\x27\x1c" + bytes(100)),
        ("tar", bytes(257) + b"ustar" + bytes(250)),
        ("tar.gz", gzip.compress(b"no archive in here" * 100, mtime=0)),
        ("tar.zst", zstandard.ZstdCompressor().compress(b"")),
        ("zip", b"PK\x05\x06" + bytes(18)),
    ],
    ids=["zip", "7z", "tar", "tar.gz", "tar.zst", "empty zip"],
)
def test_what_only_begins_like_an_archive_is_refused(
    refusal: Refusal, tmp_path: Path, format: str, content: bytes
) -> None:
    path = tmp_path / f"odd.{format}"
    path.write_bytes(content)
    assert refusal(path).code in {"input_corrupt", "input_not_allowed"}


def test_a_part_of_a_split_zip_is_told_so(refusal: Refusal, make_zip: MakeZip) -> None:
    path = make_zip({"a": b"x"})
    at = path.read_bytes().index(b"PK\x05\x06") + 4
    path.write_bytes(path.read_bytes()[:at] + b"\3\0\3\0" + path.read_bytes()[at + 4 :])
    refused = refusal(path)
    assert (refused.code, "zip -s 0" in str(refused)) == ("input_not_allowed", True)


def test_a_dictionary_beyond_reason_is_refused(run_directly: RunDirectly, tmp_path: Path) -> None:
    huge = {"id": lzma.FILTER_LZMA2, "dict_size": 1 << 20}
    content = bytearray(lzma.compress(b"text" * 100, filters=[huge]))
    block = content[12:24]
    block[4] = 39  # the code of three gibibytes
    block[8:12] = struct.pack("<L", zlib.crc32(block[:8]))
    path = tmp_path / "greedy.xz"
    path.write_bytes(bytes(content[:12]) + bytes(block) + bytes(content[24:]))

    with pytest.raises(InvalidInputError) as refusal:
        run_directly(ArchiveExtract(), [path])

    assert (refusal.value.code, "of memory" in str(refusal.value)) == ("input_limit", True)


def test_a_window_beyond_reason_is_refused(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = tmp_path / "greedy.zst"
    path.write_bytes(b"\x28\xb5\x2f\xfd\x00\xa8" + b"\x01\x00\x00")  # a window of 2 GiB, an empty block
    with pytest.raises(InvalidInputError) as refusal:
        run_directly(ArchiveExtract(), [path])
    assert refusal.value.code == "input_limit"


def test_a_header_that_would_fill_the_memory_is_refused(refusal: Refusal, tmp_path: Path) -> None:
    info = tarfile.TarInfo("././@LongLink")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 1 << 33
    path = tmp_path / "long.tar"
    path.write_bytes(info.tobuf(tarfile.GNU_FORMAT) + bytes(1024))
    assert refusal(path).code == "input_corrupt"


def test_a_file_of_eight_exabytes_is_refused(refusal: Refusal, tmp_path: Path) -> None:
    info = tarfile.TarInfo("huge")
    info.size = (1 << 63) - 1
    path = tmp_path / "huge.tar"
    path.write_bytes(info.tobuf(tarfile.GNU_FORMAT) + bytes(1024))
    assert refusal(path).code == "input_corrupt"
