"""This file → that format, over HTTP."""

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from apps.iam.models import User
from apps.tools.models import StoredFile, ToolExecution
from tests.conftest import ClientOf
from tests.tools.conftest import RunPending

PLUGINS = Path(__file__).parents[1] / "toolhost" / "plugins"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def client(alice: User, client_of: ClientOf) -> Client:
    """Alice, with a key that may do everything."""
    return client_of(alice)


def send(client: Client, name: str, content: bytes, **fields: Any) -> Any:
    """A multipart conversion."""
    return client.post("/api/v1/convert", {"file": SimpleUploadedFile(name, content), **fields})


def test_a_file_comes_with_the_request(client: Client, photo: bytes, run_pending: RunPending) -> None:
    accepted = send(client, "photo.jpg", photo, to="webp", options=json.dumps({"quality": 50}))
    assert accepted.status_code == 202
    assert accepted.json()["tool"] == "image-convert"
    assert accepted.json()["options"]["quality"] == 50
    run_pending()
    assert client.get(accepted["Location"]).json()["outputs"][0]["name"] == "photo.webp"


def test_or_is_here_already(client: Client, photo: bytes, run_pending: RunPending) -> None:
    upload = client.post("/api/v1/files", {"file": SimpleUploadedFile("a.jpg", photo)}).json()
    body = {"inputs": [upload["id"]], "to": "png"}
    accepted = client.post("/api/v1/convert", body, content_type="application/json")
    run_pending()
    assert client.get(accepted["Location"]).json()["outputs"][0]["format"] == "png"


def test_a_target_out_of_reach_is_answered_with_those_in_reach(client: Client, photo: bytes) -> None:
    problem = send(client, "photo.jpg", photo, to="mp3").json()
    assert problem["code"] == "no_conversion"
    assert {"avif", "gif", "png", "tiff", "webp"} <= set(problem["errors"][0]["ctx"]["reachable"])
    assert "avif, " in problem["detail"]
    assert not StoredFile.objects.exists()


def test_a_target_may_be_named_by_any_extension_of_it(client: Client, photo: bytes) -> None:
    assert send(client, "photo.jpg", photo, to="TIF").json()["options"]["output_format"] == "tiff"


@pytest.fixture
def three_ways(monkeypatch: pytest.MonkeyPatch, fresh_registry: None) -> None:
    """Three tools that convert the same: one loses, one does not, one is preferred and needs a program."""
    monkeypatch.syspath_prepend(str(PLUGINS))


@pytest.mark.usefixtures("three_ways")
class TestWhereSeveralToolsConvertTheSame:
    def test_the_one_that_can_run_and_loses_nothing_is_chosen(self, client: Client) -> None:
        assert send(client, "a.txt", b"words", to="diff").json()["tool"] == "rename-text-well"

    def test_the_preferred_one_is_chosen_where_it_can_run(
        self, client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        program = tmp_path / "a-program-that-is-nowhere"
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path), prepend=":")

        assert send(client, "a.txt", b"words", to="diff").json()["tool"] == "rename-text-best"


@pytest.mark.usefixtures("three_ways")
def test_a_tool_that_must_be_told_more_is_not_chosen(client: Client) -> None:
    assert send(client, "a.txt", b"words", to="sbv").json()["code"] == "no_conversion"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"inputs": []}, "/to"),
        ({"to": "png", "inputs": [], "too": 1}, "/too"),
        ({"to": "png", "inputs": [7]}, "/inputs/0"),
    ],
)
def test_what_is_wrong_is_pointed_at(client: Client, body: dict[str, Any], pointer: str) -> None:
    answer = client.post("/api/v1/convert", body, content_type="application/json")
    assert answer.status_code == 422
    assert pointer in {error["pointer"] for error in answer.json()["errors"]}


def test_an_unknown_field_of_the_form_is_refused(client: Client, photo: bytes) -> None:
    answer = send(client, "photo.jpg", photo, to="png", quality="5")
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/quality"]
    assert not ToolExecution.objects.exists()


@pytest.mark.parametrize(("count", "code"), [(0, "wrong_inputs"), (2, "wrong_inputs")])
def test_one_file_is_converted_at_a_time(client: Client, count: int, code: str) -> None:
    body = {"inputs": [str(uuid4())] * count, "to": "png"}
    answer = client.post("/api/v1/convert", body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (422, code)
