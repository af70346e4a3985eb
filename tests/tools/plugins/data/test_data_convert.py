"""What conversions keep: every digit, every letter, and the difference between nothing and empty."""

import json
import sqlite3
import tomllib
from contextlib import closing
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.tools.base import InvalidInputError
from apps.tools.plugins.data import json_scan
from apps.tools.proving import data as proof
from tests.tools.plugins.data.conftest import Convert, Write, json_of, text_of

SMALL = "name,age\nAlice,30\nBob,25\n"


@pytest.mark.parametrize("target", ["csv", "json", "parquet", "xlsx", "yaml", "toml", "xml", "md", "html"])
@pytest.mark.parametrize("source", ["csv", "json", "xls", "ods", "sqlite", "xml", "parquet"])
def test_every_cell_of_a_rich_table_survives(
    convert: Convert, tmp_path: Path, source: str, target: str
) -> None:
    if source == target:
        return
    path = tmp_path / f"sample.{source}"
    facts = proof.make_sample(source, path)

    output = convert(path, target)

    proof.check(output.files[0].path, source, target, facts)


def test_leading_zeros_and_plus_signs_stay_texts(convert: Convert, write: Write) -> None:
    rows = json_of(convert(write("a.csv", "code,phone\n007,+33\n12,44\n"), "json"))
    assert rows == [{"code": "007", "phone": "+33"}, {"code": "12", "phone": "44"}]


def test_one_leading_zero_far_below_the_sample_makes_a_column_text(convert: Convert, write: Write) -> None:
    numbers = [str(number) for number in range(1, 5001)] + ["007"]
    rows = json_of(convert(write("a.csv", "code\n" + "\n".join(numbers) + "\n"), "json"))
    assert [row["code"] for row in rows] == numbers


def test_a_number_far_below_the_sample_that_is_no_integer_makes_a_column_numbers(
    convert: Convert, write: Write
) -> None:
    rows = json_of(convert(write("a.csv", "n\n" + "1\n" * 3000 + "2.5\n"), "json"))
    assert (rows[0], rows[-1]) == ({"n": 1.0}, {"n": 2.5})


def test_integers_beyond_64_bits_keep_their_digits(convert: Convert, write: Write) -> None:
    large = "123456789012345678901234567890"
    source = write("a.csv", f"n\n{large}\n1\n")

    assert f'"n":{large}' in text_of(convert(source, "json"))
    table = pyarrow.parquet.read_table(convert(source, "parquet").files[0].path)
    assert table["n"].to_pylist() == [Decimal(large), Decimal(1)]


def test_integers_beyond_53_bits_survive_from_json(convert: Convert, write: Write) -> None:
    source = write("a.json", '[{"n": 9007199254740993, "f": 1.5}, {"n": 12345678901234567890, "f": 2}]')
    assert text_of(convert(source, "csv")).splitlines()[1:] == [
        "9007199254740993,1.5",
        "12345678901234567890,2.0",
    ]


def test_decimals_with_more_digits_than_a_float_stay_exact(convert: Convert, write: Write) -> None:
    source = write("a.csv", "n\n3.141592653589793238462\n1.5\n")
    assert '"n":3.141592653589793238462' in text_of(convert(source, "ndjson"))


def test_no_value_and_an_empty_text_stay_apart(convert: Convert, write: Write) -> None:
    source = write("a.csv", 'a,b\n,""\n1,2\n')

    rows = json_of(convert(source, "json"))

    assert rows[0] == {"a": None, "b": ""}
    assert text_of(convert(write("b.json", '[{"a": null, "b": ""}]'), "csv")) == 'a,b\n,""\n'


def test_quoted_cells_keep_line_breaks_and_quotes(convert: Convert, write: Write) -> None:
    source = write("a.csv", 'a,b\r\n"one\r\ntwo","say ""hi"""\r\n')
    assert json_of(convert(source, "json")) == [{"a": "one\r\ntwo", "b": 'say "hi"'}]


def test_a_quote_within_a_bare_cell_is_a_letter(convert: Convert, write: Write) -> None:
    source = write("a.csv", 'size,b\n5" disk,x\n3,y\n')
    assert json_of(convert(source, "json"))[0] == {"size": '5" disk', "b": "x"}


@pytest.mark.parametrize(
    ("delimiter", "name"), [(";", "semicolon"), ("\t", "tab"), ("|", "pipe"), (",", "comma")]
)
def test_the_delimiter_is_found(convert: Convert, write: Write, delimiter: str, name: str) -> None:
    source = write("a.csv", f"a{delimiter}b\n1{delimiter}x y\n2{delimiter}z\n")
    expected = [{"a": 1, "b": "x y"}, {"a": 2, "b": "z"}]
    assert json_of(convert(source, "json")) == expected
    assert json_of(convert(source, "json", delimiter=name)) == expected


def test_the_line_that_tells_excel_the_delimiter_is_no_row(convert: Convert, write: Write) -> None:
    assert json_of(convert(write("a.csv", "sep=;\na;b\n1;2\n"), "json")) == [{"a": 1, "b": 2}]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "windows-1252", "utf-32"]
)
def test_the_encoding_is_found(convert: Convert, write: Write, encoding: str) -> None:
    source = write("a.csv", "name,town\nZoë,Köln\nJosé,Málaga\n".encode(encoding))
    assert json_of(convert(source, "json"))[1] == {"name": "José", "town": "Málaga"}


def test_an_encoding_that_was_guessed_is_named(convert: Convert, write: Write) -> None:
    output = convert(write("a.csv", "name\nZoë\n".encode("windows-1252")), "json")
    assert "1252" in output.notes[0]


def test_a_chosen_encoding_is_taken(convert: Convert, write: Write) -> None:
    source = write("a.csv", "name\nЖизнь\n".encode("windows-1251"))
    assert json_of(convert(source, "json", encoding="windows-1251")) == [{"name": "Жизнь"}]


def test_columns_without_a_name_or_with_the_same_get_one(convert: Convert, write: Write) -> None:
    assert json_of(convert(write("a.csv", "a,a,,a_2\n1,2,3,x\n"), "json")) == [
        {"a": 1, "a_3": 2, "column_3": 3, "a_2": "x"}
    ]


def test_a_table_without_a_header_is_noticed(convert: Convert, write: Write) -> None:
    source = write("a.csv", "1,2.5\n3,4\n")
    assert json_of(convert(source, "json"))[0] == {"column_1": 1, "column_2": 2.5}
    assert json_of(convert(source, "json", header="yes")) == [{"1": 3, "2.5": 4}]


def test_years_can_be_names_of_columns(convert: Convert, write: Write) -> None:
    assert json_of(convert(write("a.csv", "town,2020,2021\nBern,1,2\n"), "json")) == [
        {"town": "Bern", "2020": 1, "2021": 2}
    ]


def test_rows_above_the_table_and_blank_lines_are_left_out(convert: Convert, write: Write) -> None:
    source = write("a.csv", "Report of May\n\na,b\n1,2\n\n3,4\n\n")
    assert json_of(convert(source, "json", skip_rows=1)) == [{"a": 1, "b": 2}, {"a": 3, "b": 4}]


def test_short_rows_are_filled(convert: Convert, write: Write) -> None:
    assert json_of(convert(write("a.csv", "a,b\n1\n2,x\n"), "json"))[0] == {"a": 1, "b": None}


def test_words_for_no_value_are_what_the_caller_says(convert: Convert, write: Write) -> None:
    source = write("a.csv", "a\nNA\n1\n")
    assert json_of(convert(source, "json")) == [{"a": "NA"}, {"a": "1"}]
    assert json_of(convert(source, "json", empty_values=["NA"])) == [{"a": None}, {"a": 1}]


def test_types_are_left_alone_when_asked(convert: Convert, write: Write) -> None:
    assert json_of(convert(write("a.csv", "a,b\n1,true\n"), "json", detect_types=False)) == [
        {"a": "1", "b": "true"}
    ]


def test_days_and_moments_with_zones_become_types(convert: Convert, write: Write) -> None:
    source = write(
        "a.csv", "day,at\n2024-02-29,2024-01-02T03:04:05+02:00\n2024-03-01,2024-01-02T03:04:05.5Z\n"
    )

    output = convert(source, "parquet")

    rows = pyarrow.parquet.read_table(output.files[0].path).to_pylist()
    assert rows[0] == {"day": date(2024, 2, 29), "at": datetime(2024, 1, 2, 1, 4, 5, tzinfo=UTC)}
    assert "brought to UTC" in output.notes[0]


def test_dates_that_do_not_exist_stay_texts(convert: Convert, write: Write) -> None:
    output = convert(write("a.csv", "day\n2023-02-29\n2023-02-28\n"), "parquet")
    assert pyarrow.parquet.read_table(output.files[0].path)["day"].to_pylist() == ["2023-02-29", "2023-02-28"]


@pytest.mark.parametrize("cell", ["=1+1", "=cmd|'/c calc'!A1", "+SUM(A1)", "-2+3", "@x", "\tx"])
def test_formulas_are_made_harmless_in_csv_unless_they_shall_stay(
    convert: Convert, write: Write, cell: str
) -> None:
    source = write("a.json", f'[{{"a": "{cell}", "n": -5}}]'.replace("\t", "\\t"))
    assert text_of(convert(source, "csv")) == f"a,n\n'{cell},-5\n"
    assert text_of(convert(source, "csv", formulas="keep")) == f"a,n\n{cell},-5\n"


def test_names_of_columns_are_made_harmless_too(convert: Convert, write: Write) -> None:
    assert text_of(convert(write("a.json", '[{"=1+1": "a"}]'), "csv")) == "'=1+1\na\n"


def test_a_workbook_holds_texts_and_no_formulas(convert: Convert, write: Write) -> None:
    output = convert(write("a.csv", "a,b\n=1+1,http://example.com\n"), "xlsx")
    sheet = openpyxl.load_workbook(output.files[0].path)["Table"]
    assert [(cell.value, cell.data_type) for cell in sheet[2]] == [("=1+1", "s"), ("http://example.com", "s")]
    assert sheet["B2"].hyperlink is None


def test_a_sheet_is_chosen_by_name_or_number(convert: Convert, tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.active.append(["first"])
    workbook.active.append([1])
    other = workbook.create_sheet("Other")
    other.append(["second"])
    other.append([2])
    path = tmp_path / "book.xlsx"
    workbook.save(path)

    assert (
        json_of(convert(path, "json", sheet="Other"))
        == json_of(convert(path, "json", sheet="2"))
        == [{"second": 2}]
    )
    first = convert(path, "json")
    assert json_of(first) == [{"first": 1}]
    assert "Other" in first.notes[0]
    with pytest.raises(InvalidInputError, match=r"no sheet 'x'; it has 2: Sheet, Other") as refused:
        convert(path, "json", sheet="x")
    assert refused.value.code == "input_not_allowed"


def test_a_table_of_a_database_is_chosen(convert: Convert, tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute('CREATE TABLE one ("a""b" INT, flag BOOLEAN, raw BLOB)')
        connection.execute("INSERT INTO one VALUES (9223372036854775807, 1, x'ff')")
        connection.execute("CREATE TABLE two (x)")
        connection.execute("INSERT INTO two VALUES ('y')")
        connection.commit()

    assert json_of(convert(path, "json", sheet="two")) == [{"x": "y"}]
    assert json_of(convert(path, "json")) == [{'a"b': 9223372036854775807, "flag": True, "raw": "/w=="}]


def test_records_within_cells_become_columns_or_json(convert: Convert, write: Write) -> None:
    source = write("a.json", '[{"id": 1, "at": {"town": "Bern", "zip": "03"}, "tags": ["x", "y"]}]')
    flat = convert(source, "csv")
    assert text_of(flat) == 'id,at.town,at.zip,tags\n1,Bern,03,"[""x"",""y""]"\n'
    assert "unfolded" in flat.notes[0]
    nested = text_of(convert(source, "csv", nested="json")).splitlines()[1]
    assert nested == '1,"{""town"":""Bern"",""zip"":""03""}","[""x"",""y""]"'


def test_records_of_different_kinds_keep_the_order_of_their_keys(convert: Convert, write: Write) -> None:
    source = write("a.ndjson", '{"b": 1, "a": "x"}\n{"c": true, "b": "y"}\n')
    assert text_of(convert(source, "csv")) == "b,a,c\n1,x,\ny,,true\n"


def test_trees_keep_their_shape_between_json_yaml_and_toml(convert: Convert, write: Write) -> None:
    tree = {
        "title": "x",
        "servers": [{"name": "a", "ports": [1, 2]}, {"name": "b"}],
        "deep": {"on": True, "f": 1.5},
    }
    source = write("a.yaml", yaml.safe_dump(tree))
    as_json = convert(source, "json")
    assert json_of(as_json) == tree
    toml = convert(write("b.json", text_of(as_json)), "toml")
    assert tomllib.loads(text_of(toml)) == tree
    assert yaml.safe_load(text_of(convert(write("c.toml", text_of(toml)), "yaml"))) == tree


def test_yaml_reads_words_and_zeros_as_texts(convert: Convert, write: Write) -> None:
    source = write(
        "a.yaml", "no: NO\nzip: 01234\noctal: 0o17\nyes: true\nbase: &b {x: 1}\ncopy: {<<: *b, y: 2}\n"
    )
    assert json_of(convert(source, "json")) == {
        "no": "NO", "zip": "01234", "octal": 15, "yes": True, "base": {"x": 1}, "copy": {"x": 1, "y": 2},
    }  # fmt: skip


def test_texts_that_look_like_yaml_values_are_quoted(convert: Convert, write: Write) -> None:
    rows = [{"a": word} for word in ("no", "0777", "1e3", "0o17", "~", "2024-01-01", "null", "", "1_000")]
    output = convert(write("a.json", str(rows).replace("'", '"')), "yaml")
    assert yaml.safe_load(text_of(output)) == rows
    assert json_of(convert(write("b.yaml", text_of(output)), "json")) == rows


def test_toml_leaves_nulls_out_and_says_so(convert: Convert, write: Write) -> None:
    output = convert(write("a.json", '{"a": null, "b": [1, null], "c": 123456789012345678901}'), "toml")
    assert tomllib.loads(text_of(output)) == {"b": [1], "c": "123456789012345678901"}
    assert len(output.notes) == 2


def test_json_lines_are_handed_on_digit_by_digit(convert: Convert, write: Write) -> None:
    source = write("a.json", '[{"a": 1.50, "b": 12345678901234567890123}, [1, 2], "x"]')
    lines = text_of(convert(source, "ndjson"))
    assert lines == '{"a": 1.50, "b": 12345678901234567890123}\n[1, 2]\n"x"\n'
    assert text_of(convert(write("b.ndjson", lines), "json")).count("1.50") == 1


def test_pretty_json_becomes_one_line_a_record(convert: Convert, write: Write) -> None:
    source = write(
        "a.json", '[\n  {\n    "a": "x, [y] \\" {",\n    "b": [\n      1\n    ]\n  },\n  {"a": "\\\\"}\n]\n'
    )
    assert text_of(convert(source, "ndjson")).splitlines() == [
        '{"a":"x, [y] \\" {","b":[1]}',
        '{"a": "\\\\"}',
    ]


def test_xml_keeps_attributes_lists_and_empty_elements(convert: Convert, write: Write) -> None:
    source = write("a.xml", '<r><p id="01"><n>A</n><t>x</t><t>y</t><e/></p><p id="02"><n>B</n></p></r>')
    assert json_of(convert(source, "json")) == [
        {"@id": "01", "n": "A", "t": '["x","y"]', "e": ""},
        {"@id": "02", "n": "B", "t": None, "e": None},
    ]


def test_names_that_xml_does_not_allow_are_attributes(convert: Convert, write: Write) -> None:
    text = text_of(convert(write("a.csv", "first name,<b>\nA & B,1\n"), "xml"))
    assert '<field name="first name">A &amp; B</field>' in text
    assert '<field name="&lt;b&gt;">1</field>' in text


def test_the_second_table_of_a_page_is_read_with_its_spans(convert: Convert, write: Write) -> None:
    page = (
        "<table><tr><td>x</td></tr></table><table><tr><th>a<th>b<th>c</tr>"
        '<tr><td rowspan=2>1</td><td colspan="2">2</td></tr><tr><td>3<td>4</table>'
    )
    rows = json_of(convert(write("a.html", page), "json", sheet="2"))
    assert rows == [{"a": 1, "b": 2, "c": 2}, {"a": 1, "b": 3, "c": 4}]


def test_markup_in_cells_stays_text_in_pages(convert: Convert, write: Write) -> None:
    text = text_of(convert(write("a.csv", "a\n<script>alert(1)</script>\n"), "html"))
    assert "<script>" not in text
    assert "&lt;script&gt;" in text


def test_nested_columns_of_parquet_stay_nested_in_json(convert: Convert, tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    table = pa.table(
        {"a": [{"x": 1, "y": [1, 2]}], "d": pa.array([Decimal("1.50")]), "t": pa.array([None], pa.null())}
    )
    pyarrow.parquet.write_table(table, path)
    assert text_of(convert(path, "ndjson")) == '{"a":{"x":1,"y":[1,2]},"d":1.50,"t":null}\n'


def test_csv_is_written_as_asked(convert: Convert, write: Write) -> None:
    output = convert(write("a.csv", SMALL), "csv", output_delimiter="semicolon", byte_order_mark=True)
    assert text_of(output) == "\ufeff" + SMALL.replace(",", ";")


def test_a_header_alone_is_a_table_without_rows(convert: Convert, write: Write) -> None:
    output = convert(write("a.csv", "a,b\n"), "parquet")
    assert output.files[0].claims == {"rows": 0}


def test_no_more_rows_than_a_sheet_holds(convert: Convert, write: Write) -> None:
    with pytest.raises(InvalidInputError, match="at most 1048575") as refused:
        convert(write("a.csv", "a\n" + "1\n" * 1_048_576), "xlsx")
    assert refused.value.code == "input_limit"


CELLS = st.text(
    st.characters(codec="utf-8", exclude_characters="\0\r", exclude_categories=["Cs"]), max_size=8
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.fixed_dictionaries({"a": st.none() | CELLS, "b": st.none() | CELLS}), min_size=1, max_size=4
    )
)
def test_any_texts_survive_csv_and_back(
    convert: Convert,
    write: Write,
    rows: list[dict[str, str | None]],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    wanted = [row for row in rows if any(value is not None for value in row.values())]
    if not wanted:
        return
    source = write("a.ndjson", "".join(f"{json.dumps(row)}\n" for row in wanted))
    middle = convert(source, "csv", formulas="keep")
    back = convert(
        write("b.csv", text_of(middle)), "json", detect_types=False, header="yes", delimiter="comma"
    )
    assert json_of(back) == wanted


def test_a_number_on_the_edge_of_what_is_read_at_once_keeps_its_digits(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [{"n": 9007199254740993, "f": 0.1234567890123456, "t": 'a\\" ['}] * 3
    source = write("a.json", json.dumps(rows))
    for size in range(1, 60):
        monkeypatch.setattr(json_scan, "_PIECE", size)
        lines = source.with_suffix(f".{size}")
        seen = json_scan.split_array(source, lines, name="a.json")
        assert [json.loads(line) for line in lines.read_text().splitlines()] == rows
        assert seen.delicate
        rows_of_floats = write("b.json", json.dumps([{"f": 0.1234567890123456}] * 3))
        assert not json_scan.split_array(rows_of_floats, lines, name="b.json").delicate
