"""Starting tools over HTTP, up to the downloaded result."""

import base64
import json
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client
from PIL import Image

from apps.iam.models import User
from apps.iam.scopes import Scope
from apps.tools.models import StoredFile, ToolExecution
from tests.conftest import ClientOf
from tests.tools.conftest import RunPending

Response = Any
"""What Django's test client answers with."""

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def client(alice: User, client_of: ClientOf) -> Client:
    """Alice, with a key that may do everything."""
    return client_of(alice)


def run(client: Client, photo: bytes, **fields: Any) -> Response:
    """Upload and convert in one call."""
    name = fields.pop("name", "photo.jpg")
    tool = fields.pop("tool", "image-convert")
    headers = fields.pop("headers", {})
    options = json.dumps(fields.pop("options", {"output_format": "webp"}))
    data = {"file": SimpleUploadedFile(name, photo), "options": options, **fields}
    return client.post(f"/api/v1/tools/{tool}/run", data, headers=headers)


def create(client: Client, body: dict[str, Any], tool: str = "image-convert") -> Response:
    """Start a tool by JSON."""
    return client.post(f"/api/v1/tools/{tool}/executions", body, content_type="application/json")


def nothing_is_left(data_dir: Path) -> bool:
    """Neither row nor file."""
    files = [path for path in (data_dir / "files").rglob("*") if path.is_file()]
    uploads = list((data_dir / "uploads").glob("*"))
    return not (ToolExecution.objects.exists() or StoredFile.objects.exists() or files or uploads)


class TestRun:
    def test_a_photo_becomes_a_checked_webp(
        self, client: Client, photo: bytes, run_pending: RunPending
    ) -> None:
        accepted = run(client, photo)
        assert accepted.status_code == 202
        assert accepted["Location"] == f"/api/v1/executions/{accepted.json()['id']}"
        assert run_pending() == 1
        ended = client.get(accepted["Location"]).json()
        assert ended["status"] == "completed"
        assert ended["progress"] == 100
        [output] = ended["outputs"]
        assert output["name"] == "photo.webp"
        assert json.dumps(output["details"], sort_keys=True) == '{"frames": 1, "height": 48, "width": 64}'
        content = client.get(ended["urls"]["content"])
        picture = Image.open(BytesIO(content.getvalue()))
        assert (picture.format, picture.size) == ("WEBP", (64, 48))

    def test_the_answer_names_inputs_options_and_defaults_as_understood(
        self, client: Client, photo: bytes
    ) -> None:
        body = run(client, photo, metadata=json.dumps({"order": "7"}), output_name="mine").json()
        assert body["status"] == "pending"
        assert body["options"]["output_format"] == "webp"
        assert body["options"]["quality"] == 85
        assert body["inputs"][0]["role"] == "source"
        assert body["inputs"][0]["file"]["name"] == "photo.jpg"
        assert body["metadata"] == {"order": "7"}

    def test_an_alias_is_as_good_as_the_name(self, client: Client, photo: bytes) -> None:
        assert run(client, photo, tool="image-format-converter").json()["tool"] == "image-convert"

    def test_the_output_is_called_what_the_caller_says(
        self, client: Client, photo: bytes, run_pending: RunPending
    ) -> None:
        accepted = run(client, photo, output_name="holiday")
        run_pending()
        assert client.get(accepted["Location"]).json()["outputs"][0]["name"] == "holiday.webp"

    def test_a_corrupt_file_is_a_failed_execution_that_publishes_nothing(
        self, client: Client, photo: bytes, run_pending: RunPending
    ) -> None:
        accepted = run(client, photo[: len(photo) // 2])
        run_pending()
        ended = client.get(accepted["Location"]).json()
        assert ended["status"] == "failed"
        assert ended["error"]["code"] == "input_corrupt"
        assert ended["error"]["detail"]
        assert ended["outputs"] == []


class TestInputs:
    def test_an_output_can_be_the_next_input(
        self, client: Client, photo: bytes, run_pending: RunPending
    ) -> None:
        first = run(client, photo)
        run_pending()
        made = client.get(first["Location"]).json()["outputs"][0]["id"]
        second = create(client, {"inputs": [made], "options": {"output_format": "png"}})
        run_pending()
        ended = client.get(second["Location"]).json()
        assert ended["status"] == "completed"
        assert ended["outputs"][0]["name"] == "photo.png"

    def test_a_small_file_can_be_in_the_request(
        self, client: Client, photo: bytes, run_pending: RunPending
    ) -> None:
        content = base64.b64encode(photo).decode()
        body = {
            "inputs": [{"base64": content, "name": "a.jpg"}],
            "options": {"output_format": "png"},
        }
        accepted = create(client, body)
        assert accepted.status_code == 202
        run_pending()
        assert client.get(accepted["Location"]).json()["status"] == "completed"

    @pytest.mark.parametrize("content", ["not base64", "YQ", "YQ==é", "𐀀𐀀𐀀𐀀"])
    def test_what_is_not_base64_is_told_with_its_place(self, client: Client, content: str) -> None:
        inputs = [{"base64": content, "name": "a.jpg"}]
        refusal = create(client, {"inputs": inputs, "options": {"output_format": "png"}})
        assert (refusal.status_code, refusal.json()["code"]) == (422, "validation_error")
        assert refusal.json()["errors"][0]["pointer"] == "/inputs/0/base64"

    def test_a_role_can_be_named(self, client: Client, photo: bytes) -> None:
        upload = client.post("/api/v1/files", {"file": SimpleUploadedFile("a.jpg", photo)}).json()
        named = [{"file_id": upload["id"], "role": "source"}]
        assert create(client, {"inputs": named, "options": {"output_format": "png"}}).status_code == 202

    def test_a_strangers_file_is_as_unknown_as_none(
        self, client: Client, bob: User, client_of: ClientOf, photo: bytes
    ) -> None:
        foreign = (
            client_of(bob).post("/api/v1/files", {"file": SimpleUploadedFile("b.jpg", photo)}).json()["id"]
        )
        unknown = str(uuid4())
        answers = [
            create(client, {"inputs": [key], "options": {"output_format": "png"}})
            for key in (foreign, unknown)
        ]
        assert [answer.status_code for answer in answers] == [404, 404]
        bodies = [
            {name: value for name, value in answer.json().items() if name != "request_id"}
            for answer in answers
        ]
        bodies[0]["detail"] = bodies[0]["detail"].replace(foreign, unknown)
        assert bodies[0] == bodies[1]
        assert not ToolExecution.objects.exists()


class TestInline:
    def test_a_tool_without_files_answers_with_its_result(self, client: Client) -> None:
        options = {"category": "length", "from_unit": "mile", "to_unit": "kilometer", "value": "1"}
        answer = create(client, {"options": options}, tool="unit-convert")
        assert answer.status_code == 201
        body = answer.json()
        assert body["status"] == "completed"
        assert body["result"]["output_value"] == "1.609344"
        assert client.get(answer["Location"]).json()["result"] == body["result"]

    def test_values_without_sense_leave_no_row(self, client: Client) -> None:
        options = {"category": "temperature", "from_unit": "celsius", "to_unit": "kelvin", "value": "-500"}
        answer = create(client, {"options": options}, tool="unit-convert")
        assert answer.status_code == 422
        assert "absolute zero" in answer.json()["detail"]
        assert not ToolExecution.objects.exists()


class TestRefusals:
    @pytest.mark.parametrize(
        ("change", "status", "code", "says"),
        [
            ({"tool": "image-konvert"}, 404, "tool_not_found", "image-convert"),
            ({"options": {"output_format": "wepb"}}, 422, "validation_error", "output_format"),
            ({"options": {"output_format": "webp", "qualty": 3}}, 422, "validation_error", "qualty"),
            ({"options": {"output_format": "webp", "quality": "high"}}, 422, "validation_error", "quality"),
            ({"options": {"output_format": "webp", "quality": 101}}, 422, "validation_error", "100"),
            ({"options": ["webp"]}, 422, "validation_error", "object"),
            ({"name": "photo.png"}, 422, "input_mismatch", "JPEG"),
            ({"name": "photo.gpx"}, 422, "input_mismatch", "GPX"),
            ({"tool": "gpx-analyze", "options": {}}, 422, "input_not_allowed", "gpx"),
            ({"metadata": '{"a": 1}'}, 422, "validation_error", "metadata"),
            ({"expires_in": "5"}, 422, "validation_error", "60"),
            ({"headers": {"Idempotency-Key": "k" * 300}}, 422, "validation_error", "Idempotency-Key"),
        ],
    )
    def test_each_is_a_typed_problem_and_leaves_nothing(
        self,
        client: Client,
        photo: bytes,
        data_dir: Path,
        change: dict[str, Any],
        status: int,
        code: str,
        says: str,
    ) -> None:
        answer = run(client, photo, **change)
        problem = answer.json()
        assert (answer.status_code, problem["code"]) == (status, code)
        assert answer["Content-Type"] == "application/problem+json"
        assert says in problem["detail"]
        assert nothing_is_left(data_dir)

    def test_a_wrong_option_is_pointed_at(self, client: Client, photo: bytes) -> None:
        problem = run(client, photo, options={"output_format": "webp", "quality": 0}).json()
        assert [error["pointer"] for error in problem["errors"]] == ["/options/quality"]

    def test_no_file_and_too_many_are_refused(self, client: Client, photo: bytes) -> None:
        none = client.post("/api/v1/tools/image-convert/run", {"options": '{"output_format": "webp"}'})
        two = client.post(
            "/api/v1/tools/image-convert/run",
            {
                "file": [SimpleUploadedFile("a.jpg", photo), SimpleUploadedFile("b.jpg", photo)],
                "options": '{"output_format": "webp"}',
            },
        )
        assert [answer.json()["code"] for answer in (none, two)] == ["wrong_inputs", "wrong_inputs"]
        assert not ToolExecution.objects.exists()

    def test_a_text_file_named_png_is_not_taken(self, client: Client, data_dir: Path) -> None:
        answer = run(client, b"hello", name="picture.png")
        assert (answer.status_code, answer.json()["code"]) == (422, "input_mismatch")
        assert nothing_is_left(data_dir)

    @pytest.mark.parametrize("text", ['"\\u0000"', '"\\ud800"', "NaN", "1e999", "1" * 30])
    def test_json_that_no_database_can_keep_is_malformed(self, client: Client, text: str) -> None:
        body = f'{{"options": {{"output_format": {text}}}}}'
        answer = client.post("/api/v1/tools/image-convert/executions", body, content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (400, "malformed_request")

    def test_a_key_without_the_scope_may_not_run(
        self, alice: User, client_of: ClientOf, photo: bytes
    ) -> None:
        answer = run(client_of(alice, Scope.FILES_READ), photo)
        assert (answer.status_code, answer.json()["code"]) == (403, "insufficient_scope")


class TestIdempotency:
    def test_the_same_request_leads_to_the_same_execution(
        self, client: Client, photo: bytes, data_dir: Path, run_pending: RunPending
    ) -> None:
        first = run(client, photo, headers={"Idempotency-Key": "k1"})
        run_pending()
        second = run(client, photo, headers={"Idempotency-Key": "k1"})
        assert second.json()["id"] == first.json()["id"]
        assert second.json()["status"] == "completed"
        assert second["Idempotent-Replayed"] == "true"
        assert StoredFile.objects.filter(kind="upload").count() == 1
        assert list((data_dir / "uploads").glob("*")) == []

    @pytest.mark.parametrize(
        "change",
        [
            {"options": {"output_format": "png"}},
            {"output_name": "other"},
            {"tool": "image-metadata", "options": {}},
        ],
    )
    def test_another_request_with_the_key_is_refused(
        self, client: Client, photo: bytes, change: dict[str, Any]
    ) -> None:
        run(client, photo, headers={"Idempotency-Key": "k1"})
        answer = run(client, photo, headers={"Idempotency-Key": "k1"}, **change)
        assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
        assert ToolExecution.objects.count() == 1

    def test_twins_at_the_same_time_lead_to_one_execution(
        self, client: Client, photo: bytes, data_dir: Path
    ) -> None:
        def submit(_: int) -> str:
            try:
                return str(run(client, photo, headers={"Idempotency-Key": "k1"}).json()["id"])
            finally:
                connections.close_all()

        with ThreadPoolExecutor(8) as pool:
            answers = set(pool.map(submit, range(16)))
        assert len(answers) == 1
        assert ToolExecution.objects.count() == 1
        assert StoredFile.objects.count() == 1
        assert len([path for path in (data_dir / "files").rglob("*") if path.is_file()]) == 1

    def test_another_owner_may_use_the_same_key(
        self, client: Client, bob: User, client_of: ClientOf, photo: bytes
    ) -> None:
        ids = {
            run(someone, photo, headers={"Idempotency-Key": "k1"}).json()["id"]
            for someone in (client, client_of(bob))
        }
        assert len(ids) == 2
