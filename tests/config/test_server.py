"""What only real connections to a real server show (HOSTILE H125-H129, H133)."""

import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.config.running_server import MAX_UPLOAD_SIZE, SECRET_KEY, RunningServer, read_all
from tests.support.product import eventually

pytestmark = pytest.mark.processes

END = b"Connection: close\r\n"
PART = b'--xyz\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
FORM_END = b"\r\n--xyz--\r\n"


def head(request_line: str, *headers: str) -> bytes:
    """The beginning of a request."""
    return "".join(
        f"{line}\r\n" for line in (f"{request_line} HTTP/1.1", "Host: localhost", *headers)
    ).encode()


UPLOAD = head("POST /api/v1/files", "Content-Type: multipart/form-data; boundary=xyz") + END
RENAME = head("PATCH /api/v1/me", "Content-Type: application/json") + END


def sized(body: bytes) -> bytes:
    """A body with its length before it."""
    return b"Content-Length: %d\r\n\r\n" % len(body) + body


def chunked(*chunks: bytes, end: bytes = b"0\r\n\r\n") -> bytes:
    """A body in chunks."""
    framed = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks)
    return b"Transfer-Encoding: chunked\r\n\r\n" + framed + end


def status_of(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


def code_of(answer: bytes) -> str:
    """The code of the problem in the answer."""
    assert b"content-type: application/problem+json" in answer
    body = answer[answer.index(b"{") : answer.rindex(b"}") + 1]
    return str(json.loads(body)["code"])


def kept_bytes(server: RunningServer) -> int:
    """How much of what was sent is on the disk."""
    folders = [server.data_dir / "uploads", server.data_dir / "files"]
    return sum(path.stat().st_size for folder in folders for path in folder.rglob("*") if path.is_file())


class TestDeclaredBodies:
    @pytest.mark.parametrize("expect", ["", "Expect: 100-continue\r\n"])
    def test_ten_gigabytes_are_refused_before_a_byte_of_them(
        self, server: RunningServer, expect: str
    ) -> None:
        started = time.monotonic()
        answer = server.exchange(UPLOAD + expect.encode() + b"Content-Length: 10737418240\r\n\r\n")
        assert (status_of(answer), code_of(answer)) == (413, "too_large")
        assert b"100 Continue" not in answer
        assert b"x-request-id: " in answer
        assert time.monotonic() - started < 20

    def test_what_is_no_upload_has_a_smaller_limit(self, server: RunningServer) -> None:
        answer = server.exchange(RENAME + b"Content-Length: 13000000\r\n\r\n")
        assert (status_of(answer), code_of(answer)) == (413, "too_large")

    def test_a_file_as_large_as_the_limit_is_taken_and_one_byte_more_is_not(
        self, server: RunningServer
    ) -> None:
        most = server.exchange(UPLOAD + sized(PART + b"a" * MAX_UPLOAD_SIZE + FORM_END))
        more = server.exchange(UPLOAD + sized(PART + b"a" * (MAX_UPLOAD_SIZE + 1) + FORM_END))
        assert (status_of(most), status_of(more)) == (201, 413)

    def test_a_sender_that_goes_away_leaves_no_file(self, server: RunningServer) -> None:
        before = kept_bytes(server)
        with server.connect() as connection:
            connection.sendall(UPLOAD + b"Content-Length: 100000\r\n\r\n" + PART + b"a" * 50_000)
        deadline = time.monotonic() + 10
        while kept_bytes(server) != before and time.monotonic() < deadline:
            time.sleep(0.02)
        assert kept_bytes(server) == before


class TestUndeclaredBodies:
    def test_a_body_in_chunks_is_a_body(self, server: RunningServer) -> None:
        answer = server.exchange(RENAME + chunked(b'{"name":', b' "Bo"}'))
        assert status_of(answer) == 200
        assert b'"Bo"' in answer

    def test_a_file_in_chunks_is_a_file(self, server: RunningServer) -> None:
        assert status_of(server.exchange(UPLOAD + chunked(PART, b"hello", FORM_END))) == 201

    def test_an_endless_body_is_cut_at_the_limit(self, server: RunningServer) -> None:
        before, chunk = kept_bytes(server), b"%x\r\n%s\r\n" % (65536, b"a" * 65536)

        def endless() -> Iterator[bytes]:
            yield UPLOAD + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n" % (len(PART), PART)
            for _ in range(MAX_UPLOAD_SIZE // 65536 * 8):
                yield chunk

        answer = server.exchange(*endless())
        assert (status_of(answer), code_of(answer)) == (413, "too_large")
        assert kept_bytes(server) == before

    def test_an_endless_document_is_cut_at_the_limit(self, server: RunningServer) -> None:
        pieces = [b"%x\r\n%s\r\n" % (65536, b"a" * 65536)] * 250
        answer = server.exchange(RENAME + b"Transfer-Encoding: chunked\r\n\r\n", *pieces)
        assert (status_of(answer), code_of(answer)) == (413, "too_large")


class TestForms:
    @pytest.mark.parametrize("framed", [sized, chunked])
    def test_a_form_without_its_end_is_half_a_file_and_not_kept(
        self, server: RunningServer, framed: object
    ) -> None:
        before = kept_bytes(server)
        assert callable(framed)
        answer = server.exchange(UPLOAD + framed(PART + b"half a fi"))
        assert (status_of(answer), code_of(answer)) == (400, "malformed_request")
        assert kept_bytes(server) == before

    @pytest.mark.parametrize(
        "body",
        [
            b"".join(b'--xyz\r\nContent-Disposition: form-data; name="f"\r\n\r\n1\r\n' for _ in range(10_000))
            + b"--xyz--\r\n",
            b"".join(PART + b"1\r\n" for _ in range(200)) + b"--xyz--\r\n",
            b"a" * 1_000_000 + b"\r\n" + PART + FORM_END,
            PART.replace(b"file", b"f" * 50_000) + FORM_END,
        ],
        ids=["10,000 fields", "200 files", "preamble", "long name"],
    )
    def test_a_form_that_is_a_burden_is_refused(self, server: RunningServer, body: bytes) -> None:
        answer = server.exchange(UPLOAD + sized(body))
        assert status_of(answer) in {400, 413, 422}
        assert code_of(answer)

    @pytest.mark.parametrize("boundary", ["", "; boundary=", "; boundary=" + "b" * 250, "; boundary=ü"])
    def test_a_boundary_that_is_none_is_refused(self, server: RunningServer, boundary: str) -> None:
        start = head("POST /api/v1/files", f"Content-Type: multipart/form-data{boundary}") + END
        assert status_of(server.exchange(start + sized(PART + FORM_END))) in {400, 422}


class TestBrokenProtocol:
    @pytest.mark.parametrize(
        "headers",
        [
            b"Content-Length: 13\r\nContent-Length: 14\r\n",
            b"Content-Length: -1\r\n",
            b"Content-Length: many\r\n",
            b"Content-Length: 1\x000\r\n",
            b"Transfer-Encoding: gzip\r\n",
        ],
    )
    def test_a_length_that_can_be_read_in_two_ways_is_refused(
        self, server: RunningServer, headers: bytes
    ) -> None:
        answer = server.exchange(RENAME + headers + b"\r\n" + b'{"name":"Bo"}')
        assert status_of(answer) == 400

    def test_of_a_length_and_chunks_the_chunks_count_and_the_connection_ends(
        self, server: RunningServer
    ) -> None:
        smuggled = b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"
        answer = server.exchange(RENAME + b"Content-Length: 3\r\n" + chunked(b'{"name":"Bo"}') + smuggled)
        assert answer.count(b"HTTP/1.1 ") == 1
        assert status_of(answer) in {200, 400}

    def test_a_bad_chunk_is_refused(self, server: RunningServer) -> None:
        answer = server.exchange(RENAME + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n")
        assert status_of(answer) in {400, 422}

    def test_headers_beyond_all_measure_are_refused(self, server: RunningServer) -> None:
        start = head("GET /health", "X-Long: " + "a" * 1_000_000)
        assert status_of(server.exchange(start + END + b"\r\n")) == 431

    @pytest.mark.parametrize("method", ["TRACE", "CONNECT", "BREW"])
    def test_a_method_nobody_has_is_refused(self, server: RunningServer, method: str) -> None:
        answer = server.exchange(head(f"{method} /api/v1/meta/version") + END + b"\r\n")
        assert status_of(answer) in {400, 405}


class TestHosts:
    @pytest.mark.parametrize(
        "request_line",
        [
            b"GET /api/v1/meta/version HTTP/1.1\r\nHost: evil.example\r\n",
            b"GET http://evil.example/api/v1/meta/version HTTP/1.1\r\nHost: evil.example\r\n",
            b"GET /api/v1/meta/version HTTP/1.1\r\nHost: localhost@evil.example\r\n",
        ],
    )
    def test_a_name_that_is_not_ours_is_not_served(self, server: RunningServer, request_line: bytes) -> None:
        assert status_of(server.exchange(request_line + END + b"\r\n")) == 400

    def test_a_forwarded_host_means_nothing(self, server: RunningServer) -> None:
        start = head(
            "GET /api/v1/meta/runtime-data", "X-Forwarded-Host: evil.example", "Forwarded: host=evil"
        )
        answer = server.exchange(start + END + b"\r\n")
        assert status_of(answer) == 200
        assert b"evil" not in answer


def test_head_has_the_length_and_not_the_bytes(server: RunningServer) -> None:
    answer = server.exchange(head("HEAD /api/v1/meta/version") + END + b"\r\n")
    assert status_of(answer) == 200
    assert b"content-length: 38" in answer
    assert answer.endswith(b"\r\n\r\n")


def test_head_of_a_file_has_its_length_and_not_its_bytes(server: RunningServer) -> None:
    uploaded = server.exchange(UPLOAD + sized(PART + b"hello" + FORM_END))
    file = json.loads(uploaded[uploaded.index(b"{") :])
    answer = server.exchange(head(f"HEAD /api/v1/files/{file['id']}/content") + END + b"\r\n")
    assert status_of(answer) == 200
    assert b"content-length: 5" in answer
    assert answer.endswith(b"\r\n\r\n")


def test_two_requests_may_share_a_connection(server: RunningServer) -> None:
    request = head("GET /health") + b"\r\n"
    with server.connect() as connection:
        connection.sendall(request + head("GET /health") + END + b"\r\n")
        assert read_all(connection).count(b"HTTP/1.1 200") == 2


def test_no_secret_of_the_process_is_in_any_answer(server: RunningServer) -> None:
    paths = ["/health", "/ready", "/nowhere", "/api/v1/meta/runtime-data", "/api/v1/openapi.json"]
    for path in paths:
        answer = server.exchange(head(f"GET {path}") + END + b"\r\n")
        assert SECRET_KEY.encode() not in answer
        assert os.fsencode(server.data_dir) not in answer


class TestWhatTakesLong:
    """Twelve of each, to a server of eight threads that has no worker, so that nothing ever ends."""

    COUNT = 12

    def test_waits_uploads_and_followers_hold_no_thread(self, server: RunningServer) -> None:
        body = b'{"inputs": [{"text": "a", "name": "a.txt"}]}'
        run = head("POST /api/v1/tools/text-charset/executions", "Content-Type: application/json") + END
        started = server.exchange(run + sized(body))
        execution = json.loads(started[started.index(b"{") :])["id"]
        requests = [
            head(f"GET /api/v1/executions/{execution}", "Prefer: wait=60") + b"\r\n",
            head("GET /api/v1/events") + b"\r\n",
            head("POST /api/v1/files", "Content-Type: multipart/form-data; boundary=xyz")
            + b"Content-Length: 100000\r\n\r\n"
            + PART,
        ]
        with ExitStack() as stack:
            for request in requests * self.COUNT:
                stack.enter_context(server.connect()).sendall(request)

            answer = server.exchange(head("GET /api/v1/me") + END + b"\r\n")

        assert status_of(answer) == 200

    def test_a_wait_that_is_over_answers_with_what_there_is(self, server: RunningServer) -> None:
        body = b'{"inputs": [{"text": "a", "name": "a.txt"}]}'
        run = head(
            "POST /api/v1/tools/text-charset/executions",
            "Content-Type: application/json",
            "Prefer: wait=1",
            "X-Request-ID: mine",
        )
        answer = server.exchange(run + END + sized(body))
        assert status_of(answer) == 202
        assert b"preference-applied: wait=1" in answer
        assert b"location: /api/v1/executions/" in answer
        assert b"x-request-id: mine" in answer

    def test_a_stream_that_nobody_reads_is_not_begun(self, server: RunningServer) -> None:
        answer = server.exchange(head("HEAD /api/v1/events") + END + b"\r\n")
        assert status_of(answer) == 200
        assert answer.endswith(b"\r\n\r\n")

    def test_of_one_owners_streams_a_hundred_may_be_open(self, server: RunningServer) -> None:
        def follow(stack: ExitStack) -> tuple[socket.socket, bytes]:
            connection = stack.enter_context(server.connect())
            connection.sendall(head("GET /api/v1/events") + b"\r\n")
            received = b""
            while b"retry: 2000" not in received and b"too_many_streams" not in received:
                received += connection.recv(65536) or pytest.fail(f"The stream ended after {received!r}.")
            return connection, received

        with ExitStack() as stack:
            streams = [follow(stack) for _ in range(100)]
            assert {status_of(begun) for _, begun in streams} == {200}
            _, refusal = follow(stack)
            assert (status_of(refusal), b"retry-after: 10" in refusal) == (429, True)
            streams[0][0].close()
            eventually(lambda: status_of(follow(stack)[1]) == 200, what="room for another stream")

    def test_a_stream_of_events_begins_at_once(self, server: RunningServer) -> None:
        with server.connect() as connection:
            connection.sendall(head("GET /api/v1/events") + b"\r\n")
            received = b""
            while b"retry: 2000" not in received:
                received += connection.recv(65536) or pytest.fail(f"The stream ended after {received!r}.")
        assert b"content-type: text/event-stream" in received
        assert b"content-length" not in received
