"""Checks plain text: it is UTF-8 from its first byte to its last."""

from pathlib import Path

from apps.tools.verification.check import OutputInvalidError


def inspect(path: Path, format: str) -> dict[str, float]:  # noqa: ARG001 - all text is checked alike
    """How many lines the file has."""
    try:
        with path.open(encoding="utf-8") as file:
            return {"lines": sum(1 for _ in file)}
    except UnicodeDecodeError:
        raise OutputInvalidError("The tool's output is not UTF-8 text.") from None
