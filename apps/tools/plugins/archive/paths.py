"""Which names and links of members are harmless: nothing leads out of the folder they are unpacked into."""

import re
from posixpath import dirname, join, normpath

from apps.tools.base import InvalidInputError
from apps.tools.plugins.archive.member import Kind

MAX_PATH = 4096
MAX_PART = 255
"""Characters of a path and of one of its parts, as file systems allow them."""
_DRIVE = re.compile(r"[A-Za-z]:")
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class PathGuard:
    """Checks the names of an archive in order, so that none passes through a link that came before."""

    def __init__(self, archive: str) -> None:
        self._archive = archive
        self._links: set[str] = set()
        self._folders: set[str] = set()

    def admit(self, name: str, *, kind: Kind, target: str = "") -> str:
        """The name as a clean relative path; empty for the root itself. Raises InvalidInputError."""
        path = self._clean(name)
        if not path and kind != "folder":
            raise self._refusal(name, "it names no file")
        parts = path.split("/")
        parents = {"/".join(parts[:count]) for count in range(1, len(parts))}
        if parents & self._links or (kind in {"file", "folder"} and path in self._links):
            raise self._refusal(name, "it passes through a link of the same archive")
        self._folders |= parents | ({path} if kind == "folder" else set())
        if kind == "symlink":
            self._check_symlink(path, target)
            self._links.add(path)
        elif kind == "hardlink":
            self._clean(target)
        return path

    def _clean(self, name: str) -> str:
        path = name.encode("utf-8", "replace").decode().replace("\\", "/")
        if _CONTROL.search(path):
            raise self._refusal(name, "it holds a control character")
        if path.startswith("/") or _DRIVE.match(path):
            raise self._refusal(name, "it is an absolute path")
        parts = [part for part in path.split("/") if part not in {"", "."}]
        if ".." in parts:
            raise self._refusal(name, "it leads out of the archive")
        if any(_DEVICE.fullmatch(part) for part in parts):
            raise self._refusal(name, "it is the name of a device")
        if len(path) > MAX_PATH or any(len(part) > MAX_PART for part in parts):
            raise self._refusal(name, f"it is longer than {MAX_PART} characters between two slashes")
        return "/".join(parts)

    def _check_symlink(self, path: str, target: str) -> None:
        if path in self._folders:
            raise self._refusal(path, "it replaces a folder by a link")
        steps = target.split("/")
        upward = next((count for count, step in enumerate(steps) if step != ".."), len(steps))
        # A step up after a step down may be made from another place, when that step down is a link too.
        winding = ".." in steps[upward:]
        outside = normpath(join(dirname(path), target)).split("/")[0] == ".."
        absolute = target.startswith("/") or "\\" in target or _DRIVE.match(target)
        if not target or _CONTROL.search(target) or winding or outside or absolute:
            raise self._refusal(path, f"it is a link that leads out of the archive, to '{target[:80]}'")

    def _refusal(self, name: str, problem: str) -> InvalidInputError:
        shown = _CONTROL.sub("?", name)[:120]
        return InvalidInputError(
            f"'{self._archive}' has a member that is not safe to unpack: '{shown}': {problem}. "
            "Make the archive again without it.",
            code="input_not_allowed",
        )
