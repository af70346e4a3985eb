"""A real Chromium without a window, driven over its DevTools protocol."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from shutil import which
from typing import Any

import httpx
import pytest
import websocket

from tests.support.product import eventually

# No sandbox of its own, since tests run as root in containers; no connection but the test's.
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
    "--remote-debugging-port=0", "--remote-allow-origins=*",
)  # fmt: skip


def find_chromium() -> str | None:
    """The program, as Debian or Google name it."""
    return which("chromium") or which("chromium-browser") or which("google-chrome")


class Page:
    """One tab."""

    def __init__(self, address: str) -> None:
        self._socket = websocket.create_connection(address, timeout=30)
        self._numbers = count(1)
        self.messages: list[str] = []
        """Errors that nobody caught, and what the page's policy forbade; refusals by the server are none."""
        for domain in ("Page", "Runtime", "DOM", "Log"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """Send a command and wait for its answer."""
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            message = json.loads(self._socket.recv())
            if message.get("id") == number:
                assert "error" not in message, message["error"]
                result: dict[str, Any] = message["result"]
                return result
            self._note(message)

    def _note(self, event: dict[str, Any]) -> None:
        match event.get("method"):
            case "Runtime.exceptionThrown":
                self.messages.append(json.dumps(event["params"]["exceptionDetails"])[:1000])
            case "Log.entryAdded":
                entry = event["params"]["entry"]
                if entry["level"] == "error" and entry["source"] != "network":
                    self.messages.append(entry["text"])

    def open(self, url: str) -> None:
        """Go there; what the page does afterwards is waited for by `eventually`."""
        self.call("Page.navigate", url=url)
        eventually(lambda: self.evaluate("document.readyState") == "complete", what=url)

    def evaluate(self, script: str) -> Any:
        """The value of an expression, awaited if it is a promise."""
        answer = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def wait_for(self, script: str, *, seconds: float = 30) -> Any:
        """The expression's value, once it is true."""
        return eventually(lambda: self.evaluate(script), seconds=seconds, what=script)

    def type(self, selector: str, text: str) -> None:
        """Put a text into a field, as a person's typing does."""
        self.evaluate(f"document.querySelector({json.dumps(selector)}).focus()")
        self.call("Input.insertText", text=text)

    def click(self, selector: str) -> None:
        """Press a button."""
        self.evaluate(f"document.querySelector({json.dumps(selector)}).click()")

    def choose_files(self, selector: str, *paths: Path) -> None:
        """Give files to a file input."""
        root = self.call("DOM.getDocument")["root"]["nodeId"]
        node = self.call("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        self.call("DOM.setFileInputFiles", nodeId=node, files=[str(path) for path in paths])

    def download_to(self, folder: Path) -> None:
        """Keep there what is downloaded from now on."""
        self.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(folder))


@contextmanager
def browsing(profile: Path) -> Iterator[Page]:
    """A tab of a fresh browser, which ends with the block."""
    program = find_chromium()
    if program is None:
        pytest.skip("Chromium is missing: install the Debian package chromium.")
    with subprocess.Popen(
        [program, *FLAGS, f"--user-data-dir={profile}", "about:blank"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            announced = profile / "DevToolsActivePort"
            eventually(announced.exists, what="Chromium's port")
            port = eventually(announced.read_text, what="Chromium's port").split()[0]
            tabs = httpx.get(f"http://127.0.0.1:{port}/json").json()
            page = next(tab for tab in tabs if tab["type"] == "page")
            yield Page(page["webSocketDebuggerUrl"])
        finally:
            process.terminate()
