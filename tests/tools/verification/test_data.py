from pathlib import Path

import pytest

from apps.tools.verification.check import OutputInvalidError, check_output


def written(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("list.json", b'[{"a": 1}, {"a": 2}]', {"rows": 2}),
        ("object.json", b'{"a": 1}', {}),
        ("empty.json", b"[]", {"rows": 0}),
        ("table.csv", b"a,b\r\n1,2\r\n3,4\r\n", {"rows": 2, "columns": 2}),
        ("quoted.csv", b'a,b\n"1\n2","x,y"\n', {"rows": 1, "columns": 2}),
        ("header.csv", b"a,b\n", {"rows": 0, "columns": 2}),
        ("marked.csv", b"\xef\xbb\xbfa\n1\n", {"rows": 1, "columns": 1}),
        ("text.txt", "Grüße\nfrom here\n".encode(), {"lines": 2}),
    ],
)
def test_data_is_found_with_its_rows(
    tmp_path: Path, name: str, content: bytes, found: dict[str, float]
) -> None:
    path = written(tmp_path, name, content)
    assert check_output(path, format=path.suffix[1:], claims={}) == found


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("cut.json", b'[{"a": 1}, {"a"', "no JSON"),
        ("nan.json", b"[NaN]", "no JSON"),
        ("deep.json", b"[" * 100_000 + b"]" * 100_000, "no JSON"),
        ("latin.json", b'["\xe9"]', "no JSON"),
        ("open.csv", b'a,b\n"1,2\n', "no CSV"),
        ("ragged.csv", b"a,b\n1\n", "different numbers of fields"),
        ("blank.csv", b"\n\n", "different numbers of fields"),
        ("latin.csv", b"a\n\xe9\n", "not UTF-8"),
        ("latin.txt", b"\xe9", "not UTF-8"),
    ],
)
def test_data_that_cannot_be_read_again_is_refused(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    path = written(tmp_path, name, content)
    with pytest.raises(OutputInvalidError, match=message):
        check_output(path, format=path.suffix[1:], claims={})


def test_a_table_with_another_number_of_rows_than_claimed_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "table.csv", b"a\n1\n")
    with pytest.raises(OutputInvalidError, match="has rows 1, not 2"):
        check_output(path, format="csv", claims={"rows": 2})
