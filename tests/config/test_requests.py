"""What holds for every request and every answer, whatever is asked."""

import re
from typing import Any

import pytest
from django.test import Client, override_settings

VERSION = "/api/v1/meta/version"


class TestRequestIds:
    def test_an_id_is_made_where_none_was_sent(self, client: Client) -> None:
        first, second = client.get(VERSION), client.get(VERSION)
        assert re.fullmatch(r"[0-9a-f-]{36}", first["X-Request-ID"])
        assert first["X-Request-ID"] != second["X-Request-ID"]

    def test_an_id_that_was_sent_comes_back(self, client: Client) -> None:
        assert client.get(VERSION, headers={"X-Request-ID": "build-7_a.1"})["X-Request-ID"] == "build-7_a.1"

    @pytest.mark.parametrize("sent", ["a" * 65, "a b", "a\nb", "<script>", "ü", ""])
    def test_an_id_that_cannot_stand_in_a_log_is_replaced(self, client: Client, sent: str) -> None:
        answered = client.get(VERSION, headers={"X-Request-ID": sent})["X-Request-ID"]
        assert re.fullmatch(r"[0-9a-f-]{36}", answered)


class TestAddresses:
    @pytest.mark.parametrize("path", [VERSION, f"{VERSION}/", f"{VERSION}//", "/health/"])
    def test_a_trailing_slash_is_the_same_address(self, client: Client, path: str) -> None:
        assert client.get(path).status_code == 200

    def test_a_slash_loses_no_body(self, client: Client) -> None:
        answers = [client.post(path, {"a": 1}) for path in ("/api/v1/files", "/api/v1/files/")]
        assert [answer.status_code for answer in answers] == [401, 401]

    def test_head_answers_like_get_without_a_body(self, client: Client) -> None:
        head, got = client.head(VERSION), client.get(VERSION)
        assert (head.status_code, head["ETag"], head.content) == (200, got["ETag"], b"")

    @pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "POST", "TRACE", "OPTIONS"])
    def test_a_method_that_is_not_possible_is_a_problem_that_says_what_is(
        self, client: Client, method: str
    ) -> None:
        response = client.generic(method, VERSION)
        assert (response.status_code, response.json()["code"]) == (405, "method_not_allowed")
        assert response["Allow"] == "GET"

    def test_a_method_cannot_be_overridden(self, client: Client) -> None:
        headers = {"X-HTTP-Method-Override": "DELETE", "X-Method-Override": "DELETE"}
        assert client.get(f"{VERSION}?_method=DELETE", headers=headers).status_code == 200

    def test_a_nul_in_the_address_is_refused(self, client: Client) -> None:
        response = client.get("/api/v1/tools/%00")
        assert (response.status_code, response.json()["code"]) == (400, "malformed_request")


class TestHeaders:
    @pytest.mark.parametrize("path", [VERSION, "/nowhere", "/health", "/_allauth/app/v1/config"])
    def test_every_answer_keeps_browsers_from_guessing_and_embedding(self, client: Client, path: str) -> None:
        headers = client.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert "camera=()" in headers["Permissions-Policy"]

    def test_what_is_private_is_not_kept_by_caches(self, client_of: Any, alice: Any) -> None:
        response = client_of(alice).get("/api/v1/me")
        assert (response.status_code, response["Cache-Control"]) == (200, "private, no-cache")

    def test_what_is_public_is_revalidated_by_its_etag(self, client: Client) -> None:
        response = client.get(VERSION)
        assert "public" in response["Cache-Control"]
        again = client.get(VERSION, headers={"If-None-Match": response["ETag"]})
        assert (again.status_code, again.content) == (304, b"")

    @override_settings(SECURE_HSTS_SECONDS=60)
    def test_over_https_browsers_are_told_to_stay_there(self) -> None:
        assert Client().get(VERSION, secure=True)["Strict-Transport-Security"] == "max-age=60"


class TestOtherOrigins:
    @pytest.fixture(autouse=True)
    def one_front_end(self, settings: Any) -> None:
        """A front end elsewhere that the operator has named."""
        settings.CORS_ALLOWED_ORIGINS = ["https://app.example.com"]

    def preflight(self, client: Client, origin: str) -> Any:
        headers = {
            "Origin": origin,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization, idempotency-key, prefer, content-type",
        }
        return client.options("/api/v1/files", headers=headers)

    def test_a_front_end_that_is_named_may_ask_with_all_our_headers(self, client: Client) -> None:
        response = self.preflight(client, "https://app.example.com")
        allowed = {name.strip() for name in response["Access-Control-Allow-Headers"].split(",")}
        assert response["Access-Control-Allow-Origin"] == "https://app.example.com"
        assert response["Access-Control-Max-Age"] == "600"
        assert allowed >= {
            "authorization", "x-api-key", "idempotency-key", "prefer", "x-request-id", "range",
            "if-none-match",
            "last-event-id",
            "want-repr-digest", "x-csrftoken", "x-session-token", "content-type",
        }  # fmt: skip

    def test_it_may_read_all_our_headers(self, client: Client) -> None:
        response = client.get(VERSION, headers={"Origin": "https://app.example.com"})
        exposed = {name.strip() for name in response["Access-Control-Expose-Headers"].split(",")}
        assert exposed >= {
            "location", "etag", "content-range", "accept-ranges", "content-disposition", "retry-after",
            "preference-applied", "idempotent-replayed", "x-request-id", "link", "ratelimit", "deprecation",
            "sunset", "repr-digest",
        }  # fmt: skip

    def test_it_may_read_refusals_too(self, client: Client) -> None:
        response = client.get("/nowhere", headers={"Origin": "https://app.example.com"})
        assert response["Access-Control-Allow-Origin"] == "https://app.example.com"

    @pytest.mark.parametrize(
        "origin",
        [
            "https://evil.example", "null", "https://app.example.com.evil.example", "http://app.example.com",
            "https://evilapp.example.com", "https://app.example.com:444",
        ],
    )  # fmt: skip
    def test_no_other_origin_may(self, client: Client, origin: str) -> None:
        assert "Access-Control-Allow-Origin" not in self.preflight(client, origin)
        assert "Access-Control-Allow-Origin" not in client.get(VERSION, headers={"Origin": origin})


class TestLogLines:
    def test_a_request_leaves_one_line_without_its_query(
        self, client: Client, capfd: pytest.CaptureFixture[str]
    ) -> None:
        client.get(f"{VERSION}?signature=canary", headers={"X-Request-ID": "one"})
        [line] = capfd.readouterr().err.splitlines()
        assert f"request_id=one method=GET path={VERSION} status=200 duration_ms=" in line
        assert "canary" not in line

    def test_a_line_names_the_user(
        self, client_of: Any, alice: Any, capfd: pytest.CaptureFixture[str]
    ) -> None:
        client_of(alice).get("/api/v1/me")
        assert f"user={alice.pk}" in capfd.readouterr().err

    def test_an_address_cannot_forge_a_line(self, client: Client, capfd: pytest.CaptureFixture[str]) -> None:
        client.get("/a%0d%0aERROR%20forged")
        [line] = capfd.readouterr().err.splitlines()
        assert "\\r\\nERROR forged" in line
