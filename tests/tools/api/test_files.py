"""Files over HTTP: sent in, listed, fetched, linked, deleted."""

import hashlib
from base64 import b64encode
from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import Message
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from blake3 import blake3
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from apps.iam.models import User
from apps.iam.scopes import Scope
from apps.tools import storage
from apps.tools.models import StoredFile, ToolExecution
from tests.conftest import ClientOf

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = b"".join(b"line %05d\n" % number for number in range(100_000))
Upload = Callable[..., dict[str, Any]]


@pytest.fixture
def client(alice: User, client_of: ClientOf) -> Client:
    """Alice, with a key that may do everything."""
    return client_of(alice)


def send(client: Client, content: bytes, *, name: str = "notes.txt", **fields: Any) -> Any:
    """Upload a file."""
    upload = SimpleUploadedFile(name, content, content_type=fields.pop("content_type", "text/html"))
    return client.post("/api/v1/files", {"file": upload, **fields})


@pytest.fixture
def file(client: Client) -> dict[str, Any]:
    """A text of alice's, as the API answered it."""
    answered: dict[str, Any] = send(client, TEXT).json()
    return answered


def fetch(client: Client, file: dict[str, Any], **headers: str) -> Any:
    """The content, with these headers in the request."""
    return client.get(file["content_url"], headers=headers)


def body(answer: Any) -> bytes:
    """The bytes of a streamed answer."""
    return b"".join(answer.streaming_content)


class TestUpload:
    def test_a_file_is_kept_and_described(self, client: Client) -> None:
        answer = send(client, TEXT)

        assert answer.status_code == 201
        file = answer.json()
        assert answer["Location"] == f"/api/v1/files/{file['id']}"
        expiry = timezone.now() + timedelta(hours=24)
        kept = StoredFile.objects.get()
        assert abs(kept.expires_at - expiry) < timedelta(seconds=10)
        assert file == {
            "id": str(kept.pk),
            "name": "notes.txt",
            "kind": "upload",
            "format": "txt",
            "media_type": "text/plain",
            "size": len(TEXT),
            "blake3": blake3(TEXT).hexdigest(),
            "details": None,
            "state": "ready",
            "execution_id": None,
            "created_at": file["created_at"],
            "expires_at": file["expires_at"],
            "content_url": f"/api/v1/files/{kept.pk}/content",
        }

    @pytest.mark.parametrize(
        ("sent", "shown"),
        [
            ("../../etc/passwd", "passwd"),
            ("a\u202egpj.txt", "agpj.txt"),
            ("q; x=y.txt", "q; x=y.txt"),
            ("-version", "-version"),
            ("%2e%2e%2f", "%2e%2e%2f"),
            ("😀.txt", "😀.txt"),
            ("cafe\u0301.txt", "café.txt"),
            ("   ", "file"),
            (f"{'n' * 250}.txt", f"{'n' * 196}.txt"),
        ],
    )
    def test_a_hostile_name_becomes_a_display_name_and_one_header(
        self, client: Client, sent: str, shown: str
    ) -> None:
        file = send(client, b"text", name=sent).json()

        assert file["name"] == shown
        heading = Message()
        heading["Content-Disposition"] = fetch(client, file)["Content-Disposition"]
        assert heading.get_content_disposition() == "attachment"
        assert heading.get_filename() == shown

    def test_a_name_that_breaks_lines_adds_no_header(self, client: Client) -> None:
        raw = (
            b'--edge\r\nContent-Disposition: form-data; name="file"; '
            b"filename*=UTF-8''a%22%0D%0ASet-Cookie%3A%20a%3Db.txt\r\n\r\ntext\r\n--edge--\r\n"
        )
        file = client.post("/api/v1/files", raw, content_type="multipart/form-data; boundary=edge").json()

        answer = fetch(client, file)

        assert file["name"] == 'a"Set-Cookie: a=b.txt'
        assert answer["Content-Disposition"] == r'attachment; filename="a\"Set-Cookie: a=b.txt"'
        assert "Set-Cookie" not in answer

    def test_a_file_that_is_not_what_its_name_says_is_refused_and_leaves_nothing(
        self, client: Client
    ) -> None:
        answer = send(client, b"<html><script>alert(1)</script></html>", name="photo.png")

        assert (answer.status_code, answer.json()["code"]) == (422, "input_mismatch")
        assert not StoredFile.objects.exists()
        assert list(storage.keys()) == []

    def test_an_empty_file_is_refused(self, client: Client) -> None:
        answer = send(client, b"")

        assert (answer.status_code, answer.json()["code"]) == (422, "file_empty")

    def test_a_file_beyond_the_limit_is_refused(self, client: Client, settings: Settings) -> None:
        settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"max_upload_size": 10})

        assert send(client, b"x" * 10).status_code == 201
        answer = send(client, b"x" * 11)
        assert (answer.status_code, answer.json()["code"]) == (413, "file_too_large")

    def test_a_shorter_life_can_be_asked_for_but_no_longer_one(self, client: Client) -> None:
        kept = StoredFile.objects.get(pk=send(client, b"text", expires_in=60).json()["id"])
        assert abs(kept.expires_at - timezone.now() - timedelta(seconds=60)) < timedelta(seconds=10)

        for seconds in (59, 86_401):
            answer = send(client, b"text", expires_in=seconds)
            assert answer.status_code == 422
            assert answer.json()["errors"][0]["pointer"] == "/expires_in"

    @pytest.mark.parametrize("fields", [{}, {"other": "text"}])
    def test_a_request_without_a_file_is_refused(self, client: Client, fields: dict[str, str]) -> None:
        answer = client.post("/api/v1/files", fields)

        assert answer.status_code == 422
        assert {"/file"} <= {error["pointer"] for error in answer.json()["errors"]}

    def test_two_files_at_once_are_refused_and_leave_nothing(self, client: Client) -> None:
        two = [SimpleUploadedFile("a.txt", b"a"), SimpleUploadedFile("b.txt", b"b")]

        answer = client.post("/api/v1/files", {"file": two})

        assert answer.status_code == 422
        assert answer.json()["detail"] == "Send one file a request, as `file`."
        assert list(storage.keys()) == []

    def test_an_unknown_field_is_refused(self, client: Client) -> None:
        answer = send(client, b"text", owner_id=str(uuid4()))

        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == "/owner_id"


class TestList:
    def test_files_are_listed_newest_first_page_by_page(self, client: Client) -> None:
        ids = [send(client, b"text", name=f"{number}.txt").json()["id"] for number in range(5)]

        first = client.get("/api/v1/files", {"limit": 3}).json()
        second = client.get("/api/v1/files", {"limit": 3, "cursor": first["next_cursor"]}).json()

        assert [item["id"] for item in first["items"] + second["items"]] == ids[::-1]
        assert second["next_cursor"] is None

    def test_filters_narrow_the_list(self, client: Client, file: dict[str, Any]) -> None:
        table = send(client, b"a,b\n1,2\n", name="Table.csv").json()

        def found(**asked: str) -> list[str]:
            return [item["id"] for item in client.get("/api/v1/files", asked).json()["items"]]

        assert found(format="csv") == [table["id"]]
        assert found(q="TABLE") == [table["id"]]
        assert found(kind="upload") == [table["id"], file["id"]]
        assert found(kind="output") == []

    def test_a_search_looks_through_some_files_at_a_time_and_leads_on(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("common.pagination.SEARCHED", 2)
        oldest = send(client, b"text", name="wanted.txt").json()["id"]
        for number in range(3):
            send(client, b"text", name=f"{number}.txt")

        first = client.get("/api/v1/files", {"q": "wanted"}).json()
        second = client.get("/api/v1/files", {"q": "wanted", "cursor": first["next_cursor"]}).json()

        assert first["items"] == []
        assert [item["id"] for item in second["items"]] == [oldest]

    @pytest.mark.parametrize(
        "asked", [{"limit": "0"}, {"limit": "201"}, {"cursor": "x"}, {"kind": "stolen"}, {"limit": "1e22"}]
    )
    def test_a_wrong_filter_is_refused(self, client: Client, asked: dict[str, str]) -> None:
        answer = client.get("/api/v1/files", asked)

        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == f"/{next(iter(asked))}"

    def test_what_is_gone_is_not_listed(self, client: Client, file: dict[str, Any]) -> None:
        client.delete(f"/api/v1/files/{file['id']}")

        assert client.get("/api/v1/files").json() == {"items": [], "next_cursor": None}


class TestContent:
    def test_the_bytes_come_back_and_can_harm_no_browser(self, client: Client) -> None:
        drawing = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
        file = send(client, drawing, name="drawing.svg", content_type="text/html").json()

        answer = fetch(client, file)

        assert (answer.status_code, body(answer)) == (200, drawing)
        assert set(answer.headers.items()) >= {
            ("Content-Type", "image/svg+xml"),
            ("Content-Length", str(len(drawing))),
            ("Content-Disposition", 'attachment; filename="drawing.svg"'),
            ("X-Content-Type-Options", "nosniff"),
            ("Content-Security-Policy", "sandbox; default-src 'none'"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Cache-Control", "private, no-cache"),
            ("Accept-Ranges", "bytes"),
            ("ETag", f'"{blake3(drawing).hexdigest()}"'),
        }

    @pytest.mark.parametrize(
        ("asked", "start", "end"),
        [
            ("bytes=0-0", 0, 1),
            ("bytes=10-19", 10, 20),
            ("bytes=999990-", 999_990, 1_100_000),
            ("bytes=-5", 1_099_995, 1_100_000),
            ("bytes=1099999-9999999", 1_099_999, 1_100_000),
            ("bytes=-99999999", 0, 1_100_000),
            ("BYTES=1-2", 1, 3),
        ],
    )
    def test_a_range_answers_with_its_bytes(
        self, client: Client, file: dict[str, Any], asked: str, start: int, end: int
    ) -> None:
        answer = fetch(client, file, Range=asked)

        assert answer.status_code == 206
        assert answer["Content-Range"] == f"bytes {start}-{end - 1}/{len(TEXT)}"
        assert answer["Content-Length"] == str(end - start)
        assert body(answer) == TEXT[start:end]

    @pytest.mark.parametrize(
        "asked",
        ["bytes=0-1,5-6", "bytes=5-1", "bytes=-", "bytes=a-b", "lines=1-2", "bytes=1", f"bytes={9**99}-"],
    )
    def test_what_is_not_one_range_answers_with_everything(
        self, client: Client, file: dict[str, Any], asked: str
    ) -> None:
        answer = fetch(client, file, Range=asked)

        assert (answer.status_code, body(answer)) == (200, TEXT)

    @pytest.mark.parametrize("asked", ["bytes=1100000-", "bytes=1100000-1100001", "bytes=-0"])
    def test_a_range_beyond_the_end_is_refused(
        self, client: Client, file: dict[str, Any], asked: str
    ) -> None:
        answer = fetch(client, file, Range=asked)

        assert (answer.status_code, answer.json()["code"]) == (416, "range_not_satisfiable")
        assert answer["Content-Range"] == "bytes */1100000"

    def test_a_range_of_an_outdated_copy_answers_with_everything(
        self, client: Client, file: dict[str, Any]
    ) -> None:
        current = fetch(client, file)
        whole = {"Range": "bytes=0-1", "If-Range": '"another"'}
        assert fetch(client, file, **whole).status_code == 200
        for validator in (current["ETag"], current["Last-Modified"]):
            assert fetch(client, file, **{"Range": "bytes=0-1", "If-Range": validator}).status_code == 206

    @pytest.mark.parametrize("form", ["{}", "W/{}", '"x", {}', "*"])
    def test_a_client_that_has_the_bytes_is_told_so(
        self, client: Client, file: dict[str, Any], form: str
    ) -> None:
        etag = f'"{file["blake3"]}"'

        answer = fetch(client, file, **{"If-None-Match": form.format(etag)})

        assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", etag)
        assert fetch(client, file, **{"If-None-Match": '"other"'}).status_code == 200

    def test_head_answers_with_the_headers_alone(self, client: Client, file: dict[str, Any]) -> None:
        answer = client.head(file["content_url"])

        assert (answer.status_code, answer.content) == (200, b"")
        assert answer["Content-Length"] == str(len(TEXT))
        assert answer["ETag"] == f'"{file["blake3"]}"'

    def test_a_sha256_is_computed_when_asked_for(self, client: Client, file: dict[str, Any]) -> None:
        digest = b64encode(hashlib.sha256(TEXT).digest()).decode()

        answer = fetch(client, file, **{"Want-Repr-Digest": "sha-512=3, sha-256=10"})
        assert answer["Repr-Digest"] == f"sha-256=:{digest}:"
        assert body(answer) == TEXT
        part = fetch(client, file, **{"Want-Repr-Digest": "sha-256=1", "Range": "bytes=0-1"})
        assert part["Repr-Digest"] == f"sha-256=:{digest}:"
        for unwanted in ("sha-256=0", "sha-512=10", ""):
            assert "Repr-Digest" not in fetch(client, file, **{"Want-Repr-Digest": unwanted})

    def test_a_large_file_is_streamed_piece_by_piece(self, client: Client, file: dict[str, Any]) -> None:
        pieces = list(fetch(client, file).streaming_content)

        assert max(map(len, pieces)) == storage.CHUNK_SIZE < len(TEXT)

    def test_bytes_whose_time_is_over_are_gone_and_the_record_says_so(
        self, client: Client, file: dict[str, Any]
    ) -> None:
        StoredFile.objects.update(expires_at=timezone.now())

        answer = fetch(client, file)
        assert (answer.status_code, answer.json()["code"]) == (410, "file_expired")
        shown = client.get(f"/api/v1/files/{file['id']}").json()
        assert (shown["state"], shown["content_url"]) == ("deleted", None)


class TestDelete:
    def test_a_deleted_file_is_gone_at_once(self, client: Client, file: dict[str, Any]) -> None:
        answer = client.delete(f"/api/v1/files/{file['id']}")

        assert (answer.status_code, answer.content) == (204, b"")
        assert list(storage.keys()) == []
        assert fetch(client, file).status_code == 410
        assert client.delete(f"/api/v1/files/{file['id']}").status_code == 204

    def test_a_file_in_use_is_kept(self, client: Client, alice: User, file: dict[str, Any]) -> None:
        execution = ToolExecution(
            owner=alice, tool="image-convert", tool_version="1", expires_at=timezone.now()
        )
        ToolExecution.objects.enqueue(execution, inputs=[("source", StoredFile.objects.get())])

        answer = client.delete(f"/api/v1/files/{file['id']}")

        assert (answer.status_code, answer.json()["code"]) == (409, "file_in_use")
        assert body(fetch(client, file)) == TEXT


class TestLinks:
    def link(self, client: Client, file: dict[str, Any], **asked: int) -> Any:
        return client.post(f"/api/v1/files/{file['id']}/links", asked, content_type="application/json")

    def test_whoever_has_the_link_gets_the_file_and_ranges_of_it(
        self, client: Client, file: dict[str, Any], settings: Settings
    ) -> None:
        answer = self.link(client, file, expires_in=60)
        assert answer.status_code == 201
        url = answer.json()["url"]
        assert url.startswith(f"{settings.PUBLIC_URL}/api/v1/files/{file['id']}/content?signature=")

        stranger = Client()
        address = f"{urlsplit(url).path}?{urlsplit(url).query}"
        assert body(stranger.get(address)) == TEXT
        assert body(stranger.get(address, headers={"Range": "bytes=0-3"})) == b"line"
        assert stranger.head(address)["Content-Length"] == str(len(TEXT))

    def test_a_link_opens_nothing_but_the_content(self, client: Client, file: dict[str, Any]) -> None:
        signature = self.link(client, file).json()["url"].partition("?")[2]

        stranger = Client()
        for address in (f"/api/v1/files/{file['id']}", "/api/v1/files"):
            assert stranger.get(f"{address}?{signature}").status_code == 401
        assert stranger.delete(f"/api/v1/files/{file['id']}?{signature}").status_code == 401

    def test_a_forged_link_is_refused_whoever_brings_it(self, client: Client, file: dict[str, Any]) -> None:
        for caller in (Client(), client):
            answer = caller.get(f"{file['content_url']}?signature=9999999999:forged")
            assert (answer.status_code, answer.json()["code"]) == (403, "link_not_valid")

    def test_deleting_the_file_ends_the_link(self, client: Client, file: dict[str, Any]) -> None:
        url = self.link(client, file).json()["url"]
        client.delete(f"/api/v1/files/{file['id']}")

        assert Client().get(url).status_code == 403
        assert self.link(client, file).status_code == 410

    def test_a_link_without_wishes_lives_a_quarter_of_an_hour_and_none_lives_longer(
        self, client: Client, file: dict[str, Any]
    ) -> None:
        kept = StoredFile.objects.get()

        expires_at = datetime.fromisoformat(self.link(client, file).json()["expires_at"])

        assert timedelta(minutes=14) < expires_at - kept.created_at < timedelta(minutes=16)
        for seconds in (0, 901):
            assert self.link(client, file, expires_in=seconds).status_code == 422


def ask(client: Client, method: str, address: str) -> Any:
    """Any operation on one file, with an empty body where it takes one."""
    return client.generic(method, address, "{}" if method == "POST" else "", content_type="application/json")


OPERATIONS = [
    ("GET", "/api/v1/files/{id}", Scope.FILES_READ),
    ("GET", "/api/v1/files/{id}/content", Scope.FILES_READ),
    ("HEAD", "/api/v1/files/{id}/content", Scope.FILES_READ),
    ("POST", "/api/v1/files/{id}/links", Scope.FILES_READ),
    ("DELETE", "/api/v1/files/{id}", Scope.FILES_WRITE),
]


@pytest.mark.parametrize(("method", "address", "scope"), OPERATIONS)
class TestWhoMayDoIt:
    def test_a_stranger_gets_the_same_404_as_for_an_unknown_id(
        self, bob: User, client_of: ClientOf, file: dict[str, Any], method: str, address: str, scope: Scope
    ) -> None:
        unknown = str(uuid4())
        stranger = client_of(bob)

        foreign = ask(stranger, method, address.format(id=file["id"]))
        missing = ask(stranger, method, address.format(id=unknown))

        assert foreign.status_code == missing.status_code == 404
        hidden = [
            answer.content.decode().replace(answer["X-Request-ID"], "").replace(key, "")
            for answer, key in ((foreign, file["id"]), (missing, unknown))
        ]
        assert hidden[0] == hidden[1]
        assert StoredFile.objects.get().state == "ready"

    def test_nobody_gets_401(self, file: dict[str, Any], method: str, address: str, scope: Scope) -> None:
        assert ask(Client(), method, address.format(id=file["id"])).status_code == 401

    def test_a_key_needs_the_scope(
        self, alice: User, client_of: ClientOf, file: dict[str, Any], method: str, address: str, scope: Scope
    ) -> None:
        others = [other for other in Scope if other != scope]

        assert ask(client_of(alice, *others), method, address.format(id=file["id"])).status_code == 403
        assert ask(client_of(alice, scope), method, address.format(id=file["id"])).status_code < 300

    def test_an_id_that_is_none_is_422(self, client: Client, method: str, address: str, scope: Scope) -> None:
        assert ask(client, method, address.format(id="not-an-id")).status_code == 422
