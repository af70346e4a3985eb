"""Documents as PDF: pandoc writes Typst, and Typst sets the pages, without network or foreign files."""

import json
from collections.abc import Sequence
from pathlib import Path

from apps.tools.base import InvalidInputError, ToolFailedError, ToolRun
from apps.tools.options import OptionsT
from apps.tools.plugins.document.pandoc import left_out_note, run_pandoc
from apps.tools.plugins.document.syntax_tree import TreeCleaner

PAPERS = {"a3": "a3", "a4": "a4", "a5": "a5", "letter": "us-letter", "legal": "us-legal"}
_SHOWN = 300


def typeset_document(
    run: ToolRun[OptionsT], source: Path, *, reader: str, arguments: Sequence[str]
) -> tuple[Path, tuple[str, ...]]:
    """Make a PDF of a document; the notes say what was left out."""
    folder = run.workspace / "pages"
    folder.mkdir()
    tree = run.workspace / "tree.json"
    media = run.workspace / "media"
    notes = run_pandoc(
        run, source, reader=reader, writer="json", target=tree, arguments=[f"--extract-media={media}"]
    )
    run.progress(0.3, "Read")
    if media.is_dir():
        media.rename(folder / "media")
    cleaner = TreeCleaner(folder)
    text = tree.read_text("utf-8").replace(json.dumps(f"{media}/")[1:-1], "media/")
    tree.write_text(json.dumps(cleaner.clean(json.loads(text))), "utf-8")
    page = folder / "document.typ"
    notes += run_pandoc(run, tree, reader="json", writer="typst", target=page, arguments=arguments)
    run.progress(0.5, "Setting the pages")
    path = run.output_path("pdf")
    try:
        _compile(page, path, root=folder)
    except TypstRefusedError as error:
        raise ToolFailedError(f"The pages of '{run.source.name}' could not be set: {error}") from None
    if cleaner.left_out:
        notes += (left_out_note(cleaner.left_out),)
    return path, notes


def typeset_source(run: ToolRun[OptionsT], source: Path) -> Path:
    """Compile a file that is Typst already; raises InvalidInputError with what Typst says about it."""
    folder = run.workspace / "pages"
    folder.mkdir()
    page = folder / "document.typ"
    page.write_bytes(source.read_bytes())
    path = run.output_path("pdf")
    try:
        _compile(page, path, root=folder)
    except TypstRefusedError as error:
        if "package" in str(error):
            raise InvalidInputError(
                f"'{run.source.name}' imports a package; packages cannot be fetched here. Put what it needs "
                "into the file.",
                code="input_not_allowed",
            ) from None
        raise InvalidInputError(f"'{run.source.name}' is not valid Typst: {error}") from None
    return path


class TypstRefusedError(Exception):
    """Typst does not take a source; the message names no path."""


def _compile(page: Path, target: Path, *, root: Path) -> None:
    import typst

    try:
        typst.compile(str(page), output=str(target), root=str(root))
    except typst.TypstError as error:
        raise TypstRefusedError(str(error).replace(f"{root}/", "")[:_SHOWN]) from None
