"""Is this file what it says, and does the tool take it? The check before anything is queued or parsed."""

from typing import Literal

from apps.tools.base import BaseTool, Input, ToolOptions
from apps.tools.formats import FORMATS, Format, format_of_name, recognize, refutes, sniff

Refusal = Literal["file_empty", "file_too_large", "input_mismatch", "input_not_allowed", "wrong_inputs"]


class InputRefusedError(Exception):
    """A file that a tool does not take; the message is for its owner."""

    def __init__(self, code: Refusal, message: str) -> None:
        super().__init__(message)
        self.code: Refusal = code


def identify(*, name: str, head: bytes) -> Format | None:
    """The format of a file by its name, which its first bytes may refute, or by the bytes alone.

    Raises InputRefusedError when the name claims one thing and the bytes are another.
    """
    if not head:
        raise InputRefusedError("file_empty", f"'{name}' is empty.")
    seen = sniff(head)
    claimed = format_of_name(name)
    if claimed is None:
        return recognize(head)
    if refutes(head, claimed):
        looks = (
            f"it looks like a {seen[0].title}" if seen and seen[0].signatures else "its bytes are not of one"
        )
        raise InputRefusedError("input_mismatch", f"'{name}' is named like a {claimed.title}, but {looks}.")
    return claimed


def check_input(
    *,
    tool: BaseTool[ToolOptions],
    role: str,
    name: str,
    format: str,
    size: int,
) -> None:
    """Hold an identified file to the tool's declaration; raises InputRefusedError."""
    declared = find_role(tool=tool, role=role)
    if size > tool.max_file_size:
        raise InputRefusedError(
            "file_too_large",
            f"'{name}' has {size} bytes; the tool '{tool.name}' accepts at most {tool.max_file_size}.",
        )
    if declared.formats != ("*",) and format not in declared.formats:
        known = FORMATS.get(format)
        called = f"is a {known.title}" if known else "is of no format we know"
        raise InputRefusedError(
            "input_not_allowed",
            f"'{name}' {called}; the tool '{tool.name}' takes as {role}: {', '.join(declared.formats)}.",
        )


def find_role(*, tool: BaseTool[ToolOptions], role: str) -> Input:
    """The declaration of a role; raises InputRefusedError with the roles there are."""
    for declared in tool.inputs:
        if declared.role == role:
            return declared
    roles = ", ".join(declared.role for declared in tool.inputs) or "none, it takes no file"
    raise InputRefusedError(
        "wrong_inputs", f"The tool '{tool.name}' has no input called '{role}'; its inputs are: {roles}."
    )


def check_counts(*, tool: BaseTool[ToolOptions], roles: list[str]) -> None:
    """Hold the number of files in each role to the declaration; raises InputRefusedError."""
    for role in roles:
        find_role(tool=tool, role=role)
    for declared in tool.inputs:
        count = roles.count(declared.role)
        if not declared.min <= count <= declared.max:
            bounds = (
                str(declared.min) if declared.min == declared.max else f"{declared.min} to {declared.max}"
            )
            raise InputRefusedError(
                "wrong_inputs",
                f"The tool '{tool.name}' takes {bounds} file(s) as {declared.role}; {count} came.",
            )
