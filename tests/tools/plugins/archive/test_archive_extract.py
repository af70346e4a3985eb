import bz2
import tarfile
from pathlib import Path

import pytest

from apps.tools.base import InvalidInputError
from apps.tools.plugins.archive import extraction
from apps.tools.plugins.archive.archive_extract import ArchiveExtract
from apps.tools.plugins.archive.extraction import ArchiveContent
from apps.tools.plugins.archive.reading import ARCHIVES
from apps.tools.proving.archive import ENTRIES, make_sample
from apps.tools.toolhost.host import ToolHost
from apps.tools.toolhost.jobs import Job, JobInput, Outcome
from tests.tools.plugins.archive.conftest import MakeTar, MakeZip, entry
from tests.tools.plugins.conftest import RunDirectly


@pytest.mark.parametrize("format", ARCHIVES)
def test_every_file_comes_out_and_is_listed(run_directly: RunDirectly, tmp_path: Path, format: str) -> None:
    path = tmp_path / f"sample.{format}"
    make_sample(format, path)

    output = run_directly(ArchiveExtract(), [path])

    assert {file.name: file.path.read_bytes() for file in output.files} == {
        one.name.replace("/", " - "): one.content for one in ENTRIES if one.kind == "file"
    }
    assert isinstance(output.result, ArchiveContent)
    assert {(one.path, one.kind, one.mode) for one in output.result.members} >= {
        ("docs", "folder", "755"), ("docs/readme.txt", "file", "640"), ("bin/latest", "symlink", "777"),
    }  # fmt: skip
    assert output.result.extracted == 4
    assert all(one.modified and one.modified.year == 2017 for one in output.result.members)
    assert output.notes == ("1 links were left out; what they lead to is extracted under its own name.",)


def test_patterns_choose_by_path_and_by_name(run_directly: RunDirectly, make_zip: MakeZip) -> None:
    path = make_zip({"a/one.pdf": b"%PDF-1", "a/two.txt": b"t", "b/three.txt": b"t", "four.txt": b"t"})
    for patterns, names in (
        (["*.pdf"], ["one.pdf"]),
        (["a/*"], ["one.pdf", "two.txt"]),
        (["three.txt", "four.*"], ["three.txt", "four.txt"]),
    ):
        output = run_directly(ArchiveExtract(), [path], patterns=patterns, folders="drop")
        assert [file.name for file in output.files] == names


def test_patterns_that_match_nothing_are_refused_with_what_is_there(
    run_directly: RunDirectly, make_zip: MakeZip
) -> None:
    with pytest.raises(InvalidInputError, match=r"it begins with 'one\.txt'") as refusal:
        run_directly(ArchiveExtract(), [make_zip({"one.txt": b"1"})], patterns=["*.pdf"])
    assert refusal.value.code == "input_not_allowed"


def test_a_list_extracts_nothing(run_directly: RunDirectly, make_zip: MakeZip) -> None:
    output = run_directly(ArchiveExtract(), [make_zip({"a": b"12", "b": b"345"})], list_only=True)
    assert output.files == ()
    assert isinstance(output.result, ArchiveContent)
    assert (output.result.member_count, output.result.total_size) == (2, 5)
    assert [one.output for one in output.result.members] == [None, None]


def test_a_single_compressed_file_is_decompressed(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = tmp_path / "table.csv.bz2"
    path.write_bytes(bz2.compress(b"a,b\n1,2\n"))

    output = run_directly(ArchiveExtract(), [path])

    assert [(file.name, file.format) for file in output.files] == [("table.csv", "csv")]
    assert output.files[0].path.read_bytes() == b"a,b\n1,2\n"
    assert isinstance(output.result, ArchiveContent)
    assert output.result.total_size == 8


def test_a_file_that_is_not_what_its_name_says_is_told_by_its_bytes(
    run_directly: RunDirectly, make_zip: MakeZip
) -> None:
    path = make_zip(
        {"photo.jpg": b"\x89PNG\r\n\x1a\n", "empty.pdf": b"", "odd.xyz": b"\0\1", "page.pdf": b"%PDF-"}
    )
    output = run_directly(ArchiveExtract(), [path])
    assert [file.format for file in output.files] == ["png", "pdf", "bin", "pdf"]


def test_more_files_than_can_be_handed_out_are_refused(
    run_directly: RunDirectly, make_zip: MakeZip, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extraction, "MAX_EXTRACTED", 3)
    path = make_zip({f"{number}.txt": b"x" for number in range(4)})

    with pytest.raises(InvalidInputError, match="Choose fewer by `patterns`") as refusal:
        run_directly(ArchiveExtract(), [path])
    listed = run_directly(ArchiveExtract(), [path], list_only=True)

    assert refusal.value.code == "input_limit"
    assert listed.notes == ("Only the first 3 of 4 members are listed.",)


def test_long_paths_do_not_make_the_result_too_large(run_directly: RunDirectly, make_tar: MakeTar) -> None:
    path = make_tar(*(entry("/".join(["d" * 200] * 20) + str(n)) for n in range(40)))
    output = run_directly(ArchiveExtract(), [path], list_only=True)
    assert isinstance(output.result, ArchiveContent)
    assert output.result.member_count == 40
    assert len(output.result.model_dump_json()) < 200_000


@pytest.mark.parametrize("format", ["7z", "tar.xz"])
def test_files_come_out_of_the_tool_host_under_safe_names(
    tool_host: ToolHost, tmp_path: Path, format: str
) -> None:
    workspace = tmp_path / "workspace"
    workspace.mkdir(mode=0o700)
    path = workspace / f"input.{format}"
    make_sample(format, path)
    source = JobInput(
        role="source", path=path, name=f"sample.{format}", format=format, size=path.stat().st_size
    )

    job = Job(tool="archive-extract", options={}, inputs=(source,), workspace=workspace)
    outcome = tool_host.launch(job).wait(lambda _fraction, _message: None)

    assert outcome.fault is None
    assert {file.name for file in outcome.files} == {
        "docs - readme.txt", "docs - Stra\u00dfe \u65e5\u672c.bin", "docs - empty", "bin - run.sh",
    }  # fmt: skip


def test_a_link_is_never_followed(run_directly: RunDirectly, make_tar: MakeTar) -> None:
    path = make_tar((entry("a"), b"content"), entry("b", kind=tarfile.SYMTYPE, target="a"))
    output = run_directly(ArchiveExtract(), [path])
    assert [file.name for file in output.files] == ["a"]


def test_an_encrypted_7z_is_made_and_opened_in_the_tool_host(tool_host: ToolHost, tmp_path: Path) -> None:
    def launch(tool: str, path: Path, format: str, **options: str) -> Outcome:
        workspace = tmp_path / tool
        workspace.mkdir(mode=0o700)
        staged = workspace / f"input.{format}"
        staged.write_bytes(path.read_bytes())
        size = staged.stat().st_size
        source = JobInput(role="source", path=staged, name=f"secret.{format}", format=format, size=size)
        job = Job(tool=tool, options=dict(options), inputs=(source,), workspace=workspace)
        return tool_host.launch(job).wait(lambda _fraction, _message: None)

    plain = tmp_path / "secret.txt"
    plain.write_text("treasure")

    made = launch("archive-create", plain, "txt", output_format="7z", password="sesame")
    opened = launch("archive-extract", made.files[0].path, "7z", password="sesame")
    refused = launch("archive-convert", made.files[0].path, "7z", output_format="zip")

    assert made.files[0].details == {"encrypted": 1}
    assert [(file.name, file.path.read_text()) for file in opened.files] == [("secret.txt", "treasure")]
    assert refused.fault
    assert refused.fault.code == "input_encrypted"
