"""`ebook-convert`: Kindle books from and to others, by calibre; the rest is `document-convert`'s."""

from collections.abc import Iterator
from itertools import product

from apps.tools.base import BaseTool, Example, InvalidInputError, Limits, MiB, ToolOutput, ToolRun
from apps.tools.plugins.document.calibre import CALIBRE, run_calibre
from apps.tools.plugins.document.ebook_options import EbookConvertOptions

KINDLE = frozenset({"mobi", "azw3"})


class EbookConvert(BaseTool[EbookConvertOptions]):
    """Convert Kindle books (MOBI, AZW3) to EPUB, Word, FictionBook or text, and those to Kindle books."""

    name = "ebook-convert"
    title = "Convert Kindle book"
    category = "document"
    icon = "book"
    aliases = (
        "epub to mobi", "mobi to epub", "azw3 to epub", "epub to azw3", "epub to kindle", "mobi to txt",
        "mobi to azw3", "calibre", "ebook converter",
    )  # fmt: skip
    input_formats = ("epub", "mobi", "azw3", "fb2", "docx", "html", "txt")
    output_formats = ("epub", "mobi", "azw3", "docx", "fb2", "txt")
    max_file_size = 200 * MiB
    limits = Limits(cpu_seconds=300, wall_seconds=400, memory_mb=4096, processes=64)
    changes_directory = True
    requires = (CALIBRE,)
    examples = (
        Example("For a Kindle", {"output_format": "azw3", "device": "kindle_pw3"}),
        Example("For any other reader", {"output_format": "epub"}),
    )

    def pairs(self) -> Iterator[tuple[str, str]]:
        for source, target in product(self.input_formats, self.output_formats):
            if source != target and KINDLE & {source, target}:
                yield source, target

    def losses(self, *, source: str, target: str) -> tuple[str, ...]:  # noqa: ARG002 - the target decides
        return ("Only the text is kept.",) if target == "txt" else ("Fonts and layout may change.",)

    def validate(self, run: ToolRun[EbookConvertOptions]) -> None:
        if (run.source.format, run.options.output_format) not in set(self.pairs()):
            raise InvalidInputError(
                f"This tool is for MOBI and AZW3; {run.source.format} becomes {run.options.output_format} by "
                "the tool 'document-convert'.",
                code="input_not_allowed",
            )

    def process(self, run: ToolRun[EbookConvertOptions]) -> ToolOutput:
        return run.write(run_calibre(run), format=run.options.output_format)
