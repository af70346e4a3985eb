"""Whether the sandbox of a worker holds, found out before it takes any work."""

from pathlib import Path
from threading import Event

from django.conf import settings
from loguru import logger

from apps.tools.runner import Workplace
from apps.tools.toolhost.doctor import Report, examine

PAUSE = 1.0


def examine_sandbox_of(place: Workplace, *, stopping: Event) -> Report:
    """Try to break out of its tool host, and log what should not have been possible."""
    report = _examine_when_there_is_room(place, stopping=stopping)
    for finding in report.broken:
        logger.error("The sandbox does not hold; a run could {}: {}", finding.name, finding.detail)
    return report


def _examine_when_there_is_room(place: Workplace, *, stopping: Event) -> Report:
    """A disk that is full now has no room for work either."""
    while True:
        try:
            return examine(place.host, workspaces=place.workspaces / place.worker, secrets=known_secrets())
        except OSError as error:
            if stopping.wait(PAUSE):
                raise
            logger.warning("The sandbox cannot be examined: {}", error.strerror)


def known_secrets() -> list[Path]:
    """What no run may read, nor know whether it is there."""
    data, root = settings.DATA_DIR, settings.BASE_DIR
    return [
        data / "secret_key",
        data / "magictoolbox.sqlite3",
        data / "files",
        root / ".env",
        root / "manage.py",
    ]
