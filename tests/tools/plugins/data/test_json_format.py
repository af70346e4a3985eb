"""JSON laid out, sorted and held to schemas."""

from pathlib import Path
from typing import Any

import pytest

from apps.tools.base import InvalidInputError
from apps.tools.plugins.data.json_format import JsonFormat
from apps.tools.plugins.data.json_format_options import JsonFormatResult
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.data.conftest import Write, text_of

ODD = '{"b": 1.50, "a": [1E400, {}, []], "b": 123456789012345678901234567890, "\\u00e9": "\\ud83d\\ude00 /"}'


def format_json(run_directly: RunDirectly, *paths: Path, **options: Any) -> tuple[str, JsonFormatResult]:
    roles = ["source", "schema"][: len(paths)]
    output = run_directly(JsonFormat(), list(paths), roles=roles, **options)
    assert isinstance(output.result, JsonFormatResult)
    return text_of(output), output.result


def test_numbers_and_texts_stay_as_they_are_written(run_directly: RunDirectly, write: Write) -> None:
    text, _ = format_json(run_directly, write("a.json", ODD), style="minify")
    assert text == ODD.replace(": ", ":").replace(", ", ",") + "\n"


def test_every_entry_gets_a_line(run_directly: RunDirectly, write: Write) -> None:
    text, result = format_json(run_directly, write("a.json", '{"a":[1,{"b":2}],"c":{}}'), indent="4")
    assert (
        text
        == '{\n    "a": [\n        1,\n        {\n            "b": 2\n        }\n    ],\n    "c": {}\n}\n'
    )
    assert (result.depth, result.valid) == (3, None)


def test_keys_are_sorted_at_every_depth(run_directly: RunDirectly, write: Write) -> None:
    text, _ = format_json(
        run_directly, write("a.json", '[{"b":{"z":1,"a":2},"a":0}]'), style="minify", sort_keys=True
    )
    assert text == '[{"a":0,"b":{"a":2,"z":1}}]\n'


def test_repeated_keys_are_kept_and_pointed_to(run_directly: RunDirectly, write: Write) -> None:
    text, result = format_json(run_directly, write("a.json", '{"x":[{"a/b":1,"a\\/b":2}]}'), style="minify")
    assert result.duplicate_keys == ["/x/0/a~1b"]
    assert text.count("b") == 2


SCHEMA = (
    '{"type": "object", "required": ["c"], '
    '"properties": {"a": {"type": "integer"}, "b": {"items": {"multipleOf": 0.1}}}}'
)


def test_errors_are_listed_with_pointers(run_directly: RunDirectly, write: Write) -> None:
    source = write("a.json", '{"a": "x", "b": [0.3, 0.25]}')
    _, result = format_json(run_directly, source, write("s.json", SCHEMA))
    assert result.valid is False
    assert [(error.pointer, error.schema_pointer) for error in result.errors] == [
        ("", "/required"), ("/a", "/properties/a/type"), ("/b/1", "/properties/b/items/multipleOf"),
    ]  # fmt: skip


def test_what_fits_a_schema_is_valid(run_directly: RunDirectly, write: Write) -> None:
    _, result = format_json(run_directly, write("a.json", '{"c": 1}'), write("s.json", SCHEMA))
    assert (result.valid, result.errors) == (True, [])


@pytest.mark.parametrize(
    "schema",
    [
        '{"$ref": "http://127.0.0.1:1/x.json"}',
        '{"$ref": "file:///etc/passwd"}',
        '{"$ref": "#/nowhere"}',
        '{"type": "nonsense"}',
        '{"$ref": "#"}',
    ],
)
def test_a_schema_reaches_nothing_and_must_be_one(
    run_directly: RunDirectly, write: Write, schema: str
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        format_json(run_directly, write("a.json", "[1]"), write("s.json", schema))
    assert refused.value.code == "input_not_allowed"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"a": 1,}', "line 1, column 9"),
        ("[1,\n2\n3]", "line 3, column 1"),
        ("{'a': 1}", "a key in double quotes is expected|a value is expected"),
        ("[01]", "a comma or ]"),
        ("[NaN]", "line 1, column 2"),
        ("[1] // x", "the end of the file is expected"),
        ('["\t"]', "a value is expected"),
        ("", "the end of the file"),
    ],
)
def test_the_place_of_a_fault_is_said(
    run_directly: RunDirectly, write: Write, text: str, message: str
) -> None:
    with pytest.raises(InvalidInputError, match=message) as refused:
        format_json(run_directly, write("a.json", text))
    assert refused.value.code == "input_corrupt"


def test_depth_is_bounded(run_directly: RunDirectly, write: Write) -> None:
    with pytest.raises(InvalidInputError, match="deeper") as refused:
        format_json(run_directly, write("a.json", "[" * 100_000))
    assert refused.value.code == "input_limit"
