"""The tool `archive-extract`."""

from apps.tools.base import BaseTool, Example, Limits, MiB, ToolOutput, ToolRun
from apps.tools.plugins.archive.budget import read_chunks
from apps.tools.plugins.archive.extract_options import ArchiveExtractOptions
from apps.tools.plugins.archive.extraction import ArchiveContent, Extraction
from apps.tools.plugins.archive.member import Member
from apps.tools.plugins.archive.reading import ARCHIVES, SINGLE, new_budget, read_archive
from apps.tools.plugins.archive.streams import damage_taught, open_compressed


class ArchiveExtract(BaseTool[ArchiveExtractOptions]):
    """Take the files out of an archive, all or those that match a pattern, or list what is in it."""

    name = "archive-extract"
    title = "Extract archive"
    category = "archive"
    icon = "box-arrow-up"
    input_formats = (*ARCHIVES, *SINGLE)
    output_formats = ("*",)
    max_file_size = 2048 * MiB
    limits = Limits(cpu_seconds=1800, wall_seconds=1800, memory_mb=2048, disk_mb=12_288)
    aliases = (
        "unzip", "untar", "extract zip", "open zip", "open 7z", "unpack", "decompress", "gunzip",
        "list archive",
    )  # fmt: skip
    examples = (
        Example("Everything", {}),
        Example("The PDFs only", {"patterns": ["*.pdf"]}),
        Example("What is in it?", {"list_only": True}),
    )
    result_type = ArchiveContent

    def process(self, run: ToolRun[ArchiveExtractOptions]) -> ToolOutput:
        """Write each wanted member into the workspace."""
        extraction = Extraction(run)
        if run.source.format in SINGLE:
            _extract_single(run, extraction)
        else:
            read_archive(run, password=run.options.password, sink=extraction)
        return ToolOutput(
            files=tuple(extraction.files),
            result=extraction.content(run.source.format),
            notes=tuple(extraction.notes()),
        )


def _extract_single(run: ToolRun[ArchiveExtractOptions], extraction: Extraction) -> None:
    source, budget = run.source, new_budget(run)
    name = source.name.rsplit("/")[-1].removesuffix(f".{source.format}") or source.name
    with damage_taught(source.name), source.path.open("rb") as file:
        budget.fraction = lambda: file.tell() / source.size
        content = open_compressed(file, format=source.format)
        path = run.output_path("single")
        with path.open("wb") as whole:
            whole.writelines(budget.count(read_chunks(content)))
    with path.open("rb") as whole:
        extraction(Member(name=name, size=path.stat().st_size), read_chunks(whole))
    path.unlink()
