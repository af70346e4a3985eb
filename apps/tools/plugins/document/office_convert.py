"""`office-convert`: what offices write, as PDF and as each other, by LibreOffice."""

from collections.abc import Iterator

from apps.tools.base import BaseTool, Example, InvalidInputError, Limits, MiB, ToolOutput, ToolRun
from apps.tools.plugins.document import office_formats
from apps.tools.plugins.document.office import LIBREOFFICE
from apps.tools.plugins.document.office_conversion import check_office_file, convert_office_file
from apps.tools.plugins.document.office_options import OfficeConvertOptions


class OfficeConvert(BaseTool[OfficeConvertOptions]):
    """Turn Word, Excel, PowerPoint and OpenDocument files into PDF, layout and all, or into each other."""

    name = "office-convert"
    title = "Convert office file"
    category = "document"
    icon = "file-type"
    aliases = (
        "word to pdf", "docx to pdf", "doc to pdf", "doc to docx", "docx to doc", "odt to docx",
        "docx to odt",
        "excel to pdf", "xlsx to pdf", "xls to xlsx", "xls to csv", "ods to xlsx", "powerpoint to pdf",
        "pptx to pdf", "ppt to pptx", "ppt to pdf", "odp to pptx", "odt to pdf", "rtf to pdf", "rtf to docx",
        "office to pdf", "libreoffice", "odg to pdf",
    )  # fmt: skip
    input_formats = office_formats.SOURCES
    output_formats = office_formats.TARGETS
    max_file_size = 200 * MiB
    limits = Limits(cpu_seconds=180, wall_seconds=300, memory_mb=4096, processes=64)
    requires = (LIBREOFFICE,)
    examples = (
        Example("A PDF", {"output_format": "pdf"}),
        Example(
            "The first page as an archival PDF", {"output_format": "pdf", "pages": "1", "archival": True}
        ),
        Example("A Word document", {"output_format": "docx"}),
    )

    def pairs(self) -> Iterator[tuple[str, str]]:
        return office_formats.pairs()

    def losses(self, *, source: str, target: str) -> tuple[str, ...]:
        return office_formats.losses(source, target)

    def validate(self, run: ToolRun[OfficeConvertOptions]) -> None:
        source, target = run.source, run.options.output_format
        if (source.format, target) not in set(self.pairs()):
            raise InvalidInputError(
                f"A {source.format} file cannot become {target} here.", code="input_not_allowed"
            )
        check_office_file(source)

    def process(self, run: ToolRun[OfficeConvertOptions]) -> ToolOutput:
        return convert_office_file(run)
