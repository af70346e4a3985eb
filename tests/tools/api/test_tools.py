"""The catalogue over HTTP."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from apps.iam.models import User
from apps.iam.scopes import Scope
from apps.tools.catalogue import get_catalogue
from apps.tools.models import WorkerNode
from tests.conftest import ClientOf

pytestmark = pytest.mark.django_db


def names(client: Client, **asked: Any) -> list[str]:
    """The tools that a list holds."""
    answer = client.get("/api/v1/tools", asked)
    assert answer.status_code == 200, answer.content
    return [tool["name"] for tool in answer.json()["items"]]


def test_anyone_sees_every_tool_by_name(client: Client) -> None:
    assert names(client) == sorted(tool.name for tool in get_catalogue())


def test_a_tool_tells_all_that_a_form_needs(client: Client) -> None:
    tool = client.get("/api/v1/tools/image-convert").json()

    assert set(tool) == {
        "name", "aliases", "title", "description", "category", "icon", "version", "inputs", "output_formats",
        "max_file_size", "limits", "options_schema", "result_schema", "examples", "runs", "available",
        "unavailable_reason", "deprecated",
    }  # fmt: skip
    assert (tool["name"], tool["category"], tool["runs"]) == ("image-convert", "image", "worker")
    source = tool["inputs"][0]
    assert (source["role"], source["min"], source["max"]) == ("source", 1, 1)
    assert "heic" in source["formats"]
    assert ".jpg,.jpeg,.jpe,.jfif,image/jpeg" in source["accept"]
    assert "output_format" in tool["options_schema"]["required"]
    assert tool["options_schema"]["properties"]["quality"]["maximum"] == 100
    assert set(tool["limits"]) == {"cpu_seconds", "wall_seconds", "memory_mb", "disk_mb", "processes"}
    assert (tool["available"], tool["unavailable_reason"], tool["result_schema"]) == (True, None, None)


def test_an_inline_tool_says_so_and_what_it_answers(client: Client) -> None:
    tool = client.get("/api/v1/tools/unit-convert").json()

    assert (tool["runs"], tool["inputs"], tool["output_formats"]) == ("inline", [], [])
    assert tool["result_schema"]["type"] == "object"


def test_a_tool_takes_no_more_than_the_server(client: Client, settings: Settings) -> None:
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"max_upload_size": 1000})

    assert client.get("/api/v1/tools/image-convert").json()["max_file_size"] == 1000


def test_an_alias_leads_to_its_tool(client: Client) -> None:
    assert client.get("/api/v1/tools/heic-to-jpg").json()["name"] == "image-convert"


def test_a_mistyped_name_is_404_with_the_nearest(client: Client) -> None:
    answer = client.get("/api/v1/tools/image-convrt")

    assert (answer.status_code, answer.json()["code"]) == (404, "tool_not_found")
    assert answer.json()["detail"] == "No tool is named 'image-convrt'. Did you mean 'image-convert'?"


@pytest.mark.parametrize("words", ["heic to jpg", "HEIC to JPEG", "convert heic into jpg"])
def test_words_find_the_tool_that_does_it(client: Client, words: str) -> None:
    assert names(client, q=words)[0] == "image-convert"


def test_filters_narrow_the_list_together(client: Client) -> None:
    assert "image-convert" in names(client, input_format="jpeg", output_format="webp")
    assert names(client, category="geo", input_format="heic") == []
    assert set(names(client, category="convert")) == {
        tool.name for tool in get_catalogue() if tool.category == "convert"
    }


def test_a_filter_that_cannot_hold_is_refused_with_what_can(client: Client) -> None:
    answer = client.get("/api/v1/tools", {"input_format": "jpgg"})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/input_format"
    assert "'jpgg' is not a format we know" in answer.json()["errors"][0]["msg"]
    assert client.get("/api/v1/tools", {"category": "magic"}).status_code == 422


def test_availability_is_what_the_workers_say(client: Client) -> None:
    reasons = {"image-convert": "The program 'x' is missing: apt install x."}
    WorkerNode.objects.report(name="w", concurrency=1, sandbox_tier=1, unavailable_tools=reasons)

    tool = client.get("/api/v1/tools/image-convert").json()

    assert (tool["available"], tool["unavailable_reason"]) == (False, reasons["image-convert"])
    assert names(client, available="false") == ["image-convert"]
    assert "image-convert" not in names(client, available="true")


def test_an_unchanged_catalogue_is_not_sent_again(client: Client) -> None:
    first = client.get("/api/v1/tools")

    again = client.get("/api/v1/tools", headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")


def test_the_whole_list_costs_one_query(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        client.get("/api/v1/tools")


@pytest.mark.parametrize(
    "address", ["/api/v1/tools", "/api/v1/tools/image-convert", "/api/v1/formats", "/api/v1/conversions"]
)
def test_a_closed_catalogue_asks_for_credentials(
    client: Client, alice: User, client_of: ClientOf, settings: Settings, address: str
) -> None:
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"public_catalogue": False})

    assert client.get(address).status_code == 401
    assert client_of(alice, Scope.TOOLS_RUN).get(address).status_code == 200
    assert client_of(alice, Scope.FILES_READ).get(address).status_code == 403
