"""SQL over files, and what it must not reach."""

from pathlib import Path
from typing import Any

import pytest

from apps.tools.base import InvalidInputError, ToolOutput
from apps.tools.plugins.data import querying
from apps.tools.plugins.data.data_query import DataQuery
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.data.conftest import Write, json_of, text_of

ORDERS = "id,town,amount\n1,Bern,10\n2,Köln,20\n3,Bern,5\n"


def ask(run_directly: RunDirectly, files: list[Path], query: str, **options: Any) -> ToolOutput:
    return run_directly(DataQuery(), files, query=query, **{"output_format": "json"} | options)


def test_rows_are_grouped_and_sums_are_exact(run_directly: RunDirectly, write: Write) -> None:
    output = ask(
        run_directly,
        [write("orders-2024.csv", ORDERS)],
        "SELECT town, sum(amount) AS total FROM orders_2024 GROUP BY town ORDER BY town;",
    )
    assert json_of(output) == [{"town": "Bern", "total": 15}, {"town": "Köln", "total": 20}]
    assert output.result
    assert output.result.model_dump()["tables"] == [
        {"name": "orders_2024", "rows": 3, "columns": ["id BIGINT", "town VARCHAR", "amount BIGINT"]}
    ]


def test_files_of_different_formats_are_joined(run_directly: RunDirectly, write: Write) -> None:
    towns = write("towns.json", '[{"town": "Bern", "country": "CH"}, {"town": "Köln", "country": "DE"}]')
    output = ask(
        run_directly,
        [write("orders.csv", ORDERS), towns],
        "SELECT country, count(*) AS n FROM orders JOIN towns USING (town) GROUP BY ALL ORDER BY 1",
    )
    assert json_of(output) == [{"country": "CH", "n": 2}, {"country": "DE", "n": 1}]


def test_the_answer_comes_in_the_format_asked_for(run_directly: RunDirectly, write: Write) -> None:
    output = ask(run_directly, [write("a.csv", ORDERS)], "SELECT id FROM source -- all", output_format="csv")
    assert text_of(output) == "id\n1\n2\n3\n"


def test_rows_beyond_the_limit_are_cut_off_and_said(run_directly: RunDirectly, write: Write) -> None:
    output = ask(run_directly, [write("a.csv", ORDERS)], "SELECT * FROM a ORDER BY id", max_rows=2)
    assert [row["id"] for row in json_of(output)] == [1, 2]
    assert "first 2" in output.notes[0]


def test_types_that_parquet_lacks_become_texts(run_directly: RunDirectly, write: Write) -> None:
    output = ask(
        run_directly,
        [write("a.csv", ORDERS)],
        "SELECT INTERVAL 1 DAY AS i, 12345678901234567890::HUGEINT AS h",
    )
    assert '{"i":"1 day","h":12345678901234567890}' in text_of(output)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM read_csv('{path}')",
        "SELECT * FROM '{path}'",
        "SELECT * FROM read_text('{path}')",
        "SELECT * FROM read_blob('/etc/*')",
        "SELECT * FROM glob('/etc/*')",
        "SELECT * FROM read_parquet('http://127.0.0.1:1/x')",
        "SELECT * FROM query('COPY a TO ''{path}''')",
        "SELECT getenv('HOME')",
        "COPY a TO '{path}'",
        "SELECT * FROM a) TO '{path}' (FORMAT csv); --",
        "CREATE TABLE x AS SELECT 1",
        "INSERT INTO a VALUES (1, 'x', 2)",
        "ATTACH '{path}'",
        "INSTALL httpfs",
        "LOAD '{path}'",
        "SET enable_external_access = true",
        "PRAGMA version",
        "SELECT 1; SELECT 2",
        "SELECT * FROM nothing",
        "SELECT",
        "no sql",
    ],
)
def test_a_query_reaches_nothing_but_the_tables(
    run_directly: RunDirectly, write: Write, tmp_path: Path, query: str
) -> None:
    secret = write("secret.csv", "a\nSECRET\n")
    with pytest.raises(InvalidInputError) as refused:
        ask(run_directly, [write("a.csv", ORDERS)], query.format(path=secret))
    assert refused.value.code == "input_not_allowed"
    assert secret.read_text() == "a\nSECRET\n"


def test_a_query_without_an_end_is_ended(
    run_directly: RunDirectly, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(querying, "LONGEST_SECONDS", 0.5)
    with pytest.raises(InvalidInputError, match="longer than") as refused:
        ask(
            run_directly,
            [write("a.csv", ORDERS)],
            "SELECT sum(x.range + y.range) FROM range(100000000) x, range(100000) y",
        )
    assert refused.value.code == "input_limit"


def test_tables_are_called_after_files() -> None:
    names = ["Sales 2024.csv", "sales-2024.json", "2024.csv", "été.csv", "....csv", "select.csv"]
    assert querying.table_names(names) == ["sales_2024", "sales_2024_2", "t_2024", "été", "t_", "select"]
