"""The one document: complete, valid, the same every time, and held to what is kept in the repository."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from pydantic import BaseModel

from apps.config.api import api
from apps.config.environment import PROJECT_ROOT
from apps.config.openapi import build_document
from apps.iam.authentication import SECURITY_SCHEMES
from apps.tools.registry import get_tool_registry
from apps.tools.toolhost.jobs import FaultCode

METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """The document as a client reads it."""
    read: dict[str, Any] = json.loads(json.dumps(build_document()))
    return read


@pytest.fixture(scope="module")
def operations(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Every operation by `METHOD /path`."""
    return {
        f"{method.upper()} {path}": operation
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method in METHODS
    }


def schema_of(document: dict[str, Any], name: str) -> Draft202012Validator:
    """A validator for one of the components."""
    return Draft202012Validator({**document, "$ref": f"#/components/schemas/{name}"})


def test_it_is_valid_openapi(document: dict[str, Any]) -> None:
    validate(document)
    assert document["openapi"].startswith("3.1")


def test_every_operation_has_a_name_of_its_own(operations: dict[str, dict[str, Any]]) -> None:
    names = [operation["operationId"] for operation in operations.values()]
    assert len(names) == len(set(names))


def test_every_schema_has_a_name_of_its_own(document: dict[str, Any]) -> None:
    def below(kind: type[BaseModel]) -> Iterator[type[BaseModel]]:
        for schema in kind.__subclasses__():
            yield schema
            yield from below(schema)

    components = document["components"]["schemas"]
    ours = {kind for kind in below(BaseModel) if re.match(r"apps\.\w+\.schemas", kind.__module__)}
    names = Counter(kind.__name__ for kind in ours if kind.__name__ in components)
    assert [name for name, count in names.items() if count > 1] == []


def test_it_is_the_same_every_time(document: dict[str, Any]) -> None:
    assert json.loads(json.dumps(build_document())) == document


@pytest.mark.parametrize(
    ("command", "file"),
    [
        ("export_openapi_schema", "docs/openapi.json"),
        ("export_error_codes", "docs/errors.md"),
        ("export_environment", ".env.example"),
    ],
)
def test_what_is_kept_in_the_repository_is_what_the_code_says(command: str, file: str) -> None:
    call_command(command, check=PROJECT_ROOT / file)


def test_a_kept_file_that_is_out_of_date_is_told_apart(tmp_path: Any) -> None:
    call_command("export_openapi_schema", output=tmp_path / "openapi.json")
    call_command("export_openapi_schema", check=tmp_path / "openapi.json")
    (tmp_path / "openapi.json").write_text("{}")
    with pytest.raises(CommandError, match=r"uv run manage\.py export_openapi_schema --output"):
        call_command("export_openapi_schema", check=tmp_path / "openapi.json")


def test_it_is_served_to_anyone_and_revalidated(client: Client, document: dict[str, Any]) -> None:
    response = client.get("/api/v1/openapi.json")
    assert response.json() == document
    assert "public" in response["Cache-Control"]
    again = client.get("/api/v1/openapi.json", headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("address", ["/_allauth/openapi.json", "/_allauth/openapi.yaml"])
def test_there_is_no_second_document(client: Client, document: dict[str, Any], address: str) -> None:
    assert client.get(address).json() == document


def test_no_path_ends_with_a_slash(document: dict[str, Any]) -> None:
    assert [path for path in document["paths"] if path.endswith("/")] == []


class TestOperations:
    def test_every_operation_of_ours_is_in_it(self, operations: dict[str, dict[str, Any]]) -> None:
        named = {operation["operationId"] for operation in operations.values()}
        for router in api._get_bound_routers():
            for view in router.path_operations.values():
                expected = {item.view_func.__name__ for item in view.operations if item.include_in_schema}
                assert expected <= named

    def test_every_refusal_is_a_problem(
        self, document: dict[str, Any], operations: dict[str, dict[str, Any]]
    ) -> None:
        for name, operation in operations.items():
            refusals = {status: it for status, it in operation["responses"].items() if status >= "400"}
            if "_allauth" in name or name == "GET /ready":
                continue
            assert {"429", "500", "503"} <= set(refusals), name
            for answer in refusals.values():
                shared = document["components"]["responses"][answer["$ref"].rpartition("/")[2]]
                assert list(shared["content"]) == ["application/problem+json"]

    def test_who_needs_credentials_may_be_refused_for_them(
        self, operations: dict[str, dict[str, Any]]
    ) -> None:
        for name, operation in operations.items():
            if operation.get("security") and "_allauth" not in name:
                assert {"401", "403"} <= set(operation["responses"]), name

    def test_each_says_who_may_call_it_and_with_which_scope(
        self, operations: dict[str, dict[str, Any]]
    ) -> None:
        start = operations["POST /api/v1/tools/{tool}/executions"]
        assert start["x-required-scope"] == "tools:run"
        assert [next(iter(way)) for way in start["security"]] == list(SECURITY_SCHEMES)
        person = operations["PATCH /api/v1/me"]
        assert "x-required-scope" not in person
        assert {"api_key": []} not in person["security"]
        assert "security" not in operations["GET /api/v1/meta/version"]

    def test_a_link_stands_in_for_credentials(self, operations: dict[str, dict[str, Any]]) -> None:
        assert {} in operations["GET /api/v1/files/{file_id}/content"]["security"]

    def test_signing_in_is_part_of_it(
        self, document: dict[str, Any], operations: dict[str, dict[str, Any]]
    ) -> None:
        login = operations["POST /_allauth/{client}/v1/auth/login"]
        assert login["operationId"] == "post_auth_login"
        assert login["requestBody"] == {"$ref": "#/components/requestBodies/AuthLogin"}
        assert operations["GET /_allauth/{client}/v1/account/email"]["security"][0] == {"bearer": []}
        assert "nullable" not in json.dumps(document)

    def test_bodies_may_be_too_large_or_of_the_wrong_type(
        self, operations: dict[str, dict[str, Any]]
    ) -> None:
        for name, operation in operations.items():
            if "requestBody" in operation and "_allauth" not in name:
                assert {"400", "413", "415", "422"} <= set(operation["responses"]), name


class TestTools:
    def test_each_tool_has_its_own_addresses(self, operations: dict[str, dict[str, Any]]) -> None:
        for tool in get_tool_registry():
            assert f"POST /api/v1/tools/{tool.name}/executions" in operations
            assert (f"POST /api/v1/tools/{tool.name}/run" in operations) is bool(tool.inputs)
            takes_one = bool(tool.inputs) and sum(role.min for role in tool.inputs) <= 1
            assert (f"POST /api/v1/tools/{tool.name}/batches" in operations) is takes_one

    def test_a_body_is_typed_by_the_tools_options(self, document: dict[str, Any]) -> None:
        body = schema_of(document, "UnitConvertExecutionIn")
        options = {"value": "1", "from": "km", "to": "m"}
        accepted = next(iter(get_tool_registry().get("unit-convert").examples)).options
        assert body.is_valid({"options": dict(accepted)})
        assert not body.is_valid({"options": {**accepted, "typo": 1}}), options
        assert not body.is_valid({})

    def test_a_tool_takes_as_many_inputs_as_it_declares(self, document: dict[str, Any]) -> None:
        body = schema_of(document, "ImageConvertExecutionIn")
        file = "0197a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"
        options = {"output_format": "png"}
        assert body.is_valid({"inputs": [file], "options": options})
        assert not body.is_valid({"inputs": [], "options": options})
        assert not body.is_valid({"inputs": [file, file], "options": options})

    def test_a_batch_takes_many_files_and_the_tools_options(self, document: dict[str, Any]) -> None:
        body = schema_of(document, "ImageConvertBatchIn")
        file = "0197a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"
        options = {"output_format": "png"}
        assert body.is_valid({"inputs": [file] * 1000, "options": options, "expand": True})
        assert not body.is_valid({"inputs": [file] * 1001, "options": options})
        assert not body.is_valid({"inputs": [], "options": options})
        assert not body.is_valid({"inputs": [file], "options": {"output_format": "mp3"}})

    def test_a_run_is_a_form_with_the_tools_parts(self, operations: dict[str, dict[str, Any]]) -> None:
        body = operations["POST /api/v1/tools/image-convert/run"]["requestBody"]
        schema = body["content"]["multipart/form-data"]["schema"]
        assert schema["properties"]["file"] == {"type": "string", "format": "binary"}
        assert schema["properties"]["options"] == {"$ref": "#/components/schemas/ImageConvertOptions"}
        assert "file" in schema["required"]

    def test_an_answer_is_told_apart_by_its_tool(self, document: dict[str, Any]) -> None:
        union = document["components"]["schemas"]["AnyExecutionOut"]
        assert union["discriminator"]["propertyName"] == "tool"
        assert set(union["discriminator"]["mapping"]) == {tool.name for tool in get_tool_registry()}
        page = document["components"]["schemas"]["ExecutionPageOut"]["properties"]["items"]
        assert page["items"] == {"$ref": "#/components/schemas/AnyExecutionOut"}

    def test_what_is_available_now_does_not_enter(self, document: dict[str, Any]) -> None:
        reasons = [tool.unavailable_reason() for tool in get_tool_registry()]
        assert not any(reason and reason in json.dumps(document) for reason in reasons)


class TestCodes:
    def test_every_code_of_a_problem_is_listed(self, document: dict[str, Any]) -> None:
        listed = set(document["x-problem-codes"])
        assert listed >= {
            "malformed_request", "unauthenticated", "forbidden", "csrf_failed", "not_found", "too_large",
            "method_not_allowed", "unsupported_media_type", "validation_error", "rate_limited", "unavailable",
        }  # fmt: skip
        assert set(document["components"]["schemas"]["ProblemOut"]["properties"]["code"]["enum"]) >= listed

    def test_every_fault_of_a_tool_is_listed(self, document: dict[str, Any]) -> None:
        assert set(document["x-execution-codes"]) >= set(get_args(FaultCode))

    def test_each_code_is_explained(self) -> None:
        errors = (PROJECT_ROOT / "docs" / "errors.md").read_text()
        assert (
            "| `too_large` | 413 | no | The body is larger than the server takes at this address. |" in errors
        )
        assert "| `worker_lost` | 422 | yes |" in errors
