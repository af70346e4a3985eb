"""Documents that include, fetch, run, explode or lie."""

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pypdfium2
import pytest

from apps.tools.base import InvalidInputError
from apps.tools.plugins.document.document_convert import DocumentConvert
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.document.conftest import Launch, Rewrite, Sample

CANARY = "canary-5f2d"


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A file that nothing may show."""
    path = tmp_path / "secret.txt"
    path.write_text(CANARY)
    return path


INCLUDES = {
    "rst": ".. include:: {0}\n\n.. raw:: html\n   :file: {0}\n\n.. csv-table::\n   :file: {0}\n",
    "org": '#+INCLUDE: "{0}"\n',
    "tex": "\\documentclass{{article}}\\begin{{document}}\\input{{{0}}}\\include{{{0}}}"
    "\\immediate\\write18{{cat {0}}}\\end{{document}}",
    "md": "![x]({0})\n\n```{{=html}}\n<iframe src='file://{0}'></iframe>\n```\n\n"
    "<!--#include file='{0}' -->\n",
    "html": "<img src='file://{0}'><object data='{0}'></object><link rel=stylesheet href='{0}'>",
    "adoc": "= T\n\ninclude::{0}[]\n",
    "typ": '#include "{0}"\n#read("{0}")\n',
    "docbook": '<!DOCTYPE a [<!ENTITY x SYSTEM "file://{0}">]><article><para>&x;</para></article>',
    "t2t": "%!include: {0}\n",
    "mediawiki": "{{{{:{0}}}}}\n",
    "man": ".so {0}\n",
}


@pytest.mark.parametrize(
    ("format", "target"),
    [
        *((format, "html") for format in sorted(INCLUDES)),
        ("rst", "pdf"),
        ("md", "pdf"),
        ("typ", "pdf"),
        ("md", "docx"),
    ],
)
def test_nothing_is_included(
    run_directly: RunDirectly, tmp_path: Path, secret: Path, format: str, target: str
) -> None:
    path = tmp_path / f"hostile.{format}"
    path.write_text(INCLUDES[format].format(secret))
    try:
        output = run_directly(DocumentConvert(), [path], output_format=target)
    except InvalidInputError:
        return  # refused is as good
    data = output.files[0].path.read_bytes()
    if target == "docx":
        with ZipFile(output.files[0].path) as package:
            data = b"".join(package.read(name) for name in package.namelist())
    if target == "pdf":
        with pypdfium2.PdfDocument(output.files[0].path) as pdf:
            data = b"".join(page.get_textpage().get_text_bounded().encode() for page in pdf)
    assert CANARY.encode() not in data


def test_linked_pictures_are_left_out_and_named(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text("![a](http://127.0.0.1:9/a.png)\n\n![b](/etc/hostname)\n")

    output = run_directly(DocumentConvert(), [path], output_format="pdf")

    assert output.notes == ("Left out, since the document only points to them: a.png, hostname (2 in all).",)


def test_raw_typst_does_not_run(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text('```{=typst}\n#panic("it ran")\n```\n\n`#panic("it ran")`{=typst} text\n')

    output = run_directly(DocumentConvert(), [path], output_format="pdf", markdown="pandoc")

    assert output.files[0].path.read_bytes().startswith(b"%PDF")


def test_links_to_scripts_are_cut(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = tmp_path / "page.rst"
    path.write_text("`click <javascript:alert(1)>`_ and `other <https://example.org>`_\n")

    page = run_directly(DocumentConvert(), [path], output_format="html").files[0].path.read_text()

    assert "javascript:" not in page
    assert 'href="https://example.org"' in page


def test_words_about_scripts_stay(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text(
        """`<a href="javascript:x">` and <b title='javascript: the good parts'>b</b>, [c](/javascript:)\n"""
    )

    page = run_directly(DocumentConvert(), [path], output_format="html").files[0].path.read_text()

    assert "javascript:x" in page
    assert "javascript: the good parts" in page
    assert "/javascript:" in page


def test_typst_packages_are_refused(launch: Launch, tmp_path: Path) -> None:
    path = tmp_path / "page.typ"
    path.write_text('#import "@preview/cetz:0.2.0": canvas\nText\n')

    outcome = launch("document-convert", path, output_format="pdf")

    assert outcome.fault
    assert outcome.fault.code == "input_not_allowed"
    assert "imports a package" in outcome.fault.detail


@pytest.mark.parametrize("format", ["docx", "odt", "epub", "pptx"])
@pytest.mark.parametrize("damage", ["truncated", "not a package", "another package"])
def test_a_broken_package_is_refused_with_its_reason(
    run_directly: RunDirectly, sample: Sample, tmp_path: Path, format: str, damage: str
) -> None:
    path = sample(format)
    if damage == "truncated":
        path.write_bytes(path.read_bytes()[:400])
    elif damage == "not a package":
        path.write_bytes(b"PK\x03\x04 and nothing else")
    else:
        with ZipFile(path, "w") as package:
            package.writestr("holiday.txt", "no document")

    with pytest.raises(InvalidInputError, match=r"damaged|is a ZIP archive, but not") as refusal:
        run_directly(DocumentConvert(), [path], output_format="html")

    assert refusal.value.code == ("input_mismatch" if damage == "another package" else "input_corrupt")


def test_a_package_that_unpacks_to_too_much_is_refused(
    run_directly: RunDirectly, sample: Sample, tmp_path: Path
) -> None:
    path = sample("docx")
    with ZipFile(path, "a", ZIP_DEFLATED) as package:
        package.writestr("word/media/zeros.bin", bytes(80 * 1024 * 1024))

    with pytest.raises(InvalidInputError, match="too much") as refusal:
        run_directly(DocumentConvert(), [path], output_format="html")

    assert refusal.value.code == "input_limit"


def test_an_encrypted_document_asks_for_its_password(
    run_directly: RunDirectly, sample: Sample, with_parts: Rewrite
) -> None:
    manifest = b'<m:manifest xmlns:m="x"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>'
    path = with_parts(sample("odt"), {"META-INF/manifest.xml": manifest})

    with pytest.raises(InvalidInputError, match="protected by a password") as refusal:
        run_directly(DocumentConvert(), [path], output_format="html")

    assert refusal.value.code == "input_encrypted"


def test_a_notebook_that_is_no_json_is_refused(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = tmp_path / "book.ipynb"
    path.write_text('{"cells": [')

    with pytest.raises(InvalidInputError, match="cannot be read as Jupyter notebook"):
        run_directly(DocumentConvert(), [path], output_format="html")


def test_entities_do_not_multiply(launch: Launch, tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    path = tmp_path / "laughs.docbook"
    path.write_text(f'<!DOCTYPE a [<!ENTITY l0 "ha">{entities}]><article><para>&l11;</para></article>')

    outcome = launch("document-convert", path, output_format="txt")

    if outcome.fault:
        assert outcome.fault.code in {"input_corrupt", "input_limit"}
    else:
        assert outcome.files[0].size < 10_000


@pytest.mark.parametrize("bomb", ["[" * 20_000, "- " * 1_000])
def test_markup_that_nests_without_end_ends(launch: Launch, tmp_path: Path, bomb: str) -> None:
    path = tmp_path / "bomb.md"
    path.write_text(bomb)

    outcome = launch("document-convert", path, output_format="html")

    if outcome.fault:
        assert outcome.fault.code in {"input_limit", "tool_cpu", "tool_memory", "tool_timeout"}
    else:
        assert outcome.files


def test_names_are_never_arguments(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = tmp_path / "+RTS --lua-filter=x.md"
    path.write_text("# Text\n")

    output = run_directly(DocumentConvert(), [path], output_format="html", title="--lua-filter=evil.lua")

    assert "<title>--lua-filter=evil.lua</title>" in output.files[0].path.read_text()
