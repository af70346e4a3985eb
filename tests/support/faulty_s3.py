"""An S3 server in a thread that fails in the way it is told to."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

ERROR = '<?xml version="1.0"?><Error><Code>{code}</Code><Message>no</Message></Error>'


@dataclass(slots=True)
class FaultyS3:
    """What it keeps, what it was asked, and which answers go wrong."""

    port: int = 0
    objects: dict[str, bytes] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    errors: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    """By method: the next answers, each a status and a code; the last one stays."""
    cuts_short: bool = False
    """Whether it keeps half of what it is sent, and says nothing."""
    silent: set[str] = field(default_factory=set)
    """The methods that get no answer, until it ends."""
    ended: threading.Event = field(default_factory=threading.Event)

    def next_error(self, method: str) -> tuple[int, str] | None:
        """What to answer instead, if anything."""
        errors = self.errors.get(method, [])
        if not errors:
            return None
        return errors.pop(0) if len(errors) > 1 else errors[0]


@contextmanager
def faulty_s3() -> Iterator[FaultyS3]:
    """A server without faults, for now."""
    state = FaultyS3()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Of", (Handler,), {"state": state}))
    server.daemon_threads = True
    state.port = server.server_port
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield state
    state.ended.set()
    server.shutdown()
    server.server_close()


class Handler(BaseHTTPRequestHandler):
    """What S3 answers to the four requests that files need."""

    state: FaultyS3
    protocol_version = "HTTP/1.1"

    def do_PUT(self) -> None:
        body = self._body()
        if not self._fails("PUT"):
            self.state.objects[self._key] = body[: len(body) // 2] if self.state.cuts_short else body
            self._answer(200, headers={"ETag": '"0"'})

    def do_HEAD(self) -> None:
        if not self._fails("HEAD"):
            found = self.state.objects.get(self._key)
            self._answer(404 if found is None else 200, found or b"", sends_body=False)

    def do_GET(self) -> None:
        if not self._fails("GET"):
            found = self.state.objects.get(self._key)
            missing = ERROR.format(code="NoSuchKey").encode()
            self._answer(404, missing) if found is None else self._answer(206, found)

    def do_DELETE(self) -> None:
        if not self._fails("DELETE"):
            self.state.objects.pop(self._key, None)
            self._answer(204)

    @property
    def _key(self) -> str:
        return urlsplit(self.path).path.split("/", 2)[2]

    def _body(self) -> bytes:
        """Boto sends in chunks whose checksums follow."""
        if "aws-chunked" not in self.headers.get("Content-Encoding", ""):
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass
        return body

    def _fails(self, method: str) -> bool:
        self.state.asked[method] += 1
        if method in self.state.silent:
            self.state.ended.wait()
            self.close_connection = True
            return True
        error = self.state.next_error(method)
        if error is None or error[0] < 400:
            return False
        self._answer(error[0], ERROR.format(code=error[1]).encode(), sends_body=method != "HEAD")
        return True

    def _answer(
        self,
        status: int,
        body: bytes = b"",
        *,
        headers: dict[str, str] | None = None,
        sends_body: bool = True,
    ) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if sends_body:
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""
