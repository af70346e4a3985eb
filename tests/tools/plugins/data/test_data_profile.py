"""What a profile says."""

from apps.tools.plugins.data.data_profile import DataProfile
from apps.tools.plugins.data.profiles import TableProfile
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.data.conftest import Write, json_of, text_of

TABLE = "n,town,day,code,empty\n" + "".join(
    f"{n},{'Bern' if n % 3 else 'Köln'},2024-01-{n:02d},{n:03d},\n" for n in range(1, 31)
)


def test_numbers_texts_and_days_are_measured(run_directly: RunDirectly, write: Write) -> None:
    output = run_directly(DataProfile(), [write("a.csv", TABLE)], output_format="json")

    assert isinstance(output.result, TableProfile)
    assert json_of(output) == output.result.model_dump(mode="json")
    assert (output.result.rows, output.result.columns_in_all) == (30, 5)
    n, town, day, code, empty = output.result.columns
    assert (n.type, n.minimum, n.maximum, n.mean, n.distinct, n.nulls) == ("integer", "1", "30", 15.5, 30, 0)
    assert (n.quantiles["5"], n.quantiles["50"], n.quantiles["95"]) == ("2", "15", "29")
    assert sum(one.count for one in n.histogram) == 30
    assert [(top.value, top.count) for top in town.top] == [("Bern", 20), ("Köln", 10)]
    assert (town.shortest, town.longest, town.distinct) == (4, 4, 2)
    assert (day.type, day.minimum, day.maximum) == ("date", "2024-01-01", "2024-01-30")
    assert day.histogram[0].lower == "2024-01-01"
    assert (code.type, code.minimum) == ("text", "001")
    assert (empty.nulls, empty.distinct, empty.minimum, empty.top) == (30, 0, None, [])


def test_the_report_is_one_page_in_which_nothing_runs(run_directly: RunDirectly, write: Write) -> None:
    source = write("<b>&.csv", "<script>,n\n<img src=x>,1\ny,2\n")
    page = text_of(run_directly(DataProfile(), [source]))
    assert page.count("<svg") == 2
    assert "<script" not in page
    assert "<img" not in page
    assert "http" not in page
    assert "&lt;img src=x&gt;" in page


def test_nested_values_truths_and_odd_numbers_are_measured(run_directly: RunDirectly, write: Write) -> None:
    source = write("a.ndjson", '{"a": {"x": 1}, "b": true, "c": [1]}\n{"a": null, "b": false, "c": [1]}\n')
    output = run_directly(DataProfile(), [source])
    assert isinstance(output.result, TableProfile)
    assert [column.type for column in output.result.columns] == ["nested", "truth", "nested"]
    assert output.result.columns[2].distinct == 1


def test_a_table_without_rows_has_a_profile(run_directly: RunDirectly, write: Write) -> None:
    output = run_directly(DataProfile(), [write("a.csv", "a,b\n")])
    assert isinstance(output.result, TableProfile)
    assert (output.result.rows, len(output.result.columns)) == (0, 2)
