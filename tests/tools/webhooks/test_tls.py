"""A receiver behind TLS must show a certificate of its name from an authority that we know."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from apps.tools.webhooks.addresses import Place
from apps.tools.webhooks.connection import Answer, Deadline, post
from apps.tools.webhooks.urls import ReceiverUrl


class TlsReceiver:
    """Shows a certificate of its own making for `receiver.example`, and keeps the names it is asked for."""

    def __init__(self, folder: Path) -> None:
        self.certificate = folder / "certificate.pem"
        self.names: list[str | None] = []
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(self._make(folder))
        self._context.sni_callback = self._keep_name
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.thread = threading.Thread(target=self._serve)
        self.thread.start()

    def _make(self, folder: Path) -> Path:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "receiver.example")])
        now = datetime.now(UTC)
        builder = x509.CertificateBuilder(
            name, name, key.public_key(), 1, now - timedelta(days=1), now + timedelta(days=1)
        )
        names = x509.SubjectAlternativeName([x509.DNSName("receiver.example")])
        signed = builder.add_extension(names, critical=False).sign(key, hashes.SHA256())
        self.certificate.write_bytes(signed.public_bytes(Encoding.PEM))
        both = folder / "key.pem"
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        both.write_bytes(private + self.certificate.read_bytes())
        return both

    def _keep_name(self, _socket: object, name: str | None, _context: object) -> None:
        self.names.append(name)

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                plain, _ = self.listener.accept()
                with suppress(OSError), self._context.wrap_socket(plain, server_side=True) as connection:
                    connection.recv(65536)
                    connection.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")

    def stop(self) -> None:
        """Let go of the port."""
        with suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join()


@pytest.fixture
def receiver(tmp_path: Path) -> Iterator[TlsReceiver]:
    """One that listens until the test ends."""
    receiver = TlsReceiver(tmp_path)
    yield receiver
    receiver.stop()


@pytest.fixture
def ask(receiver: TlsReceiver) -> Callable[[str, ssl.SSLContext], Answer]:
    """`ask(host, tls)` connects to the receiver, wherever the name leads."""

    def send(host: str, tls: ssl.SSLContext) -> Answer:
        places = [Place(socket.AF_INET, receiver.listener.getsockname())]
        url = ReceiverUrl.parse(f"https://{host}/")
        return post(url, places, headers={}, body=b"{}", tls=tls, connect_seconds=30, deadline=Deadline(30))

    return send


def test_the_name_is_asked_for_and_checked_whatever_address_is_connected_to(
    receiver: TlsReceiver, ask: Callable[[str, ssl.SSLContext], Answer]
) -> None:
    answer = ask("receiver.example", ssl.create_default_context(cafile=str(receiver.certificate)))

    assert answer.status == 204
    assert receiver.names == ["receiver.example"]


def test_a_certificate_of_another_name_is_refused(
    receiver: TlsReceiver, ask: Callable[[str, ssl.SSLContext], Answer]
) -> None:
    with pytest.raises(ssl.SSLCertVerificationError, match=r"other\.example"):
        ask("other.example", ssl.create_default_context(cafile=str(receiver.certificate)))


def test_a_certificate_of_an_unknown_authority_is_refused(
    ask: Callable[[str, ssl.SSLContext], Answer],
) -> None:
    with pytest.raises(ssl.SSLCertVerificationError, match="self-signed"):
        ask("receiver.example", ssl.create_default_context())
