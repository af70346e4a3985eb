"""`comic-convert`: comic books between their archives, PDF and EPUB."""

from pathlib import Path

from apps.tools.base import BaseTool, Example, Limits, MiB, ToolOutput, ToolRun
from apps.tools.plugins.document.comic_epub import write_epub
from apps.tools.plugins.document.comic_options import ComicConvertOptions
from apps.tools.plugins.document.comic_pages import ARCHIVES, read_comic
from apps.tools.plugins.document.comic_writing import write_archive, write_pdf


class ComicConvert(BaseTool[ComicConvertOptions]):
    """Convert comic books between CBZ, CB7, CBT, PDF and EPUB, the pictures kept as they are."""

    name = "comic-convert"
    title = "Convert comic book"
    category = "document"
    icon = "book-open"
    aliases = (
        "cbz to pdf", "pdf to cbz", "cbz to epub", "cb7 to cbz", "cbt to cbz", "epub to cbz",
        "comic book converter", "manga to pdf",
    )  # fmt: skip
    input_formats = ("cbz", "cb7", "cbt", "pdf", "epub")
    output_formats = ("cbz", "cb7", "cbt", "pdf", "epub")
    max_file_size = 1024 * MiB
    limits = Limits(cpu_seconds=600, wall_seconds=900, memory_mb=2048, disk_mb=6144)
    examples = (
        Example("A PDF", {"output_format": "pdf"}),
        Example("A manga for an e-reader", {"output_format": "epub", "direction": "right_to_left"}),
    )

    def losses(self, *, source: str, target: str) -> tuple[str, ...]:
        found = []
        if source == "pdf":
            found.append(
                "Pages that are more than one picture are drawn at 200 dpi; their text is a picture."
            )
        if source == "epub":
            found.append("Only pictures are kept; the text beside them is not.")
        if target == "pdf":
            found.append("WebP pages become JPEG, and animations stand still.")
        return tuple(found)

    def process(self, run: ToolRun[ComicConvertOptions]) -> ToolOutput:
        options, target = run.options, run.options.output_format
        folder, path = run.workspace / "pages", run.output_path(target)
        folder.mkdir()
        comic = read_comic(run, password=options.password, folder=folder)
        title, turned = options.title or Path(run.source.name).stem, options.direction == "right_to_left"
        claims, notes = {}, tuple(comic.notes)
        if target in ARCHIVES:
            write_archive(comic, path, format=target)
        elif target == "epub":
            write_epub(comic.pages, path, title=title, right_to_left=turned)
        else:
            notes += write_pdf(comic, path, title=title, right_to_left=turned, progress=run.progress)
            claims = {"pages": len(comic.pages)}
        return run.write(path, format=target, claims=claims, notes=notes)
