"""Proofs of `office-convert`: samples by other libraries and older kinds made of them, read by others."""

import csv
import subprocess
from dataclasses import replace
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import olefile
from odf import draw, opendocument, style, text
from python_calamine import CalamineWorkbook

from apps.tools.base import NoOptions, RunControls, ToolInput, ToolRun
from apps.tools.plugins.document.office import convert_with_office
from apps.tools.proving.document import DocumentFacts, check_found, facts_of
from apps.tools.proving.document_readers import Found, read
from apps.tools.proving.document_samples import WORDS, write_sample
from apps.tools.proving.proofs import ProofFailedError

_MADE_FROM = {
    "doc": "docx", "xls": "xlsx", "ods": "xlsx", "ppt": "pptx", "odp": "pptx",
}  # fmt: skip
_SHEETS = frozenset({"xlsx", "xls", "ods", "csv"})
_SHEET = DocumentFacts(
    words=(WORDS["column"], WORDS["town"], WORDS["height"]),
    headings=(),
    row=(WORDS["town"], WORDS["height"]),
    item=None,
    link=None,
    picture=False,
)


def make_sample(format: str, path: Path) -> DocumentFacts:
    """What another library writes; what none writes, LibreOffice makes of that."""
    origin = _MADE_FROM.get(format, format)
    if format == "odg":
        _write_drawing(path)
    elif origin == format:
        write_sample(format, path)
    else:
        with TemporaryDirectory() as folder:
            sample = Path(folder) / f"sample.{origin}"
            write_sample(origin, sample)
            convert(sample, path, to=format)
    if format in _SHEETS:
        return _SHEET
    facts = facts_of("pptx" if format in {"odp", "odg"} else origin)
    if format == "odg":
        return replace(facts, words=(WORDS["text"],))
    # LibreOffice keeps the look of headings and lists, and no telling name of them in every format.
    return replace(facts, headings=(), item=None, link=None if format in {"html", "rtf"} else facts.link)


def check(path: Path, source: str, target: str, facts: DocumentFacts) -> None:  # noqa: ARG001 - facts say all
    """The words, rows, links and pictures of the sample are in the output."""
    if target in {"doc", "ppt"}:
        _check_ole(path, facts)
    elif target in _SHEETS:
        _check_sheet(path, target)
    else:
        found = _read(path, target)
        if target == "txt":
            facts = replace(facts, words=tuple(word for word in facts.words if word != WORDS["note"]))
        relaxed = replace(facts, link=None if target in {"html", "rtf", "odp"} else facts.link, picture=False)
        check_found(
            replace(found, headings=None, items=None, rows=_trimmed(found)), target=target, facts=relaxed
        )


def convert(source: Path, target: Path, *, to: str) -> None:
    """Convert without a sandbox, for what the proofs need."""

    def execute(argv: object, _folder: Path, _on_line: object) -> str:
        subprocess.run(list(map(str, argv)), check=True, capture_output=True)  # type: ignore[call-overload] # noqa: S603
        return ""

    with TemporaryDirectory() as folder:
        run = ToolRun(
            inputs=(
                ToolInput(
                    role="source",
                    path=source,
                    name=source.name,
                    format=source.suffix[1:],
                    size=source.stat().st_size,
                ),
            ),
            options=NoOptions(),
            workspace=Path(folder),
            controls=RunControls(report=lambda *_: None, execute=execute),
        )
        convert_with_office(run, source, target, to=to)


def _trimmed(found: Found) -> tuple[tuple[str, ...], ...] | None:
    return tuple(tuple(" ".join(cell.split()) for cell in row) for row in found.rows) if found.rows else None


def _read(path: Path, target: str) -> Found:
    if target in {"odp", "odg"}:
        return replace(read(path, "odt"), rows=None)
    return read(path, target)


def _check_ole(path: Path, facts: DocumentFacts) -> None:
    with olefile.OleFileIO(path) as file:
        stream = "WordDocument" if file.exists("WordDocument") else "PowerPoint Document"
        data = file.openstream(stream).read()
    kinds = ("utf-16-le", "cp1252")
    missing = [word for word in facts.words if not any(word.encode(kind) in data for kind in kinds)]
    if missing:
        raise ProofFailedError(f"the text lacks {missing}")


def _check_sheet(path: Path, target: str) -> None:
    if target == "csv":
        rows = list(csv.reader(StringIO(path.read_text("utf-8"))))
    else:
        rows = [
            list(map(str, row)) for row in CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
        ]
    wanted = [[WORDS["column"], "Meter"], [WORDS["town"], WORDS["height"]]]
    found = [[cell.removesuffix(".0") for cell in row] for row in rows]
    if found != wanted:
        raise ProofFailedError(f"the rows are {found}, not {wanted}")


def _write_drawing(path: Path) -> None:
    document = opendocument.OpenDocumentDrawing()
    layout = style.PageLayout(name="Layout")
    layout.addElement(style.PageLayoutProperties(pagewidth="15cm", pageheight="10cm"))
    document.automaticstyles.addElement(layout)
    master = style.MasterPage(name="Master", pagelayoutname=layout)
    document.masterstyles.addElement(master)
    page = draw.Page(masterpagename=master)
    frame = draw.Frame(width="10cm", height="3cm", x="1cm", y="1cm")
    box = draw.TextBox()
    box.addElement(text.P(text=WORDS["text"]))
    frame.addElement(box)
    page.addElement(frame)
    document.drawing.addElement(page)
    document.save(str(path))
