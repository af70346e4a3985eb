"""Formats and conversions over HTTP."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from apps.tools import registry
from apps.tools.formats import FORMATS

pytestmark = pytest.mark.django_db

PLUGIN = '''
from typing import Literal

from apps.tools.base import BaseTool, ToolOptions, ToolOutput, ToolRun


class TrackOptions(ToolOptions):
    output_format: Literal["csv", "json"] = "csv"


class TrackTable(BaseTool[TrackOptions]):
    """Write a track as a table."""

    name = "track-table"
    title = "Track as table"
    category = "geo"
    input_formats = ("gpx",)
    output_formats = ("csv", "json")
    aliases = ("track to table",)

    def process(self, run: ToolRun[TrackOptions]) -> ToolOutput:
        return ToolOutput()

    def losses(self, *, source: str, target: str) -> tuple[str, ...]:
        return ("Extensions are left out.",) if target == "csv" else ()
'''


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fresh_registry: None) -> None:
    """A third party's package, installed as its distribution would be."""
    metadata = tmp_path / "magic_tracks-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: magic-tracks\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text("[magictoolbox.tools]\ntracks = magic_tracks\n")
    (tmp_path / "magic_tracks.py").write_text(PLUGIN)
    monkeypatch.syspath_prepend(tmp_path)


def conversions(client: Client, **asked: str) -> list[dict[str, Any]]:
    """The conversions that a list holds."""
    answer = client.get("/api/v1/conversions", asked)
    assert answer.status_code == 200, answer.content
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def test_every_format_is_listed_with_what_can_be_done_with_it(client: Client) -> None:
    items = {item["id"]: item for item in client.get("/api/v1/formats").json()["items"]}

    assert set(items) == set(FORMATS)
    assert items["psd"] == {
        "id": "psd",
        "title": FORMATS["psd"].title,
        "family": "image",
        "extensions": list(FORMATS["psd"].extensions),
        "media_types": list(FORMATS["psd"].media_types),
        "readable": True,
        "writable": False,
    }
    assert items["webp"]["writable"]


@pytest.mark.usefixtures("plugin")
def test_a_third_partys_conversions_are_listed_on_its_word(client: Client) -> None:
    assert conversions(client, tool="track-table") == [
        {
            "from": "gpx",
            "to": "csv",
            "tool": "track-table",
            "options": {"output_format": "csv"},
            "complete": True,
            "lossy": True,
            "notes": ["Extensions are left out."],
            "proven_at": None,
        },
        {
            "from": "gpx",
            "to": "json",
            "tool": "track-table",
            "options": {"output_format": "json"},
            "complete": True,
            "lossy": False,
            "notes": [],
            "proven_at": None,
        },
    ]


@pytest.mark.usefixtures("plugin")
def test_conversions_are_found_by_either_end_and_by_tool(client: Client) -> None:
    both = conversions(client, **{"from": "gpx", "to": "json", "tool": "track-to-table"})

    assert [(item["from"], item["to"], item["tool"]) for item in both] == [("gpx", "json", "track-table")]
    assert conversions(client, **{"from": "csv", "tool": "track-table"}) == []
    assert {item["to"] for item in conversions(client, to="csv")} == {"csv"}


def test_a_built_in_conversion_is_listed_when_it_is_proven_and_not_before(client: Client) -> None:
    listed = {(item["tool"], item["from"], item["to"]): item["proven_at"] for item in conversions(client)}

    proven = registry._read_proofs()
    assert listed == {tuple(pair.split()): day for pair, day in proven.items()}


@pytest.mark.parametrize(
    ("asked", "status", "said"),
    [
        ({"from": "jpgg"}, 422, "'jpgg' is not a format we know"),
        ({"tool": "image-convrt"}, 404, "Did you mean 'image-convert'?"),
    ],
)
def test_what_does_not_exist_is_refused_with_a_hint(
    client: Client, asked: dict[str, str], status: int, said: str
) -> None:
    answer = client.get("/api/v1/conversions", asked)

    assert answer.status_code == status
    assert said in answer.content.decode()
