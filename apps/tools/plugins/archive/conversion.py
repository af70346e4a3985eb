"""From one archive into another, member by member; nothing is unpacked into folders on the way."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from posixpath import dirname, relpath

from apps.tools.base import ToolRun
from apps.tools.plugins.archive.budget import read_chunks
from apps.tools.plugins.archive.convert_options import ArchiveConvertOptions
from apps.tools.plugins.archive.member import ArchiveWriter, Member
from apps.tools.plugins.archive.reading import new_budget, read_archive
from apps.tools.plugins.archive.streams import create_compressed, damage_taught, open_compressed
from apps.tools.plugins.archive.writing import UniqueNames, create_archive


class Converter:
    """Takes members in their order, and counts what the other format says in another way."""

    def __init__(self, writer: ArchiveWriter, *, keeps_hard_links: bool) -> None:
        self._writer, self._keeps_hard_links = writer, keeps_hard_links
        self._names = UniqueNames()
        self._folders: set[str] = set()
        self.members = self._changed_links = 0

    def __call__(self, member: Member, chunks: Iterator[bytes]) -> None:
        if member.kind == "folder":
            if member.name in self._folders:
                return
            self._folders.add(member.name)
        if member.kind == "hardlink" and not self._keeps_hard_links:
            target = relpath(member.target, dirname(member.name) or ".")
            member = replace(member, kind="symlink", target=target, mode=0o777)
            self._changed_links += 1
        self._writer.add(replace(member, name=self._names.take(member.name)), chunks)
        self.members += 1

    def notes(self) -> Iterator[str]:
        """What is different in the result."""
        if self._changed_links:
            yield f"{self._changed_links} hard links became symbolic links, which this format can hold."
        if self._names.renamed:
            yield f"{self._names.renamed} members had a name that another one has, and got a number."


def convert_archive(run: ToolRun[ArchiveConvertOptions], path: Path) -> Converter:
    """Write the source's members into an archive at `path`; raises InvalidInputError."""
    options = run.options
    secret = options.new_password.get_secret_value() if options.new_password else None
    writer = create_archive(path, format=options.output_format, level=options.level, password=secret)
    with writer:
        converter = Converter(writer, keeps_hard_links=options.output_format.startswith("tar"))
        read_archive(run, password=options.password, sink=converter)
    return converter


def recompress(run: ToolRun[ArchiveConvertOptions], path: Path) -> None:
    """Write the content of a compressed file into another one; raises InvalidInputError."""
    source, options, budget = run.source, run.options, new_budget(run)
    inner = source.name.removesuffix(f".{source.format}")
    with (
        damage_taught(source.name),
        source.path.open("rb") as file,
        create_compressed(path, format=options.output_format, level=options.level, name=inner) as target,
    ):
        budget.fraction = lambda: file.tell() / source.size
        for chunk in budget.count(read_chunks(open_compressed(file, format=source.format))):
            target.write(chunk)
