"""Digests of files, against those of the programs that everybody has."""

import hashlib
import subprocess
import zlib
from pathlib import Path

import pytest

from apps.tools.base import InvalidInputError
from apps.tools.plugins.text.checksum import Checksum
from apps.tools.plugins.text.checksum_options import Checksums
from tests.tools.plugins.conftest import RunDirectly


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file of more than one piece."""
    path = tmp_path / "data.bin"
    path.write_bytes(b"MagicToolbox\n" * 100_000)
    return path


def digest(run: RunDirectly, path: Path, *algorithms: str, expected: str | None = None) -> Checksums:
    """The result."""
    chosen = {"algorithms": list(algorithms)} if algorithms else {}
    result = run(Checksum(), [path], expected=expected, **chosen).result
    assert isinstance(result, Checksums)
    return result


@pytest.mark.parametrize(
    "program", ["md5sum", "sha1sum", "sha224sum", "sha256sum", "sha384sum", "sha512sum", "b2sum"]
)
def test_it_says_what_the_program_says(run_directly: RunDirectly, path: Path, program: str) -> None:
    name = "blake2b" if program == "b2sum" else program.removesuffix("sum")
    printed = subprocess.run([program, path], capture_output=True, text=True, check=True).stdout

    assert digest(run_directly, path, name).digests == {name: printed.split()[0]}


def test_crc32_and_blake3_are_those_of_their_libraries(run_directly: RunDirectly, path: Path) -> None:
    digests = digest(run_directly, path, "crc32", "sha3_256", "blake3").digests

    assert int(digests["crc32"], 16) == zlib.crc32(path.read_bytes())
    assert digests["sha3_256"] == hashlib.sha3_256(path.read_bytes()).hexdigest()
    # The digest of BLAKE3's own test vector for an empty input, by way of its definition.
    path.write_bytes(b"")
    assert (
        digest(run_directly, path, "blake3").digests["blake3"].startswith("af1349b9f5f9a1a6a0404dea36dcc949")
    )


def test_an_expected_digest_is_found_by_its_length(run_directly: RunDirectly, path: Path) -> None:
    expected = hashlib.md5(path.read_bytes()).hexdigest().upper()

    result = digest(run_directly, path, "sha256", expected=f" {expected} ")

    assert (result.verified, result.matches) == (True, "md5")
    assert set(result.digests) == {"sha256", "md5"}


def test_a_wrong_digest_is_a_result_not_a_failure(run_directly: RunDirectly, path: Path) -> None:
    result = digest(run_directly, path, expected="0" * 64)

    assert (result.verified, result.matches) == (False, None)


@pytest.mark.parametrize("expected", ["xyz", "0" * 63, "sha256:abc"])
def test_what_cannot_be_a_digest_is_refused(run_directly: RunDirectly, path: Path, expected: str) -> None:
    with pytest.raises(InvalidInputError, match="is no digest") as refused:
        digest(run_directly, path, expected=expected)
    assert refused.value.code == "input_not_allowed"


def test_nothing_expected_is_nothing_verified(run_directly: RunDirectly, path: Path) -> None:
    assert digest(run_directly, path).verified is None
