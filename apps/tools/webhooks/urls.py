"""The address of a receiver, as it is written."""

import re
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from django.conf import settings

from apps.tools.webhooks.addresses import PUBLIC_PORTS, AddressRefusedError, check_address, literal_address

_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.-]{0,252})|[0-9A-Fa-f:.]+")


@dataclass(frozen=True, slots=True)
class ReceiverUrl:
    """Its parts, as a request needs them."""

    scheme: str
    host: str
    port: int
    target: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read it strictly, so that nobody after us can read it otherwise; raises AddressRefusedError."""
        if not re.fullmatch(r"[!-~]+", text) or "\\" in text:
            raise AddressRefusedError(
                "write it in ASCII without spaces or backslashes: names as xn--…, the rest percent-encoded"
            )
        try:
            url = urlsplit(text)
            port = url.port
        except ValueError as error:
            raise AddressRefusedError("it cannot be read as an address") from error
        if url.scheme not in _PORTS:
            raise AddressRefusedError("it must begin with https:// or http://")
        if not url.hostname or not _HOST.fullmatch(url.hostname):
            raise AddressRefusedError("it names no host")
        if "@" in url.netloc:
            raise AddressRefusedError(
                "it must not hold a user name or password; the signature proves who sends"
            )
        if "#" in text:
            raise AddressRefusedError("it must not have a fragment, since nothing after # is ever sent")
        target = (url.path or "/") + (f"?{url.query}" if url.query else "")
        return cls(url.scheme, url.hostname, _PORTS[url.scheme] if port is None else port, target)

    def check(self) -> None:
        """Raise AddressRefusedError for what is out of bounds as it stands; no name server is asked."""
        address = literal_address(self.host)
        if address is not None:
            check_address(address, port=self.port)
        elif self.port not in PUBLIC_PORTS and not settings.WEBHOOK_ALLOWED_NETWORKS:
            raise AddressRefusedError(f"the port {self.port} is not 80 or 443")

    @property
    def host_header(self) -> str:
        """The value of Host."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"
