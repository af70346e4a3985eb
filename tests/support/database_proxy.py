"""Stands between a client and PostgreSQL, and loses a commit, or the reply to it, when told to."""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

COMMIT = b"COMMIT\x00"
READ_SIZE = 65536


@dataclass(slots=True)
class DatabaseProxy:
    """Listens on a port of loopback and passes everything on, but for what it is told to lose."""

    server: tuple[str, int]
    word: bytes = b""
    """Armed with it, the next transaction in which it is said loses its commit or the reply to it."""
    loses_reply: bool = True
    meanwhile: Callable[[], None] = lambda: None
    lost: int = 0
    is_cut: threading.Event = field(default_factory=threading.Event)
    """While it is set nothing passes, and whoever connects is turned away."""
    _listener: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))
    _open: list[socket.socket] = field(default_factory=list)

    @property
    def port(self) -> int:
        """Where to connect."""
        return int(self._listener.getsockname()[1])

    def start(self) -> None:
        """Begin to listen."""
        threading.Thread(target=self._accept, daemon=True).start()

    def stop(self) -> None:
        """Close everything."""
        self._listener.close()
        self.cut()

    def cut(self) -> None:
        """End every connection, and let none begin until it is restored."""
        self.is_cut.set()
        while self._open:
            _end(self._open.pop())

    def restore(self) -> None:
        """Let connections begin again."""
        self.is_cut.clear()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if self.is_cut.is_set():
                client.close()
                continue
            server = socket.create_connection(self.server)
            self._open += [client, server]
            threading.Thread(target=self._pass_requests, args=[client, server], daemon=True).start()
            threading.Thread(target=_pass, args=[server, client], daemon=True).start()

    def _pass_requests(self, client: socket.socket, server: socket.socket) -> None:
        said = b""
        with suppress(OSError):
            while data := client.recv(READ_SIZE):
                said += data
                if COMMIT in data:
                    if self.word and self.word in said:
                        self._lose(data, client=client, server=server)
                        break
                    said = b""
                server.sendall(data)
        _end(client)
        _end(server)

    def _lose(self, data: bytes, *, client: socket.socket, server: socket.socket) -> None:
        self.word = b""
        self.lost += 1
        if self.loses_reply:
            client.shutdown(socket.SHUT_WR)  # before the reply can get there
            server.sendall(data)
            # After a commit a server that reads the end of its client has written it.
            server.shutdown(socket.SHUT_WR)
            with suppress(OSError):
                while server.recv(READ_SIZE):
                    pass
        _end(server)
        self.meanwhile()


def _pass(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(READ_SIZE):
            target.sendall(data)
    _end(target)


def _end(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()
