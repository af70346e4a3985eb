"""A format that the operator switches off is neither opened nor made, from then on and without a release."""

import json
from io import StringIO
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from apps.iam.models import User
from apps.tools.models import StoredFile, ToolExecution
from tests.conftest import ClientOf
from tests.tools.conftest import Queue, RunPending, Store

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def client(alice: User, client_of: ClientOf) -> Client:
    """Alice, with a key that may do everything."""
    return client_of(alice)


@pytest.fixture
def photo_here(store: Store, photo: bytes) -> StoredFile:
    """A JPEG that alice has uploaded before."""
    return store(photo, name="photo.jpg")


def switch_off(settings: LazySettings, *formats: str) -> None:
    update = {"formats_disabled": list(formats)}
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update=update)


def start(client: Client, path: str, **body: Any) -> Any:
    return client.post(f"/api/v1/{path}", body, content_type="application/json")


def test_no_tool_takes_a_file_of_it(client: Client, photo_here: StoredFile, settings: LazySettings) -> None:
    switch_off(settings, "jpg")
    inputs = [str(photo_here.pk)]
    for answer in (
        start(client, "tools/image-convert/executions", inputs=inputs, options={"output_format": "png"}),
        start(client, "tools/checksum/executions", inputs=inputs),
        start(client, "convert", to="png", inputs=inputs),
    ):
        assert (answer.status_code, answer.json()["code"]) == (422, "input_not_allowed")
        assert "'photo.jpg' is a JPEG image, and the operator of this server has" in answer.json()["detail"]
    assert not ToolExecution.objects.exists()


def test_nor_one_that_comes_with_the_request(client: Client, photo: bytes, settings: LazySettings) -> None:
    switch_off(settings, "jpg")
    options = json.dumps({"output_format": "png"})
    sent = {"file": SimpleUploadedFile("photo.jpg", photo), "options": options}
    answer = client.post("/api/v1/tools/image-convert/run", sent)
    assert (answer.status_code, answer.json()["code"]) == (422, "input_not_allowed")
    assert not StoredFile.objects.exists()


def test_what_waits_already_is_not_opened_any_more(
    photo_here: StoredFile, queue: Queue, run_pending: RunPending, settings: LazySettings
) -> None:
    execution = queue("image-convert", photo_here, output_format="png")
    switch_off(settings, "jpg")
    run_pending()
    execution.refresh_from_db()
    assert (execution.status, execution.error_code) == ("failed", "input_not_allowed")
    assert "has switched that format off" in execution.error_detail


def test_none_is_made(client: Client, photo_here: StoredFile, settings: LazySettings) -> None:
    switch_off(settings, "png")
    inputs = [str(photo_here.pk)]
    options = {"output_format": "png"}
    answer = start(client, "tools/image-convert/executions", inputs=inputs, options=options)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/options/output_format"
    assert start(client, "convert", to="png", inputs=inputs).json()["code"] == "no_conversion"
    assert start(client, "convert", to="webp", inputs=inputs).status_code == 202


def test_nothing_advertises_it(client: Client, settings: LazySettings) -> None:
    switch_off(settings, "png")
    formats = {entry["id"]: entry for entry in client.get("/api/v1/formats").json()["items"]}
    assert (formats["png"]["readable"], formats["png"]["writable"]) == (False, False)
    assert (formats["jpg"]["readable"], formats["jpg"]["writable"]) == (True, True)
    conversions = client.get("/api/v1/conversions").json()["items"]
    assert not [pair for pair in conversions if "png" in {pair["from"], pair["to"]}]
    assert [pair for pair in conversions if pair["from"] == "jpg"]


def test_a_misspelt_name_is_told_at_the_start(settings: LazySettings) -> None:
    switch_off(settings, "jpge")
    said = StringIO()
    call_command("check", stderr=said, stdout=said)
    assert "FORMATS_DISABLED names 'jpge', and there is no format of that name." in said.getvalue()
