"""Takes the members of an archive out as files of the run, under numbers of ours, never under their paths."""

from collections.abc import Iterator
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from pydantic import BaseModel, Field

from apps.tools.base import InvalidInputError, OutputFile, ToolRun
from apps.tools.formats import BINARY, SNIFF_SIZE, format_of_name
from apps.tools.inputs import InputRefusedError, identify
from apps.tools.plugins.archive.extract_options import ArchiveExtractOptions
from apps.tools.plugins.archive.member import Kind, Member

MAX_EXTRACTED = 1000
MAX_LISTED_CHARACTERS = 100_000
"""Of the paths in the result, so that it stays small enough to be answered."""


class ListedMember(BaseModel):
    """One member of the archive."""

    path: str = Field(description="Its path within the archive.")
    kind: Kind = Field(description="What it is; links are not followed.")
    size: int = Field(description="Its size in bytes, unpacked.")
    mode: str = Field(description="Its permissions in octal digits, such as 644.")
    modified: datetime | None = Field(description="When it was last changed, if that is known.")
    output: int | None = Field(description="Which of the outputs it is, counted from 0; null if none.")


class ArchiveContent(BaseModel):
    """What is in an archive."""

    format: str = Field(description="The format of the archive.")
    member_count: int = Field(description="Members in all: files, folders and links.")
    total_size: int = Field(description="Size of all files, unpacked.")
    extracted: int = Field(description="Files that were extracted.")
    members: list[ListedMember] = Field(description="The members in their order; fewer if there are many.")


class Extraction:
    """Takes members in their order and keeps the files that are wanted."""

    def __init__(self, run: ToolRun[ArchiveExtractOptions]) -> None:
        self._run, self._options = run, run.options
        self._total = self._members = self._characters = self._links = 0
        self._listed: list[ListedMember] = []
        self.files: list[OutputFile] = []

    def __call__(self, member: Member, chunks: Iterator[bytes]) -> None:
        self._members += 1
        wanted = not self._options.list_only and self._matches(member.name)
        output = None
        if wanted and member.kind == "file":
            output = len(self.files)
            self.files.append(self._write(member, chunks))
        self._total += member.size
        self._links += wanted and member.kind in {"symlink", "hardlink"}
        self._characters += len(member.name)
        if len(self._listed) < MAX_EXTRACTED and self._characters <= MAX_LISTED_CHARACTERS:
            self._listed.append(_listed(member, output=output))

    def _matches(self, name: str) -> bool:
        last = name.rpartition("/")[2]
        patterns = self._options.patterns
        return not patterns or any(fnmatchcase(name, one) or fnmatchcase(last, one) for one in patterns)

    def _write(self, member: Member, chunks: Iterator[bytes]) -> OutputFile:
        if len(self.files) == MAX_EXTRACTED:
            raise InvalidInputError(
                f"More than {MAX_EXTRACTED} files would be extracted from '{self._run.source.name}'. "
                "Choose fewer by `patterns`.",
                code="input_limit",
            )
        path = self._run.output_path("member")
        head = b""
        with path.open("wb") as file:
            for chunk in chunks:
                head = head or chunk[:SNIFF_SIZE]
                file.write(chunk)
        parts = PurePosixPath(member.name).parts
        name = parts[-1] if self._options.folders == "drop" else " - ".join(parts)
        return OutputFile(path=path, format=_format_of(name, head), name=name, verbatim=True)

    def content(self, format: str) -> ArchiveContent:
        """What was found; raises InvalidInputError when the patterns match nothing."""
        if not self.files and not self._options.list_only:
            names = ", ".join(f"'{one.path[:60]}'" for one in self._listed[:5])
            raise InvalidInputError(
                f"No file in '{self._run.source.name}' was extracted; it begins with {names}.",
                code="input_not_allowed",
            )
        return ArchiveContent(
            format=format,
            member_count=self._members,
            total_size=self._total,
            extracted=len(self.files),
            members=self._listed,
        )

    def notes(self) -> Iterator[str]:
        """What is not among the outputs, or not in the list."""
        if self._links:
            yield f"{self._links} links were left out; what they lead to is extracted under its own name."
        if len(self._listed) < self._members:
            yield f"Only the first {len(self._listed)} of {self._members} members are listed."


def _listed(member: Member, *, output: int | None) -> ListedMember:
    try:
        modified = None if member.modified is None else datetime.fromtimestamp(member.modified, UTC)
    except (ValueError, OverflowError, OSError):
        modified = None
    return ListedMember(
        path=member.name,
        kind=member.kind,
        size=member.size,
        mode=f"{member.mode:o}",
        modified=modified,
        output=output,
    )


def _format_of(name: str, head: bytes) -> str:
    """What the name claims unless the bytes refute it; else what the bytes can only be."""
    try:
        known = identify(name=name, head=head) if head else format_of_name(name)
    except InputRefusedError:
        known = identify(name="", head=head)
    return (known or BINARY).id
