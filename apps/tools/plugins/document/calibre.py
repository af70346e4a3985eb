"""Runs calibre, which alone writes Kindle books."""

from pathlib import Path

from apps.tools.base import InvalidInputError, Requirement, ToolFailedError, ToolRun
from apps.tools.plugins.document.ebook_options import EbookConvertOptions

CALIBRE = Requirement("program", "ebook-convert", "install the Debian package calibre")


def run_calibre(run: ToolRun[EbookConvertOptions]) -> Path:
    """Convert the book as asked for; where it was written.

    Raises InvalidInputError when a shop has locked the book.
    """
    options, path = run.options, run.output_path(run.options.output_format)
    source = run.workspace / f"book.{run.source.format}"
    source.symlink_to(run.source.path)
    argv = ["ebook-convert", str(source), str(path), f"--output-profile={options.device}"]
    argv += [f"--title={options.title}"] if options.title else []
    argv += [f"--authors={options.author}"] if options.author else []
    try:
        run.exec(argv, on_line=lambda line: _report(run, line))
    except ToolFailedError as error:
        if "DRM" in str(error):
            raise InvalidInputError(
                f"'{run.source.name}' is locked to a shop's readers (DRM), so it cannot be converted.",
                code="input_encrypted",
            ) from None
        raise
    return path


def _report(run: ToolRun[EbookConvertOptions], line: str) -> None:
    """Calibre says `34% Running transforms…`."""
    number, sign, message = line.partition("%")
    if sign and number.strip().isdecimal():
        run.progress(int(number) / 100, message.strip())
