"""Opens an archive of any format: every member goes to a sink, what is hostile or damaged is refused."""

import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from apps.tools.base import InvalidInputError, Password, ToolRun
from apps.tools.plugins.archive.budget import Budget
from apps.tools.plugins.archive.member import Member, Sink
from apps.tools.plugins.archive.seven_zip_reading import read_seven_zip
from apps.tools.plugins.archive.streams import damage_taught
from apps.tools.plugins.archive.tar import read_tar
from apps.tools.plugins.archive.zip_reading import read_zip

ARCHIVES = ("zip", "tar", "tar.gz", "tar.bz2", "tar.xz", "tar.zst", "7z")
SINGLE = ("gz", "bz2", "xz", "zst")


def read_archive(run: ToolRun[Any], *, password: Password | None, sink: Sink) -> Budget:
    """Hand the members of the run's source to the sink; raises InvalidInputError.

    A file may not come out shorter or longer than its archive says.
    """
    source = run.source
    secret = password.get_secret_value() if password else None
    budget = new_budget(run)

    def checked(member: Member, chunks: Iterator[bytes]) -> None:
        sink(member, _whole(member, chunks))

    with damage_taught(source.name), _tar_problems_taught(source.name):
        if source.format == "zip":
            read_zip(source.path, password=secret, sink=checked, budget=budget)
        elif source.format == "7z":
            read_seven_zip(source.path, password=secret, sink=checked, budget=budget, workspace=run.workspace)
        else:
            read_tar(source.path, format=source.format, sink=checked, budget=budget)
    if not budget.members:
        raise InvalidInputError(f"'{source.name}' is an empty archive.", code="input_not_allowed")
    return budget


def new_budget(run: ToolRun[Any]) -> Budget:
    """What the source of a run may expand to."""
    return Budget(name=run.source.name, compressed_size=run.source.size, report=run.progress)


def _whole(member: Member, chunks: Iterator[bytes]) -> Iterator[bytes]:
    got = 0
    for chunk in chunks:
        got += len(chunk)
        yield chunk
    if got != member.size:
        raise EOFError(f"'{member.name}' has {got} bytes, not {member.size}.")


@contextmanager
def _tar_problems_taught(name: str) -> Iterator[None]:
    try:
        yield
    except tarfile.TarError as error:
        raise InvalidInputError(
            f"'{name}' is damaged, or holds no TAR archive: {str(error)[:200]}."
        ) from None
