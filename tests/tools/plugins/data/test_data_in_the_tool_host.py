"""Engines with threads of their own, within the walls of the real tool host."""

import json
from pathlib import Path

import pytest

from apps.tools.proving.data import check, make_sample
from apps.tools.toolhost.host import ToolHost
from tests.tools.plugins.test_in_the_tool_host import launch


@pytest.mark.parametrize("target", ["parquet", "json", "xlsx"])
def test_a_table_is_converted(tool_host: ToolHost, tmp_path: Path, target: str) -> None:
    path = tmp_path / "sample.csv"
    facts = make_sample("csv", path)

    outcome = launch(tool_host, tmp_path, tool="data-convert", file=path, output_format=target)

    assert outcome.fault is None
    check(outcome.files[0].path, "csv", target, facts)
    assert outcome.files[0].details["rows"] == 2


def test_a_query_is_answered_and_reaches_no_file(tool_host: ToolHost, tmp_path: Path) -> None:
    path = tmp_path / "sample.csv"
    path.write_text("a\n1\n2\n")
    query = "SELECT sum(a) AS total FROM sample"

    outcome = launch(tool_host, tmp_path, tool="data-query", file=path, query=query, output_format="json")

    assert outcome.fault is None
    assert json.loads(outcome.files[0].path.read_text()) == [{"total": 3}]


def test_an_xml_bomb_fails_with_its_code(tool_host: ToolHost, tmp_path: Path) -> None:
    path = tmp_path / "bomb.xml"
    path.write_text('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')

    outcome = launch(tool_host, tmp_path, tool="data-convert", file=path, output_format="json")

    assert outcome.fault
    assert outcome.fault.code == "input_not_allowed"
    assert str(tmp_path) not in outcome.fault.detail
