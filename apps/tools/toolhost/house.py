"""What a zygote gives to all its keepers and their children."""

from dataclasses import dataclass
from pathlib import Path

from apps.tools.toolhost.imports import ImportedTools
from apps.tools.toolhost.sandbox import Confinement


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """The tools, the walls that this machine lets us put up, and who is who."""

    tools: ImportedTools
    confinement: Confinement
    readable: tuple[Path, ...]
    first_uid: int | None
    zygote: int
