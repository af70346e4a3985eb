"""A server to speak to byte by byte."""

import socket
from dataclasses import dataclass
from pathlib import Path

MAX_UPLOAD_SIZE = 2 * 2**20
SECRET_KEY = "canary-0123456789-abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class RunningServer:
    """Granian with our application on a port of this machine."""

    port: int
    data_dir: Path

    def connect(self) -> socket.socket:
        """A connection that gives up after ten seconds."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=60)

    def exchange(self, *pieces: bytes) -> bytes:
        """Send the pieces as they are, and read until the server has no more to say."""
        with self.connect() as connection:
            try:
                for piece in pieces:
                    connection.sendall(piece)
            except (BrokenPipeError, ConnectionResetError):
                pass  # the server may have answered and closed already
            return read_all(connection)


def read_all(connection: socket.socket) -> bytes:
    """What comes until the end; a connection that is reset after its answer counts as ended."""
    received = b""
    try:
        while data := connection.recv(65536):
            received += data
    except ConnectionResetError:
        pass
    return received
