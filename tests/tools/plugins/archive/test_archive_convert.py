import bz2
import gzip
import io
import lzma
import stat
import struct
import subprocess
import tarfile
import zipfile
from itertools import permutations
from pathlib import Path
from shutil import which

import py7zr
import pytest
import pyzipper
from pydantic import ValidationError

from apps.tools.base import InvalidInputError
from apps.tools.plugins.archive.archive_convert import ArchiveConvert
from apps.tools.plugins.archive.archive_create import ArchiveCreate
from apps.tools.plugins.archive.convert_options import ArchiveConvertOptions
from apps.tools.plugins.archive.reading import ARCHIVES, SINGLE
from apps.tools.proving.archive import check, make_sample
from tests.tools.plugins.archive.conftest import MakeTar, MakeZip, entry
from tests.tools.plugins.conftest import RunDirectly


@pytest.mark.parametrize(
    ("source", "target"), [("tar.gz", "zip"), ("zip", "7z"), ("7z", "tar.zst"), ("zst", "xz")]
)
def test_members_keep_their_names_bytes_permissions_times_and_links(
    run_directly: RunDirectly, tmp_path: Path, source: str, target: str
) -> None:
    path = tmp_path / f"sample.{source}"
    facts = make_sample(source, path)

    output = run_directly(ArchiveConvert(), [path], output_format=target)

    check(output.files[0].path, source, target, facts)
    assert output.notes == ()


def test_every_archive_is_offered_as_every_other_and_files_only_as_files() -> None:
    pairs = set(ArchiveConvert().pairs())
    assert pairs == {*permutations(ARCHIVES, 2), *permutations(SINGLE, 2)}
    assert len(pairs) == 54


def test_a_single_file_does_not_become_an_archive(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = tmp_path / "notes.txt.gz"
    path.write_bytes(gzip.compress(b"text"))

    with pytest.raises(InvalidInputError, match="choose one of gz, bz2, xz, zst") as refusal:
        run_directly(ArchiveConvert(), [path], output_format="zip")

    assert refusal.value.code == "input_not_allowed"


def test_several_gzip_streams_in_a_row_are_one_file(run_directly: RunDirectly, tmp_path: Path) -> None:
    for format, compress in (("gz", gzip.compress), ("xz", lzma.compress)):
        path = tmp_path / f"log.{format}"
        path.write_bytes(compress(b"first ") + compress(b"second"))
        target = "xz" if format == "gz" else "gz"
        output = run_directly(ArchiveConvert(), [path], output_format=target)
        back = run_directly(
            ArchiveConvert(), [_named(output.files[0].path, tmp_path, target)], output_format="bz2"
        )
        assert bz2.decompress(back.files[0].path.read_bytes()) == b"first second"


def _named(path: Path, folder: Path, format: str) -> Path:
    return path.rename(folder / f"again.{format}")


def test_gzip_keeps_the_name_of_the_file(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = tmp_path / "table.csv.zst"
    make_sample("zst", path)
    content = run_directly(ArchiveConvert(), [path], output_format="gz").files[0].path.read_bytes()
    assert content[10 : 10 + len("table.csv")] == b"table.csv"


def test_owners_and_fractions_of_seconds_stay_between_tars(
    run_directly: RunDirectly, make_tar: MakeTar
) -> None:
    info = entry("file")
    info.uid, info.gid, info.uname, info.gname, info.mtime = 1000, 100, "alice", "users", 1_500_000_000.25
    path = make_tar((info, b"x"), name="sample.tar.gz", mode="w:gz")

    output = run_directly(ArchiveConvert(), [path], output_format="tar.xz")

    with tarfile.open(output.files[0].path) as archive:
        found = archive.getmember("file")
    assert (found.uid, found.gid, found.uname, found.gname) == (1000, 100, "alice", "users")
    assert found.mtime == 1_500_000_000.25


def test_a_hard_link_stays_in_a_tar_and_becomes_a_symbolic_one_in_a_zip(
    run_directly: RunDirectly, make_tar: MakeTar
) -> None:
    link = entry("b/link", kind=tarfile.LNKTYPE, target="a/file")
    path = make_tar((entry("a/file"), b"content"), link)

    kept = run_directly(ArchiveConvert(), [path], output_format="tar.gz")
    changed = run_directly(ArchiveConvert(), [path], output_format="zip")

    with tarfile.open(kept.files[0].path) as archive:
        assert archive.getmember("b/link").islnk()
    with zipfile.ZipFile(changed.files[0].path) as packed:
        info = packed.getinfo("b/link")
        assert stat.S_ISLNK(info.external_attr >> 16)
        assert packed.read(info) == b"../a/file"
    assert changed.notes == ("1 hard links became symbolic links, which this format can hold.",)


@pytest.mark.parametrize(
    ("raw", "flags", "name"),
    [
        ("caf\u00e9.txt".encode("cp437"), 0, "caf\u00e9.txt"),
        ("\u65e5\u672c.txt".encode(), 0, "\u65e5\u672c.txt"),
        ("\u65e5\u672c.txt".encode(), 0x800, "\u65e5\u672c.txt"),
    ],
)
def test_names_are_read_in_the_encoding_they_were_written_in(
    run_directly: RunDirectly, make_zip: MakeZip, raw: bytes, flags: int, name: str
) -> None:
    path = make_zip({"X" * len(raw): b"content"})
    content = path.read_bytes().replace(b"X" * len(raw), raw)
    for at in (6, content.index(b"PK\x01\x02") + 8):
        content = content[:at] + struct.pack("<H", flags) + content[at + 2 :]
    path.write_bytes(content)

    output = run_directly(ArchiveConvert(), [path], output_format="tar")

    with tarfile.open(output.files[0].path) as archive:
        assert archive.getnames() == [name]


def test_a_latin_name_in_a_tar_is_read_as_western(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = tmp_path / "old.tar"
    with tarfile.open(path, "w", format=tarfile.GNU_FORMAT, encoding="latin-1") as archive:
        archive.addfile(entry("gr\u00fc\u00dfe.txt"))

    output = run_directly(ArchiveConvert(), [path], output_format="zip")

    with zipfile.ZipFile(output.files[0].path) as packed:
        assert packed.namelist() == ["gr\u00fc\u00dfe.txt"]


def test_exact_unix_times_are_kept_in_a_zip(
    run_directly: RunDirectly, make_tar: MakeTar, tmp_path: Path
) -> None:
    info = entry("odd")
    info.mtime = 1_499_999_999
    zipped = run_directly(ArchiveConvert(), [make_tar((info, b"x"))], output_format="zip").files[0].path

    output = run_directly(ArchiveConvert(), [_named(zipped, tmp_path, "zip")], output_format="tar")

    with tarfile.open(output.files[0].path) as archive:
        assert archive.getmember("odd").mtime == 1_499_999_999


@pytest.mark.parametrize("modified", [-1e18, -11_000_000_000, 0, 4e9, 1e11, 1e300, float("nan")])
@pytest.mark.parametrize("target", ["zip", "7z", "tar.gz"])
def test_no_time_is_too_strange(
    run_directly: RunDirectly, make_tar: MakeTar, modified: float, target: str
) -> None:
    info = entry("file")
    info.mtime = 0
    info.pax_headers = {"mtime": str(modified)}
    assert run_directly(ArchiveConvert(), [make_tar((info, b"x"))], output_format=target).files


def test_a_name_that_comes_twice_gets_a_number(run_directly: RunDirectly, make_tar: MakeTar) -> None:
    path = make_tar(
        entry("d", kind=tarfile.DIRTYPE), entry("d", kind=tarfile.DIRTYPE),
        (entry("d/a.txt"), b"1"), (entry("./d/a.txt"), b"2"),
    )  # fmt: skip

    output = run_directly(ArchiveConvert(), [path], output_format="zip")

    with zipfile.ZipFile(output.files[0].path) as archive:
        assert archive.namelist() == ["d/", "d/a.txt", "d/a (2).txt"]
    assert output.notes == ("1 members had a name that another one has, and got a number.",)


@pytest.mark.parametrize("source", ["zip", "7z"])
def test_an_encrypted_archive_opens_with_its_password_only(
    run_directly: RunDirectly, tmp_path: Path, source: str
) -> None:
    plain = tmp_path / "secret.txt"
    plain.write_text("treasure")
    made = run_directly(ArchiveCreate(), [plain], output_format=source, password="sesame")
    path = _named(made.files[0].path, tmp_path, source)

    for wrong in ({}, {"password": "salami"}):
        with pytest.raises(InvalidInputError) as refusal:
            run_directly(ArchiveConvert(), [path], output_format="tar", **wrong)
        assert refusal.value.code == "input_encrypted"
    output = run_directly(ArchiveConvert(), [path], output_format="tar", password="sesame")

    with tarfile.open(output.files[0].path) as archive:
        content = archive.extractfile("secret.txt")
        assert content
        assert content.read() == b"treasure"
    assert output.notes == ("The result is not encrypted; give a `new_password` to protect it.",)


@pytest.mark.skipif(not which("zip"), reason="The program zip is missing.")
def test_the_old_zip_encryption_is_read(run_directly: RunDirectly, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("treasure")
    subprocess.run(["zip", "-q", "-P", "sesame", "old.zip", "secret.txt"], cwd=tmp_path, check=True)
    options = {"output_format": "tar.gz", "password": "sesame"}
    assert run_directly(ArchiveConvert(), [tmp_path / "old.zip"], **options).files


def test_a_new_password_protects_the_result(run_directly: RunDirectly, make_zip: MakeZip) -> None:
    path = make_zip({"secret.txt": b"treasure"})

    seven = run_directly(ArchiveConvert(), [path], output_format="7z", new_password="sesame")

    content = seven.files[0].path.read_bytes()
    assert b"s\0e\0c\0r\0e\0t" not in content  # the names are encrypted too
    with py7zr.SevenZipFile(seven.files[0].path, password="sesame") as archive:
        assert archive.namelist() == ["secret.txt"]


def test_aes_protects_a_zip(run_directly: RunDirectly, make_tar: MakeTar) -> None:
    path = make_tar((entry("secret.txt"), b"treasure" * 100))
    output = run_directly(ArchiveConvert(), [path], output_format="zip", new_password="sesame")
    with pyzipper.AESZipFile(output.files[0].path) as archive:
        archive.setpassword(b"sesame")
        assert archive.infolist()[0].wz_aes_strength == 3  # 256 bits
        assert archive.read("secret.txt") == b"treasure" * 100


def test_a_format_that_cannot_encrypt_takes_no_new_password() -> None:
    with pytest.raises(ValidationError, match="needs zip or 7z"):
        ArchiveConvertOptions.model_validate({"output_format": "tar.gz", "new_password": "x"})


def test_a_zip_behind_a_comment_is_opened(run_directly: RunDirectly, make_zip: MakeZip) -> None:
    path = make_zip({"a.txt": b"content"})
    with zipfile.ZipFile(path, "a") as archive:
        archive.comment = b"c" * 65_535
    assert run_directly(ArchiveConvert(), [path], output_format="tar").files


def test_the_way_is_reported(
    run_directly: RunDirectly, make_zip: MakeZip, reported: list[tuple[float, str]]
) -> None:
    run_directly(
        ArchiveConvert(), [make_zip({f"{n}": b"x" * 300_000 for n in range(4)})], output_format="tar"
    )

    fractions = [fraction for fraction, _ in reported]
    assert fractions == sorted(fractions)
    assert fractions[0] < 0.5 < fractions[-1] < 1
    assert reported[-1][1] == "4 members, 1 MiB"


def test_permissions_that_give_rights_away_are_cleared(run_directly: RunDirectly, make_tar: MakeTar) -> None:
    path = make_tar((entry("su", mode=0o6755), b"x"))
    output = run_directly(ArchiveConvert(), [path], output_format="tar.gz")
    with tarfile.open(fileobj=io.BytesIO(gzip.decompress(output.files[0].path.read_bytes()))) as archive:
        assert archive.getmember("su").mode == 0o755
