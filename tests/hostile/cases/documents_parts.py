"""Builds office documents part by part: what writes them for offices would not write these."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from tests.hostile.case import Case, Make

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_OPEN_DOCUMENT = "urn:oasis:names:tc:opendocument:xmlns"
_MIMETYPE = "application/vnd.oasis.opendocument.text"
NAMESPACES = " ".join(
    f'xmlns:{name}="{_OPEN_DOCUMENT}:{part}:1.0"'
    for name, part in {
        "office": "office", "text": "text", "draw": "drawing", "script": "script", "table": "table",
        "manifest": "manifest", "svg": "svg-compatible", "of": "of",
    }.items()
)  # fmt: skip
NAMESPACES += (
    ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dom="http://www.w3.org/2001/xml-events"'
    ' xmlns:ooo="http://openoffice.org/2004/office"'
)


def package(parts: Mapping[str, str | bytes]) -> bytes:
    """A ZIP archive of these members."""
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part, ZIP_STORED if name == "mimetype" else ZIP_DEFLATED)
    return content.getvalue()


def relation(number: int, kind: str, target: str, *, outside: bool = True) -> str:
    """One of a part's relations, to something outside the document unless said."""
    mode = ' TargetMode="External"' if outside else ""
    return f'<Relationship Id="r{number}" Type="{RELATIONS}/{kind}" Target="{target}"{mode}/>'


def relations(*wanted: str) -> str:
    """A part that holds relations."""
    return f'<Relationships xmlns="{PACKAGE}/relationships">{"".join(wanted)}</Relationships>'


def word(body: str, *links: str, doctype: str = "", more: Mapping[str, str | bytes] | None = None) -> bytes:
    """The least that is a Word document."""
    overrides = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{_WORD_TYPE}.{kind}+xml"/>'
        for part, kind in {"document": "document.main", "settings": "settings", "styles": "styles"}.items()
    )
    types = (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{overrides}</Types>'
    )
    names = (
        f'xmlns:w="{WORD}" xmlns:r="{RELATIONS}" '
        'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
    )
    return package(
        {
            "[Content_Types].xml": types,
            "_rels/.rels": relations(relation(1, "officeDocument", "word/document.xml", outside=False)),
            "word/document.xml": f"{doctype}<w:document {names}><w:body>{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": relations(*links),
            **(more or {}),
        }
    )


def flat(body: str, *, kind: str = "text", events: str = "") -> str:
    """A flat OpenDocument file."""
    media = f"application/vnd.oasis.opendocument.{kind}"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {NAMESPACES} office:version="1.2" '
        f'office:mimetype="{media}">{events}<office:body><office:{kind}>{body}</office:{kind}></office:body>'
        "</office:document>"
    )


def open_text(body: str, *, events: str = "", more: Mapping[str, str | bytes] | None = None) -> bytes:
    """An OpenDocument text."""
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{media}"/>'
        for name, media in {
            "/": _MIMETYPE,
            "content.xml": "text/xml",
            "styles.xml": "text/xml",
            **dict.fromkeys(more or {}, ""),
        }.items()
    )
    content = flat(body, events=events).replace("office:document ", "office:document-content ")
    content = content.replace("/office:document>", "/office:document-content>")
    return package(
        {
            "mimetype": _MIMETYPE,
            "content.xml": content.replace(f' office:mimetype="{_MIMETYPE}"', ""),
            "styles.xml": f'<office:document-styles {NAMESPACES} office:version="1.2">'
            "<office:styles/><office:automatic-styles/><office:master-styles/></office:document-styles>",
            "META-INF/manifest.xml": f'<manifest:manifest {NAMESPACES} manifest:version="1.2">{entries}'
            "</manifest:manifest>",
            **(more or {}),
        }
    )


def linking(*targets: str) -> str:
    """Text with sections, pictures, objects and links of these addresses."""
    pieces = (
        f'<text:section text:name="s{number}"><text:section-source xlink:href="{target}" '
        'xlink:type="simple" xlink:show="embed"/><text:p>section</text:p></text:section>'
        f'<text:p><draw:frame svg:width="3cm" svg:height="3cm"><draw:image xlink:href="{target}" '
        'xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/></draw:frame>'
        '<draw:frame svg:width="3cm" svg:height="3cm">'
        f'<draw:floating-frame xlink:href="{target}"/></draw:frame>'
        f'<draw:frame svg:width="3cm" svg:height="3cm"><draw:object xlink:href="{target}"/></draw:frame>'
        f'<text:a xlink:href="{target}">link</text:a></text:p>'
        for number, target in enumerate(targets)
    )
    return f"<text:p>Text</text:p>{''.join(pieces)}"


def asking(text: str) -> Make:
    """A text that asks for others."""
    return lambda path, lures: path.write_text(text.format(lures.secret, lures.url))


def case(
    id: str, what: str, make: Make, name: str, target: str, *expect: str, tool: str = "", **more: Any
) -> Case:
    """A case of `document-convert` unless another tool is named."""
    options = {"output_format": target} if tool != "html-to-pdf" else {}
    return Case(
        id=id,
        what=what,
        tool=tool or "document-convert",
        name=name,
        make=make,
        options={**options, **more.pop("options", {})},
        expect=expect or ("completed",),
        **more,
    )


def office(id: str, what: str, make: Make, name: str, target: str, *expect: str, **more: Any) -> Case:
    """A case of `office-convert`."""
    return case(id, what, make, name, target, *expect, tool="office-convert", output_format=target, **more)
