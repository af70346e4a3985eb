"""What happens before the parts are forked."""

import errno
import os
import socket
import sys
import time
from collections.abc import Callable
from functools import partial
from importlib import import_module
from ipaddress import ip_address

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import resolve
from django.utils.module_loading import import_string

from apps.meta.supervision.processes import fork

PORT_SECONDS = 3.0


def know_own_address(host: str, port: int) -> None:
    """Start over with PUBLIC_URL set, when the arguments say where we are and nothing else does."""
    if "PUBLIC_URL" in os.environ or settings.ENVIRONMENT.model_fields_set & {"public_url"}:
        return
    try:
        is_loopback = ip_address(host).is_loopback
    except ValueError:
        raise CommandError(f"--host: '{host}' is no address; write one such as 127.0.0.1.") from None
    if not is_loopback:
        raise CommandError(f"To listen on {host}, set PUBLIC_URL to the address people will use.")
    address = f"http://{host}:{port}"
    if address != settings.PUBLIC_URL:
        os.environ["PUBLIC_URL"] = address
        os.execv(sys.executable, [sys.executable, *sys.argv])  # noqa: S606 - ourselves again


def wait_for_port(host: str, port: int) -> None:
    """Refuse a port that is taken, which granian would share; one whose server was just killed falls free."""
    deadline = time.monotonic() + PORT_SECONDS
    while True:
        try:
            socket.create_server((host, port)).close()
        except OSError as error:
            if error.errno != errno.EADDRINUSE or time.monotonic() > deadline:
                reason = f"{host}:{port} cannot be listened on ({error.strerror})"
                raise CommandError(f"{reason}: choose another with --host and --port.") from None
            time.sleep(0.05)
        else:
            return


def import_application() -> None:
    """Before the parts are forked, so that they share its memory and the first request finds it ready."""
    import_module("apps.meta.embedded.parts")
    import_string(settings.WSGI_APPLICATION)
    resolve("/ready")


def migrate(*, closing: tuple[int, ...], meanwhile: Callable[[], None]) -> None:
    """In a child, so that no connection and no lock of the database is inherited by anyone."""
    while True:
        pid = fork(partial(call_command, "migrate", verbosity=0), closing=closing)
        meanwhile()
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        if status == 0:
            return
        if status > 0:
            raise CommandError("The database could not be migrated; the reason is above.")
        # A signal is nobody's answer: migrations are transactions, so begin again.
