"""Files that lie, explode or run something: refused quickly, with the right code."""

import sqlite3
import struct
from contextlib import closing
from pathlib import Path

import pytest

from apps.tools.base import InvalidInputError
from apps.tools.proving import data as proof
from tests.tools.plugins.data.conftest import Convert, Write, json_of

LAUGHS = '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><r><p>&b;</p><p/></r>'
ALIASES = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join([f'*{before}'] * 9)}]\n"
    for before, name in zip("abcdefghi", "bcdefghij", strict=True)
)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.xml", LAUGHS, "input_not_allowed"),
        ("a.xml", "<a>" * 200_000, "input_limit"),
        ("a.xml", "<a><b></a>", "input_corrupt"),
        ("a.xml", '<?xml version="1.0" encoding="nope"?><a/>', "input_corrupt"),
        ("a.yaml", ALIASES, "input_limit"),
        ("a.yaml", "a: &a [*a]\n", "input_limit"),
        ("a.yaml", "!!python/object/apply:os.system ['id']\n", "input_not_allowed"),
        ("a.yaml", "a: !custom x\n", "input_not_allowed"),
        ("a.yaml", "[" * 5000, "input_limit"),
        ("a.yaml", "a: [1\n", "input_corrupt"),
        ("a.toml", "a = \n", "input_corrupt"),
        ("a.toml", "a = " + "[" * 20_000, "input_limit"),
        ("a.json", "[" * 200_000, "input_limit"),
        ("a.json", '{"a":' * 200_000, "input_limit"),
        ("a.json", '[{"a": 1}, {"a"', "input_corrupt"),
        ("a.json", '[{"a": 1},, {"a": 2}]', "input_corrupt"),
        ("a.json", '[{"a": 1},]', "input_corrupt"),
        ("a.json", '[{"a": 1}] x', "input_corrupt"),
        ("a.json", '[{"a": NaN}]', "input_corrupt"),
        ("a.json", '[{"a": "\\ud800"}]', "input_corrupt"),
        ("a.json", b'[{"a": "\xff"}]\0', "input_corrupt"),
        ("a.ndjson", '{"a": 1}\n{"a": \n', "input_corrupt"),
        ("a.csv", 'a,b\n1,"open\n2,3\n', "input_corrupt"),
        ("a.csv", "a,b\n1,2\n3,4,5\n", "input_corrupt"),
        ("a.csv", b"a,b\n1\0,2\n", "input_corrupt"),
        ("a.csv", "\n\n", "input_corrupt"),
        ("a.csv", ",".join(map(str, range(20_000))) + "\n", "input_limit"),
        ("a.parquet", b"PAR1" + b"\0" * 100, "input_corrupt"),
        ("a.parquet", b"PAR1" + struct.pack("<I", 2**31 - 1) + b"PAR1", "input_corrupt"),
        ("a.arrow", b"ARROW1\0\0" + b"\0" * 100, "input_corrupt"),
        ("a.xlsx", b"PK\x03\x04" + b"\0" * 100, "input_corrupt"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "input_encrypted"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "input_corrupt"),
        ("a.sqlite", b"SQLite format 3\0" + b"\xff" * 200, "input_corrupt"),
        ("a.md", "no table here\n", "input_not_allowed"),
        ("a.html", "<p>no table here</p>", "input_not_allowed"),
    ],
)
def test_it_is_refused_with_a_code_that_says_why(
    convert: Convert, write: Write, name: str, content: str | bytes, code: str
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        convert(write(name, content), "parquet" if name != "a.parquet" else "csv")
    assert refused.value.code == code
    assert str(refused.value).startswith(("'a.", "The table", "Row"))


@pytest.mark.parametrize("name", ["a.json", "a.yaml", "a.toml"])
@pytest.mark.parametrize("target", ["ndjson", "xml"])
def test_damaged_trees_are_refused_on_the_way_to_trees_too(
    convert: Convert, write: Write, name: str, target: str
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        convert(write(name, '[{"a": 1}, {"a": '), target)
    assert refused.value.code == "input_corrupt"


@pytest.mark.parametrize("format", ["parquet", "arrow", "xlsx", "ods", "xls", "sqlite"])
def test_a_file_that_is_cut_off_is_refused(
    convert: Convert, write: Write, tmp_path: Path, format: str
) -> None:
    whole = tmp_path / f"whole.{format}"
    proof.make_sample(format, whole)
    content = whole.read_bytes()

    with pytest.raises(InvalidInputError) as refused:
        convert(write(f"cut.{format}", content[: len(content) // 2]), "csv")

    assert refused.value.code == "input_corrupt"


def test_the_message_names_the_row_with_too_many_fields(convert: Convert, write: Write) -> None:
    with pytest.raises(InvalidInputError, match=r"Row 3 of 'a\.csv' has 3 fields, not 2"):
        convert(write("a.csv", "a,b\n1,2\n3,4,5\n"), "json")


def test_a_line_longer_than_any_table_has_is_refused(convert: Convert, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.write(b"a\n")
        for _ in range(66):
            file.write(b"x" * 1024 * 1024)

    with pytest.raises(InvalidInputError, match="64 MiB") as refused:
        convert(path, "json")

    assert refused.value.code == "input_limit"


def test_views_and_triggers_of_a_database_are_not_run(convert: Convert, tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "CREATE VIEW aaa AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x FROM n) SELECT x FROM n"
        )
        connection.execute("CREATE TABLE real (x)")
        connection.execute("CREATE TRIGGER t AFTER INSERT ON real BEGIN DELETE FROM real; END")
        connection.commit()
        connection.execute("DROP TRIGGER t")
        connection.execute("INSERT INTO real VALUES (1)")
        connection.commit()
    before = path.read_bytes()

    assert json_of(convert(path, "json")) == [{"x": 1}]
    with pytest.raises(InvalidInputError, match="no table 'aaa'"):
        convert(path, "json", sheet="aaa")
    assert path.read_bytes() == before
