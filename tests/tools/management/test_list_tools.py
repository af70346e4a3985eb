"""`manage.py list_tools`: what this installation can do."""

import json
import subprocess
from collections.abc import Callable

Manage = Callable[..., subprocess.CompletedProcess[str]]


def test_each_tool_is_a_line_for_people(manage: Manage) -> None:
    lines = manage("list_tools").stdout.splitlines()

    assert [line for line in lines if line.startswith("copy-picture ")] == [
        next(line for line in lines if line.endswith("Copy a picture: png → png"))
    ]


def test_each_tool_is_an_object_for_scripts(manage: Manage) -> None:
    document = json.loads(manage("list_tools", "--json").stdout)

    tools = {tool["name"]: tool for tool in document["items"]}
    assert document["failures"] == []
    assert "image-convert" in tools
    assert tools["copy-picture"] == {
        "name": "copy-picture",
        "title": "Copy a picture",
        "version": "1.0.0",
        "input_formats": ["png"],
        "output_formats": ["png"],
        "available": True,
        "unavailable_reason": None,
    }
