"""What holds for every tool of the registry, built in or installed: a new one is covered at once."""

import json
import re
from collections import Counter
from typing import Any, Literal, get_args, get_origin

import pytest
from pydantic import BaseModel, ValidationError

from apps.tools.base import MiB, ToolOptions
from apps.tools.formats import FORMATS
from apps.tools.registry import Tool, get_tool_registry, slug

REGISTRY = get_tool_registry()
GIB = 1024 * MiB

every_tool = pytest.mark.parametrize("tool", list(REGISTRY), ids=lambda tool: tool.name)


def options_schema(tool: Tool) -> dict[str, Any]:
    return tool.options_type.model_json_schema()


def literals_in(annotation: object) -> list[object]:
    """The Literal types within a type, however deeply it is wrapped."""
    if get_origin(annotation) is Literal:
        return [annotation]
    return [found for part in get_args(annotation) for found in literals_in(part)]


def resolve(schema: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    """What a `$ref` stands for."""
    name = part.get("$ref", "").rpartition("/")[2]
    return schema["$defs"][name] if name else part


def test_there_are_tools_and_none_of_them_failed_to_load() -> None:
    assert len(REGISTRY) > 0
    assert REGISTRY.failures == ()


@every_tool
def test_its_name_is_kebab_case_and_its_title_and_icon_are_words(tool: Tool) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", tool.name)
    assert re.fullmatch(r"[A-Z].*[^.!\s]", tool.title)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", tool.icon)
    assert re.fullmatch(r"\d+\.\d+\.\d+", tool.version)


@every_tool
def test_its_module_is_named_after_it(tool: Tool) -> None:
    assert type(tool).__module__.rpartition(".")[2] == tool.name.replace("-", "_")


@every_tool
def test_its_description_is_a_sentence(tool: Tool) -> None:
    assert re.fullmatch(r"[A-Z].{15,300}\.", tool.description)


@every_tool
def test_its_formats_are_known_and_named_once(tool: Tool) -> None:
    for formats in (*(role.formats for role in tool.inputs), tool.output_formats):
        assert set(formats) <= {*FORMATS, "*"}
        assert len(formats) == len(set(formats))


@every_tool
def test_its_inputs_have_distinct_roles_and_sensible_bounds(tool: Tool) -> None:
    roles = [role.role for role in tool.inputs]

    assert len(roles) == len(set(roles))
    for role in tool.inputs:
        assert 0 <= role.min <= role.max
        assert role.max >= 1
        assert role.formats
        assert role.title


@every_tool
def test_an_inline_tool_takes_no_file_and_makes_none(tool: Tool) -> None:
    assert not (tool.inline and (tool.inputs or tool.output_formats))


@every_tool
def test_its_conversions_are_between_formats_it_names_and_change_something(tool: Tool) -> None:
    pairs = list(tool.pairs())

    assert len(pairs) == len(set(pairs))
    for source, target in pairs:
        assert source != target
        assert source in tool.inputs[0].formats
        assert target in tool.output_formats


@every_tool
def test_who_converts_to_several_formats_asks_for_output_format(tool: Tool) -> None:
    targets = {target for _, target in tool.pairs()}
    if len(targets) > 1:
        annotation = tool.options_type.model_fields["output_format"].annotation
        offered = {value for literal in literals_in(annotation) for value in get_args(literal)}
        assert offered >= targets
    else:
        assert len(targets) <= 1


@every_tool
def test_it_makes_files_or_a_described_result(tool: Tool) -> None:
    assert tool.output_formats or tool.result_type
    if tool.result_type:
        assert issubclass(tool.result_type, BaseModel)
        assert tool.result_type.model_json_schema()["properties"]


@every_tool
def test_its_limits_are_bounded(tool: Tool) -> None:
    assert 0 < tool.limits.cpu_seconds <= 3600
    assert 0 < tool.limits.wall_seconds <= 3600
    assert 0 < tool.limits.memory_mb <= 8192
    assert 0 < tool.limits.disk_mb <= 16_384
    assert 0 < tool.limits.processes <= 256
    if tool.inputs:
        assert MiB <= tool.max_file_size <= 2 * GIB


@every_tool
def test_every_option_is_described_and_can_be_drawn(tool: Tool) -> None:
    schema = options_schema(tool)
    properties = schema.get("properties", {})

    assert schema["additionalProperties"] is False
    for name, option in properties.items():
        assert re.fullmatch(r"[a-z][a-z0-9_]*", name)
        assert re.fullmatch(r".{10,300}[.…]", option["description"], re.DOTALL), name
        assert option["x-ui"]["group"] in {"basic", "advanced"}
    orders = [option["x-ui"]["order"] for option in properties.values()]
    assert orders == list(range(len(orders)))


@every_tool
def test_an_option_appears_only_for_values_that_another_one_has(tool: Tool) -> None:
    schema = options_schema(tool)
    properties = schema.get("properties", {})
    for option in properties.values():
        for other, values in option["x-ui"].get("visible_if", {}).items():
            choices = {choice["const"] for choice in resolve(schema, properties[other]).get("oneOf", [])}
            assert set(values) <= (choices or {"true", "false"}), other


@every_tool
def test_every_choice_has_a_label(tool: Tool) -> None:
    text = str(options_schema(tool))
    for name, field in tool.options_type.model_fields.items():
        for literal in literals_in(field.annotation):
            values = get_args(literal)
            for value in values:
                assert f"{{'const': {value!r}, 'title': " in text, f"{name}: {value!r} has no label"


@every_tool
def test_its_examples_are_options_it_takes(tool: Tool) -> None:
    assert tool.options_type.model_fields == {} or tool.examples
    for example in tool.examples:
        assert example.title
        assert isinstance(tool.options_type.model_validate(example.options), ToolOptions)


@every_tool
def test_an_option_it_does_not_know_is_refused(tool: Tool) -> None:
    options = dict(tool.examples[0].options) if tool.examples else {}

    with pytest.raises(ValidationError, match="extra_forbidden"):
        tool.options_type.model_validate(options | {"no_such_option": 1})


@every_tool
def test_it_is_found_by_its_name_and_by_each_alias(tool: Tool) -> None:
    assert REGISTRY.get(tool.name) is tool
    for alias in tool.aliases:
        assert REGISTRY.get(alias) is tool


def test_a_name_or_alias_belongs_to_one_tool() -> None:
    words = Counter(word for tool in REGISTRY for word in {tool.name, *map(slug, tool.aliases)})

    assert [word for word, owners in words.items() if owners > 1] == []


@every_tool
def test_it_tells_what_is_missing_and_what_brings_it(tool: Tool) -> None:
    reason = tool.unavailable_reason()

    assert reason is None or all(
        requirement.remedy in reason for requirement in tool.requires if not requirement.is_met()
    )


@every_tool
def test_its_secrets_are_optional_and_not_hidden_in_other_options(tool: Tool) -> None:
    """Then they can be left out of answers, and taken out of what is kept."""
    schema = options_schema(tool)
    secret = {name for name, option in schema["properties"].items() if "writeOnly" in json.dumps(option)}

    assert not secret & set(schema.get("required", ()))
    assert "writeOnly" not in json.dumps(schema.get("$defs", {}))


@every_tool
def test_it_takes_a_password_if_it_is_for_pdfs_or_archives(tool: Tool) -> None:
    if tool.name.startswith(("pdf-", "archive-")):
        assert any("password" in name for name in tool.options_type.model_fields)
    else:
        assert tool.name.partition("-")[0] not in {"pdf", "archive"}
