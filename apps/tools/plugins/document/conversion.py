"""How `document-convert` goes about it: the source made readable, pandoc's arguments, the outputs."""

import json
from pathlib import Path

from apps.tools.base import InvalidInputError, OutputFile, ToolInput, ToolOutput, ToolRun
from apps.tools.plugins.document import pandoc_formats
from apps.tools.plugins.document.document_options import DocumentConvertOptions
from apps.tools.plugins.document.pandoc import run_pandoc
from apps.tools.plugins.document.plain_text import tree_of_text
from apps.tools.plugins.document.rich_text import mended_rtf
from apps.tools.plugins.document.script_links import without_script_links
from apps.tools.plugins.document.text_encoding import read_text, utf8_copy
from apps.tools.plugins.document.typesetting import PAPERS, typeset_document, typeset_source

MAX_PICTURES = 500
_MEDIA = "media"


def convert_document(run: ToolRun[DocumentConvertOptions]) -> ToolOutput:
    """Convert the source as the options say."""
    options, target = run.options, run.options.output_format
    source, notes = _readable_source(run)
    if target == "pdf":
        if run.source.format == "typ":
            path = typeset_source(run, source)
        else:
            path, more = typeset_document(
                run, source, reader=_reader(run), arguments=[*_arguments(run), *_page_arguments(options)]
            )
            notes += more
        return run.write(path, format="pdf", notes=notes)
    path, media = run.output_path(target), run.workspace / _MEDIA
    arguments = _arguments(run)
    if target not in pandoc_formats.HOLDS_PICTURES | pandoc_formats.DROPS_PICTURES:
        arguments.append(f"--extract-media={_MEDIA}")
    writer = pandoc_formats.MARKDOWN[options.markdown] if target == "md" else pandoc_formats.WRITERS[target]
    notes += run_pandoc(run, source, reader=_reader(run), writer=writer, target=path, arguments=arguments)
    if target == "html":
        path.write_bytes(without_script_links(path.read_bytes(), is_whole=options.standalone))
    pictures = _pictures_beside(run, path, media)
    if pictures:
        notes += (f"Pictures that are files of their own, beside the text: {len(pictures)}.",)
    text = OutputFile(path=path, format=target, name=run.source.name)
    return ToolOutput(files=(text, *pictures), notes=notes)


def reference_of(run: ToolRun[DocumentConvertOptions]) -> ToolInput | None:
    """The document whose styles to use; raises InvalidInputError when it is not of the target's format."""
    found = next((source for source in run.inputs if source.role == "reference"), None)
    if found and found.format != run.options.output_format:
        raise InvalidInputError(
            f"'{found.name}' lends its styles to a {found.format} document only; the result is to be "
            f"{run.options.output_format}. Choose {found.format}, or leave the reference out.",
            code="input_not_allowed",
        )
    return found


def _readable_source(run: ToolRun[DocumentConvertOptions]) -> tuple[Path, tuple[str, ...]]:
    """The source as pandoc takes it: UTF-8, and plain text as a tree."""
    if run.source.format in pandoc_formats.PACKAGES:
        return run.source.path, ()
    if run.source.format == "txt":
        text, encoding = read_text(run.source)
        path = run.workspace / "text.json"
        path.write_text(tree_of_text(text), "utf-8")
        return path, (f"The text was read as {encoding}.",) if encoding else ()
    if run.source.format == "rtf":
        return mended_rtf(run.source.path, run.workspace / "source.rtf"), ()
    path, notes = utf8_copy(run, format=run.source.format)
    if run.source.format == "fb2" and b"<table" in path.read_bytes():
        notes += ("The tables of the book were left out: they cannot be read.",)
    return path, notes


def _reader(run: ToolRun[DocumentConvertOptions]) -> str:
    if run.source.format == "md":
        return pandoc_formats.MARKDOWN[run.options.markdown]
    return pandoc_formats.READERS[run.source.format]


def _arguments(run: ToolRun[DocumentConvertOptions]) -> list[str]:
    """pandoc's arguments but for the formats; each text of the caller's is a value behind its option."""
    options = run.options
    style = pandoc_formats.CODE_STYLES.get(options.output_format, options.highlight_style)
    arguments = ["--embed-resources", "--mathml"] if options.output_format == "html" else []
    arguments += [f"--syntax-highlighting={style}"]
    arguments += ["--standalone"] if options.standalone else []
    arguments += ["--toc"] if options.table_of_contents else []
    arguments += ["--number-sections"] if options.number_sections else []
    title = options.title or (Path(run.source.name).stem if options.output_format == "epub" else None)
    if options.output_format == "html" and not options.title:
        arguments.append(f"--variable=pagetitle:{Path(run.source.name).stem}")
    named = {"title": title, "author": options.author, "lang": options.language}
    for key, value in named.items():
        if value:
            arguments += [f"--metadata={key}:{value}"]
    if reference := reference_of(run):
        arguments.append(f"--reference-doc={reference.path}")
    return arguments


def _page_arguments(options: DocumentConvertOptions) -> list[str]:
    margin = f"{options.margin}mm"
    return [
        f"--variable=papersize:{PAPERS[options.page_size]}",
        f"--variable-json=margin:{json.dumps({'x': margin, 'y': margin})}",
        "--standalone",
    ]


def _pictures_beside(
    run: ToolRun[DocumentConvertOptions], text: Path, folder: Path
) -> tuple[OutputFile, ...]:
    """What was in the document, each by its own name, and the text pointing to that name."""
    found = sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []
    content, files = text.read_bytes() if found else b"", list[OutputFile]()
    for path in found[:MAX_PICTURES]:
        content = content.replace(str(path.relative_to(folder.parent)).encode(), path.name.encode())
        moved = path.rename(run.output_path("bin"))
        files.append(OutputFile(path=moved, format="bin", name=path.name, verbatim=True))
    if found:
        text.write_bytes(content)
    return tuple(files)
