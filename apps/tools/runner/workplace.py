"""What a worker lends to its runs."""

from dataclasses import dataclass, field
from pathlib import Path

from apps.tools.active_runs import ActiveRuns
from apps.tools.runner.claims import Claims
from apps.tools.toolhost.host import ToolHost

STORAGE_PAUSES = (1.0, 2.0, 4.0, 8.0)
"""Seconds between the tries of one transfer, each give or take a half: five tries in some fifteen seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workplace:
    """Its name, its tool host, its place for files, and what is under way."""

    worker: str
    host: ToolHost
    workspaces: Path
    active: ActiveRuns = field(default_factory=ActiveRuns)
    claims: Claims = field(default_factory=Claims)
    storage_pauses: tuple[float, ...] = STORAGE_PAUSES
