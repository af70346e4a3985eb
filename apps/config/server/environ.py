"""A request as WSGI describes it (PEP 3333), from what ASGI says of it."""

import sys
from typing import Any
from urllib.parse import unquote_to_bytes

from asgiref.typing import HTTPScope

from apps.config.middleware import REFUSAL
from apps.config.server.body import Body
from apps.iam.addresses import is_trusted_proxy, parse_address

_WITHOUT_PREFIX = {"CONTENT_TYPE", "CONTENT_LENGTH"}
_SEPARATORS = {"HTTP_COOKIE": "; "}


def wsgi_environ(scope: HTTPScope, body: Body) -> dict[str, Any]:
    """The environ; the length is the received one, so that nobody waits for more."""
    server, client = scope["server"] or ("127.0.0.1", 0), scope["client"] or ("", 0)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"] or scope["path"].encode()).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "REMOTE_ADDR": client[0],
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1] or 0),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": body.file,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope["headers"]:
        _add_header(environ, name.decode("latin-1"), value.decode("latin-1"))
    environ["CONTENT_LENGTH"] = str(body.size)
    if body.refusal is not None:
        environ[REFUSAL] = body.refusal  # the middleware answers, so that this answer has its log line too
    if _comes_from_trusted_proxy(environ) and environ.get("HTTP_X_FORWARDED_PROTO") in {"http", "https"}:
        environ["wsgi.url_scheme"] = environ["HTTP_X_FORWARDED_PROTO"]
    return environ


def _add_header(environ: dict[str, Any], name: str, value: str) -> None:
    if "_" in name:
        return  # it would be taken for another header, one that a proxy may have set
    key = name.upper().replace("-", "_")
    key = key if key in _WITHOUT_PREFIX else f"HTTP_{key}"
    environ[key] = f"{environ[key]}{_SEPARATORS.get(key, ',')}{value}" if key in environ else value


def _comes_from_trusted_proxy(environ: dict[str, Any]) -> bool:
    peer = parse_address(environ["REMOTE_ADDR"])
    return peer is not None and is_trusted_proxy(peer)
