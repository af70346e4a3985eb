"""The tool `archive-convert`."""

from collections.abc import Iterator
from itertools import permutations

from apps.tools.base import BaseTool, Example, InvalidInputError, Limits, MiB, ToolOutput, ToolRun
from apps.tools.plugins.archive.conversion import convert_archive, recompress
from apps.tools.plugins.archive.convert_options import ArchiveConvertOptions
from apps.tools.plugins.archive.reading import ARCHIVES, SINGLE
from apps.tools.plugins.archive.writing import claims_of


class ArchiveConvert(BaseTool[ArchiveConvertOptions]):
    """Turn an archive into one of another format; names, permissions, times and inner links stay."""

    name = "archive-convert"
    title = "Convert archive"
    category = "archive"
    icon = "file-zip"
    input_formats = (*ARCHIVES, *SINGLE)
    output_formats = (*ARCHIVES, *SINGLE)
    max_file_size = 2048 * MiB
    limits = Limits(cpu_seconds=3600, wall_seconds=3600, memory_mb=2048, disk_mb=12_288)
    aliases = (
        "archive converter", "convert archive", "zip to tar.gz", "tar.gz to zip", "7z to zip", "zip to 7z",
        "tgz to zip", "tar to zip", "tar.xz to zip", "gz to zst", "xz to gz", "recompress",
    )  # fmt: skip
    examples = (
        Example("A ZIP for everyone", {"output_format": "zip"}),
        Example("As small as possible", {"output_format": "7z", "level": 9}),
        Example("A fast TAR", {"output_format": "tar.zst", "level": 3}),
    )

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Archives among each other, and compressed single files among each other."""
        return (pair for formats in (ARCHIVES, SINGLE) for pair in permutations(formats, 2))

    def losses(self, *, source: str, target: str) -> tuple[str, ...]:
        if source.startswith("tar") and target in {"zip", "7z"}:
            return ("Owners are left out, hard links become symbolic ones.",)
        return ("The encryption, if there is any.",) if source in {"zip", "7z"} else ()

    def process(self, run: ToolRun[ArchiveConvertOptions]) -> ToolOutput:
        source, target = run.source.format, run.options.output_format
        if (source in SINGLE) != (target in SINGLE):
            allowed = ", ".join(SINGLE if source in SINGLE else ARCHIVES)
            raise InvalidInputError(
                f"'{run.source.name}' cannot become {target}: choose one of {allowed}, or extract it first.",
                code="input_not_allowed",
            )
        path = run.output_path(target)
        if target in SINGLE:
            recompress(run, path)
            return run.write(path, format=target)
        converter = convert_archive(run, path)
        notes = tuple(converter.notes())
        if run.options.password and not run.options.new_password:
            notes += ("The result is not encrypted; give a `new_password` to protect it.",)
        claims = claims_of(target, members=converter.members, password=run.options.new_password)
        return run.write(path, format=target, claims=claims, notes=notes)
