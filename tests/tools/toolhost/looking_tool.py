"""A tool that asks before it opens, as programs do, and tries what it must not be able to do."""

import os
import socket
from collections.abc import Callable
from pathlib import Path

from pydantic import BaseModel, Field

from apps.tools.base import BaseTool, NoOptions, ToolOutput, ToolRun


class Seen(BaseModel):
    """What access(2) said, and what was refused."""

    workspace: str = Field(description="What the run calls its workspace.")
    accessible: bool = Field(description="Whether a file of its own can be reached, as access(2) says.")
    refused: list[str] = Field(description="What could not be done.")


class LookAround(BaseTool[NoOptions]):
    """Look at the workspace, then try sockets and other users."""

    name = "look-around"
    title = "Look around"
    category = "data"
    result_type = Seen

    def process(self, run: ToolRun[NoOptions]) -> ToolOutput:
        """Ask first."""
        own = run.workspace.resolve() / "own"
        own.write_text("x")
        attempts: dict[str, Callable[[], object]] = {
            "internet": lambda: socket.socket(socket.AF_INET).close(),
            "internet 6": lambda: socket.socket(socket.AF_INET6).close(),
            "unix": lambda: socket.socket(socket.AF_UNIX).close(),
            "other user": lambda: os.setuid(0),
            "other file": lambda: Path("/etc/passwd").read_bytes(),
        }
        refused = []
        for name, attempt in attempts.items():
            try:
                attempt()
            except OSError:
                refused.append(name)
        seen = Seen(workspace=str(run.workspace), accessible=os.access(own, os.R_OK), refused=refused)
        return ToolOutput(result=seen)
