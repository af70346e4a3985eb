"""Every tool's options can be drawn as a form, filled in and read back, in a browser."""

import json
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from apps.config.environment import PROJECT_ROOT
from apps.tools.registry import Tool, get_tool_registry
from tests.support.browser import Page, browsing

SCRIPTS = PROJECT_ROOT / "apps" / "meta" / "static" / "page"

pytestmark = pytest.mark.xdist_group("browser")

every_tool = pytest.mark.parametrize("tool", list(get_tool_registry()), ids=lambda tool: tool.name)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A tab that has the front page's own form code."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(SCRIPTS))) as server:
        Thread(target=server.serve_forever).start()
        with browsing(tmp_path_factory.mktemp("profile")) as page:
            page.open(f"http://127.0.0.1:{server.server_port}/page.css")
            page.evaluate("import('/form.js').then((module) => { globalThis.drawForm = module.drawForm; })")
            yield page
        server.shutdown()


def draw(page: Page, schema: dict[str, Any], values: dict[str, Any] | None = None) -> dict[str, Any]:
    """What a form of these options reads back at once, and the kinds of its controls by option."""
    script = f"""(() => {{
        const form = drawForm({json.dumps(schema)}, {json.dumps(values or {})});
        document.body.replaceChildren(form.element);
        const fields = [...document.querySelectorAll('[data-option]')];
        return {{
            values: form.read(),
            kinds: Object.fromEntries(fields.map((field) => [field.dataset.option, field.dataset.kind])),
            hidden: fields.filter((field) => field.hidden).map((field) => field.dataset.option),
        }};
    }})()"""
    answer: dict[str, Any] = page.evaluate(script)
    return answer


@every_tool
def test_its_form_can_be_drawn(page: Page, tool: Tool) -> None:
    schema = tool.options_type.model_json_schema()

    drawn = draw(page, schema)

    assert set(drawn["kinds"]) >= set(schema.get("properties", {}))
    raw = {name for name, kind in drawn["kinds"].items() if kind == "json"}
    assert not raw, f"{raw} can only be written as JSON"


@every_tool
def test_its_form_says_what_its_examples_say(page: Page, tool: Tool) -> None:
    for example in tool.examples:
        read = draw(page, tool.options_type.model_json_schema(), dict(example.options))["values"]

        assert tool.options_type.model_validate(read) == tool.options_type.model_validate(example.options)


NUMBER: dict[str, Any] = {"type": "integer", "minimum": 1, "maximum": 9, "description": "How many."}


def test_what_is_left_alone_is_not_said(page: Page) -> None:
    schema = {"properties": {"width": {"anyOf": [NUMBER, {"type": "null"}], "default": None}}}

    assert draw(page, schema)["values"] == {}


def test_an_option_that_does_not_matter_now_is_hidden_and_not_said(page: Page) -> None:
    quality = {**NUMBER, "default": 5, "x-ui": {"visible_if": {"format": ["jpg"]}}}
    schema = {"properties": {"format": {"enum": ["jpg", "png"]}, "quality": quality}}

    assert draw(page, schema, {"format": "jpg"})["values"] == {"format": "jpg", "quality": 5}
    drawn = draw(page, schema, {"format": "png"})
    assert drawn["values"] == {"format": "png"}
    assert drawn["hidden"] == ["quality"]


def test_a_password_is_not_shown(page: Page) -> None:
    schema = {"properties": {"password": {"type": "string", "format": "password", "writeOnly": True}}}

    draw(page, schema)

    assert page.evaluate("document.querySelector('[data-option=password] input').type") == "password"


def test_one_of_several_shapes_is_chosen_and_then_filled_in(page: Page) -> None:
    def shape(by: str, field: str) -> dict[str, Any]:
        return {
            "type": "object",
            "title": by,
            "properties": {"by": {"const": by}, field: NUMBER},
            "required": ["by"],
        }

    schema = {
        "properties": {
            "size": {
                "oneOf": [{"$ref": "#/$defs/Width"}, {"$ref": "#/$defs/Percent"}],
                "discriminator": {"propertyName": "by"},
            }
        },
        "$defs": {"Width": shape("width", "width"), "Percent": shape("percent", "percent")},
    }
    values = {"size": {"by": "percent", "percent": 7}}

    assert draw(page, schema, values)["values"] == values


def test_lists_and_names_of_the_callers_own_are_read_back(page: Page) -> None:
    schema = {
        "properties": {
            "pages": {"type": "array", "items": NUMBER},
            "values": {"type": "object", "additionalProperties": {"type": "string"}},
        }
    }
    values = {"pages": [3, 1], "values": {"name": "Zoë", "town": "Århus"}}

    assert draw(page, schema, values)["values"] == values


def test_a_problem_stands_beside_the_option_that_it_is_about(page: Page) -> None:
    shown = page.evaluate(
        f"""(() => {{
            const form = drawForm({json.dumps({"properties": {"width": NUMBER}})});
            document.body.replaceChildren(form.element);
            form.show([{{pointer: "/options/width", msg: "Too wide."}}]);
            return document.querySelector("[data-option=width] .problem").textContent;
        }})()"""
    )

    assert shown == "Too wide."
