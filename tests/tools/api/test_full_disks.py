"""No room for what a request brings: it is refused, may come again, and leaves nothing behind."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from apps.iam.models import User
from apps.tools.models import StoredFile, ToolExecution
from apps.tools.uploads import upload_folder
from tests.conftest import ClientOf
from tests.support.full_disk import fill, small_disk

pytestmark = pytest.mark.django_db(transaction=True)

DOCUMENT = '{"a": 1}'


@pytest.fixture
def filler(data_dir: Path) -> Iterator[Path]:
    """What takes all the room where files are received."""
    with small_disk(data_dir / "uploads", megabytes=1) as disk:
        yield fill(disk)


def format_text(client: Client) -> Any:
    """Small files may come within the JSON of a request."""
    asked = {"inputs": [{"text": DOCUMENT, "name": "a.json"}], "options": {}}
    return client.post("/api/v1/tools/json-format/executions", json.dumps(asked), "application/json")


def format_upload(client: Client) -> Any:
    """Or as a part of a form."""
    file = SimpleUploadedFile("a.json", DOCUMENT.encode())
    return client.post("/api/v1/tools/json-format/run", {"file": file})


@pytest.mark.parametrize("ask", [format_text, format_upload])
def test_a_request_without_room_is_refused_and_taken_when_there_is_some(
    ask: Any, filler: Path, alice: User, client_of: ClientOf
) -> None:
    client = client_of(alice)

    refused = ask(client)

    assert (refused.status_code, refused.json()["code"]) == (503, "storage_unavailable")
    assert refused.json()["retryable"] is True
    assert int(refused["Retry-After"]) > 0
    assert "a.json" in refused.json()["detail"]
    assert not StoredFile.objects.exists()
    assert not ToolExecution.objects.exists()
    assert list(upload_folder().iterdir()) == [filler]

    filler.unlink()

    assert ask(client).status_code == 202
