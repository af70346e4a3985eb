"""Proofs of `text-extract`: the samples of every family, and the words in the text."""

import json
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from apps.tools.proving import email_convert, office_convert
from apps.tools.proving.document import facts_of
from apps.tools.proving.document_samples import WORDS, write_sample
from apps.tools.proving.proofs import ProofFailedError

_OFFICE = frozenset({"doc", "ppt", "xls", "ods", "odp", "odg", "xlsx"})
_WRITTEN = {
    "json": json.dumps({"text": WORDS["text"]}, ensure_ascii=False),
    "xml": f"<text>{WORDS['text']}</text>",
    "yaml": f"text: {WORDS['text']}\n",
    "srt": f"1\n00:00:01,000 --> 00:00:02,000\n{WORDS['text']}\n",
    "vtt": f"WEBVTT\n\n00:01.000 --> 00:02.000\n{WORDS['text']}\n",
}


def make_sample(format: str, path: Path) -> tuple[str, ...]:
    """A document of the format; the words that are its text."""
    if format in {"eml", "msg"}:
        return email_convert.make_sample(format, path).words
    if format in _OFFICE:
        return office_convert.make_sample(format, path).words
    if format in _WRITTEN:
        path.write_text(_WRITTEN[format], "utf-8")
        return (WORDS["text"],)
    if format == "pdf":
        _write_pdf(path)
        return (WORDS["text"], WORDS["note"])
    write_sample(format, path)
    return facts_of(format).words


def _write_pdf(path: Path) -> None:
    canvas = Canvas(str(path))
    for word in ("text", "note"):
        canvas.drawString(72, 720, WORDS[word])
        canvas.showPage()
    canvas.save()


def check(path: Path, source: str, target: str, facts: tuple[str, ...]) -> None:  # noqa: ARG001 - facts say all
    """All of them are in the text, whatever stands between."""
    text = "".join(path.read_text("utf-8").split()).replace("\\", "")
    missing = [word for word in facts if "".join(word.split()).casefold() not in text.casefold()]
    if missing:
        raise ProofFailedError(f"the text lacks {missing}")
