"""A door before a service, which can be shut: a broker that is down needs no broker that is stopped."""

import selectors
import socket
import threading
from contextlib import suppress

CHUNK = 65536


class Proxy:
    """Passes bytes between a free port of loopback and a service; one thread for all connections."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = int(self._listener.getsockname()[1])
        self._partners: dict[socket.socket, socket.socket] = {}
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._listener, selectors.EVENT_READ)
        self._lock = threading.Lock()
        self._is_open = True
        self._is_silent = False
        self._closed = False
        threading.Thread(target=self._serve, name="proxy", daemon=True).start()

    def shut(self) -> None:
        """Break every connection and refuse new ones, as a service that is down."""
        with self._lock:
            self._is_open = False
            self._break_all()

    def open(self) -> None:
        """Let everything pass again."""
        with self._lock:
            self._is_open = True
            self._is_silent = False

    def silence(self) -> None:
        """Accept connections and pass nothing on, as a service that hangs."""
        with self._lock:
            self._is_silent = True

    def break_connections(self) -> None:
        """End every connection; new ones are welcome."""
        with self._lock:
            self._break_all()

    def close(self) -> None:
        """End it for good."""
        with self._lock:
            self._closed = True
            self._break_all()
            self._listener.close()

    def _serve(self) -> None:
        while not self._closed:
            ready = self._selector.select(0.1)
            with self._lock:
                if self._closed:
                    return
                for key, _ in ready:
                    if key.fileobj is self._listener:
                        self._accept()
                    elif not self._is_silent and isinstance(key.fileobj, socket.socket):
                        self._pass_on(key.fileobj)
            if self._is_silent:
                threading.Event().wait(0.05)  # what nobody reads stays ready

    def _accept(self) -> None:
        client, _ = self._listener.accept()
        if not self._is_open:
            client.close()
            return
        try:
            service = socket.create_connection(self._target, timeout=5)
        except OSError:
            client.close()
            return
        service.settimeout(5)
        client.settimeout(5)
        for one, other in ((client, service), (service, client)):
            self._partners[one] = other
            self._selector.register(one, selectors.EVENT_READ)

    def _pass_on(self, source: socket.socket) -> None:
        if source not in self._partners:  # its partner ended in this round
            return
        try:
            data = source.recv(CHUNK)
            if data:
                self._partners[source].sendall(data)
        except OSError:
            data = b""
        if not data:
            self._break(source)

    def _break(self, one: socket.socket) -> None:
        for connection in (one, self._partners[one]):
            self._selector.unregister(connection)
            del self._partners[connection]
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()

    def _break_all(self) -> None:
        while self._partners:
            self._break(next(iter(self._partners)))
