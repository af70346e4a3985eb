"""The tool `archive-create`."""

import time
from pathlib import PurePosixPath

from apps.tools.base import BaseTool, Example, Input, Limits, MiB, ToolOutput, ToolRun
from apps.tools.plugins.archive.budget import read_chunks
from apps.tools.plugins.archive.create_options import ArchiveCreateOptions
from apps.tools.plugins.archive.member import Member
from apps.tools.plugins.archive.reading import ARCHIVES
from apps.tools.plugins.archive.writing import UniqueNames, claims_of, create_archive


class ArchiveCreate(BaseTool[ArchiveCreateOptions]):
    """Put files into one archive: ZIP, 7z or TAR, with a password if wanted."""

    name = "archive-create"
    title = "Create archive"
    category = "archive"
    icon = "file-zip"
    inputs = (Input("source", ("*",), title="Files", max=1000),)
    output_formats = ARCHIVES
    max_file_size = 2048 * MiB
    limits = Limits(cpu_seconds=3600, wall_seconds=3600, memory_mb=2048, disk_mb=12_288)
    aliases = (
        "zip files", "make zip", "create zip", "compress files", "pack files", "create 7z", "create tar",
        "password protect zip", "encrypt zip",
    )  # fmt: skip
    examples = (
        Example("A ZIP", {"output_format": "zip"}),
        Example("A TAR in one folder", {"output_format": "tar.gz", "folder": "holiday"}),
        Example("Encrypted, and the names too", {"output_format": "7z", "password": "correct horse"}),
    )

    def process(self, run: ToolRun[ArchiveCreateOptions]) -> ToolOutput:
        """Copy each file into the archive; the time is now, since uploads carry none."""
        options, names, now = run.options, UniqueNames(), float(int(time.time()))
        secret = options.password.get_secret_value() if options.password else None
        path = run.output_path(options.output_format)
        writer = create_archive(path, format=options.output_format, level=options.level, password=secret)
        with writer:
            for number, source in enumerate(run.inputs):
                run.progress(number / len(run.inputs), source.name)
                name = names.take(str(PurePosixPath(options.folder, source.name.replace("/", "_"))))
                with source.path.open("rb") as file:
                    writer.add(Member(name=name, size=source.size, modified=now), read_chunks(file))
        claims = claims_of(options.output_format, members=len(run.inputs), password=secret)
        return run.write(path, format=options.output_format, claims=claims)
