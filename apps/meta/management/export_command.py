"""What commands have in common that write a file which is kept in the repository."""

from abc import abstractmethod
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser


class ExportCommand(BaseCommand):
    """Prints, writes or checks what `content` makes."""

    requires_system_checks = ()

    @abstractmethod
    def content(self) -> str:
        """The file as it should be."""

    def add_arguments(self, parser: CommandParser) -> None:
        """Where it goes."""
        target = parser.add_mutually_exclusive_group()
        target.add_argument("--output", type=Path, metavar="FILE", help="Write it there.")
        target.add_argument(
            "--check", type=Path, metavar="FILE", help="Fail unless it is there as it should be."
        )

    def handle(self, *, output: Path | None, check: Path | None, **_: Any) -> None:
        """Print it, unless told otherwise."""
        content = self.content()
        if check is None:
            (output.write_text if output else self.stdout.write)(content)
        elif not check.is_file() or check.read_text() != content:
            name = type(self).__module__.rpartition(".")[2]
            raise CommandError(f"{check} is out of date; run: uv run manage.py {name} --output {check}")
