"""The PDFs of the hostile list: each is refused in words, quickly, or does no harm."""

import zlib
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from apps.tools.base import BaseTool, InvalidInputError
from apps.tools.plugins.pdf.pdf_compress import PdfCompress
from apps.tools.plugins.pdf.pdf_merge import PdfMerge
from apps.tools.plugins.pdf.pdf_metadata import PdfMetadata
from apps.tools.plugins.pdf.pdf_organize import PdfOrganize
from apps.tools.plugins.pdf.pdf_page_numbers import PdfPageNumbers
from apps.tools.plugins.pdf.pdf_rotate import PdfRotate
from apps.tools.plugins.pdf.pdf_sanitize import PdfSanitize
from apps.tools.plugins.pdf.pdf_to_images import PdfToImages
from apps.tools.plugins.pdf.pdf_to_text import PdfToText
from tests.tools.plugins.conftest import RunDirectly

CATALOGUE = b"<</Type/Catalog/Pages 2 0 R>>"
PAGES = b"<</Type/Pages/Count 1/Kids[3 0 R]>>"

Write = Callable[..., Path]
Spoil = Callable[[pikepdf.Pdf], None]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """A PDF of these objects, numbered from 1, with a correct table of where they are."""

    def write_pdf(*objects: bytes, trailer: bytes = b"") -> Path:
        data, offsets = b"%PDF-1.7\n", []
        for number, content in enumerate(objects, start=1):
            offsets.append(len(data))
            data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
        table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
        size = len(objects) + 1
        path = tmp_path / "hostile.pdf"
        path.write_bytes(
            data
            + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
            + b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, len(data))
        )
        return path

    return write_pdf


def page(extra: bytes = b"", box: bytes = b"0 0 200 200") -> bytes:
    return b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Resources<<>>%s>>" % (box, extra)


def stream(data: bytes, entries: bytes = b"", *, length: int | None = None) -> bytes:
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(data) if length is None else length, entries, data)


def code_of(run_directly: RunDirectly, path: Path, tool: BaseTool[Any] | None = None, **options: Any) -> str:
    """The code of the refusal, whose message names the file as its owner does and no path of ours."""
    with pytest.raises(InvalidInputError) as refusal:
        run_directly(tool or PdfRotate(), [path], **options)
    assert path.name in str(refusal.value)
    assert str(path.parent) not in str(refusal.value)
    return refusal.value.code


@pytest.mark.parametrize(
    ("objects", "code"),
    [
        ((CATALOGUE, b"<</Type/Pages/Count 1/Kids[2 0 R]>>"), "input_corrupt"),
        ((CATALOGUE, b"<</Type/Pages/Count 0/Kids[]>>"), "input_corrupt"),
        ((b"<</No/Catalogue>>",), "input_corrupt"),
        ((CATALOGUE, PAGES, page(b"/X " + b"[" * 200_000 + b"]" * 200_000)), "input_corrupt"),
        ((CATALOGUE, PAGES, page(b"/X " + b"<</A" * 200_000 + b">>" * 200_000)), "input_corrupt"),
        ((CATALOGUE, b"<</Type/Pages/Count 1/Kids[%s]>>" % (b"3 0 R " * 20_000), page()), "input_limit"),
    ],
    ids=["loop", "no pages", "no catalogue", "deep arrays", "deep dictionaries", "20,000 pages"],
)
def test_a_broken_or_endless_tree_is_refused(
    run_directly: RunDirectly, write: Write, objects: tuple[bytes, ...], code: str
) -> None:
    assert code_of(run_directly, write(*objects)) == code


@pytest.mark.parametrize(
    ("objects", "trailer"),
    [
        ((CATALOGUE, b"<</Type/Pages/Count 2000000000/Kids[3 0 R]>>", page()), b""),
        ((CATALOGUE, PAGES, page()), b"/Prev 0"),
        ((CATALOGUE, PAGES, page(b"/Contents 4 0 R"), stream(b"q Q", length=4 << 30)), b""),
        ((CATALOGUE, PAGES, page(box=b"200 200 0 0")), b""),
        ((CATALOGUE, PAGES, page(box=b"0 0 0 0")), b""),
        ((CATALOGUE, PAGES, page(box=b"0 0 NaN 3")), b""),
    ],
    ids=["false count", "loop of tables", "false length", "upside-down box", "empty box", "no number"],
)
def test_a_false_promise_does_no_harm(
    run_directly: RunDirectly, write: Write, objects: tuple[bytes, ...], trailer: bytes
) -> None:
    path = write(*objects, trailer=trailer)

    assert run_directly(PdfRotate(), [path]).files[0].claims["pages"] == 1
    assert run_directly(PdfPageNumbers(), [path]).files[0].claims["pages"] == 1
    assert len(run_directly(PdfToImages(), [path], dpi=18).files) == 1


def test_a_page_of_a_million_points_is_not_drawn(run_directly: RunDirectly, write: Write) -> None:
    path = write(CATALOGUE, PAGES, page(box=b"0 0 1000000 1000000"))

    assert code_of(run_directly, path, PdfToImages(), dpi=18) == "input_limit"


def forms(levels: int) -> list[bytes]:
    """A page with a form that draws a form ten times, and so on."""
    objects = [CATALOGUE, PAGES]
    objects.append(
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>>>"
    )
    objects.append(stream(b"/F Do"))
    for level in range(levels):
        inner = b"/Resources<</XObject<</F %d 0 R>>>>" % (6 + level) if level < levels - 1 else b""
        drawing = b"/F Do " * 10 if level < levels - 1 else b"0 0 9 9 re f"
        objects.append(stream(drawing, b"/Type/XObject/Subtype/Form/BBox[0 0 99 99]" + inner))
    return objects


def test_forms_within_forms_that_draw_billions_are_refused(run_directly: RunDirectly, write: Write) -> None:
    assert code_of(run_directly, write(*forms(10)), PdfToImages()) == "input_limit"
    assert len(run_directly(PdfToImages(), [write(*forms(3))], dpi=18).files) == 1


def bomb(write: Write, megabytes: int) -> Path:
    packer = zlib.compressobj(9)
    inner = b"".join([*(packer.compress(bytes(1 << 20)) for _ in range(megabytes)), packer.flush()])
    packed = stream(zlib.compress(inner, 9), b"/Filter[/FlateDecode/FlateDecode]")
    return write(CATALOGUE, PAGES, page(b"/Contents 4 0 R"), packed)


def test_a_stream_that_unpacks_to_forty_megabytes_stays_packed(
    run_directly: RunDirectly, write: Write
) -> None:
    path = bomb(write, 40)

    assert path.stat().st_size < 10_000
    assert run_directly(PdfRotate(), [path]).files[0].path.stat().st_size < 100_000
    assert run_directly(PdfOrganize(), [path], pages="1,1").files[0].path.stat().st_size < 100_000


def test_a_stream_of_nothing_is_read_within_limits(run_directly: RunDirectly, write: Write) -> None:
    path = bomb(write, 12)

    assert run_directly(PdfCompress(), [path]).files[0].path.stat().st_size <= path.stat().st_size
    assert len(run_directly(PdfToImages(), [path], dpi=18).files) == 1


def test_a_form_that_draws_itself_is_drawn_once(run_directly: RunDirectly, write: Write) -> None:
    form = stream(
        b"/F Do 0 0 9 9 re f", b"/Type/XObject/Subtype/Form/BBox[0 0 99 99]/Resources<</XObject<</F 5 0 R>>>>"
    )
    path = write(*forms(1)[:4], form)

    assert len(run_directly(PdfToImages(), [path], dpi=18).files) == 1
    assert run_directly(PdfCompress(), [path]).files[0].claims["pages"] == 1


@pytest.mark.parametrize("tenths", range(1, 10))
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "object streams"])
def test_a_file_that_was_cut_off_is_never_half_a_document(
    run_directly: RunDirectly, ten: Path, tmp_path: Path, tenths: int, packed: bool
) -> None:
    whole, cut = tmp_path / "whole.pdf", tmp_path / "cut.pdf"
    mode = pikepdf.ObjectStreamMode.generate if packed else pikepdf.ObjectStreamMode.disable
    with pikepdf.open(ten) as pdf:
        pdf.save(whole, object_stream_mode=mode)
    data = whole.read_bytes()
    cut.write_bytes(data[: len(data) * tenths // 10])

    assert code_of(run_directly, cut) == "input_corrupt"
    assert code_of(run_directly, cut, PdfToText()) == "input_corrupt"


@pytest.mark.parametrize(
    "content",
    [b"\x89PNG\r\n\x1a\n" + bytes(100), b"<html>" * 99 + b"%PDF-1.7", b"PK\x03\x04" + bytes(50), b"hello"],
)
def test_what_is_no_pdf_is_not_what_it_says(
    run_directly: RunDirectly, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "picture.pdf"
    path.write_bytes(content)

    assert code_of(run_directly, path) == "input_mismatch"


def test_an_empty_shell_is_damaged(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = tmp_path / "shell.pdf"
    path.write_bytes(b"%PDF-1.7\n%%EOF")

    assert code_of(run_directly, path) == "input_corrupt"


def test_a_thousand_later_versions_of_a_page_are_one_page(run_directly: RunDirectly, write: Write) -> None:
    path = write(CATALOGUE, PAGES, page())
    data = path.read_bytes()
    start = data.rindex(b"xref\n0")
    for _ in range(1_000):
        at = len(data)
        data += b"3 0 obj\n%s\nendobj\n" % page()
        table = b"xref\n3 1\n%010d 00000 n \ntrailer\n<</Size 4/Root 1 0 R/Prev %d>>\n" % (at, start)
        start = len(data)
        data += table + b"startxref\n%d\n%%%%EOF\n" % start
    path.write_bytes(data)

    assert run_directly(PdfRotate(), [path]).files[0].claims["pages"] == 1


def test_merging_more_pages_than_a_document_may_have_is_refused(
    run_directly: RunDirectly, tmp_path: Path
) -> None:
    path = tmp_path / "long.pdf"
    with pikepdf.new() as pdf:
        for _ in range(1_001):
            pdf.add_blank_page(page_size=(20, 20))
        pdf.save(path)

    with pytest.raises(InvalidInputError, match="2,002 pages; at most 2,000") as refusal:
        run_directly(PdfMerge(), [path, path])

    assert refusal.value.code == "input_limit"


def _outline_loop(pdf: pikepdf.Pdf) -> None:
    item = pdf.make_indirect(Dictionary(Title=String("x")))
    item.Next = item.First = item.Last = item
    pdf.Root.Outlines = pdf.make_indirect(Dictionary(First=item, Last=item, Count=3))


def _outline_nonsense(pdf: pikepdf.Pdf) -> None:
    targets = (Array([]), Array([Name.X, 7]), Array([pdf.pages[0].obj, Name.XYZ, String("a")]), Dictionary())
    items = [pdf.make_indirect(Dictionary(Title=5, Dest=target, C=Array([1]))) for target in targets]
    for item, following in pairwise(items):
        item.Next = following
    pdf.Root.Outlines = pdf.make_indirect(Dictionary(First=items[0], Last=items[-1], Count=String("x")))


def _loop_of_kids(pdf: pikepdf.Pdf) -> pikepdf.Object:
    node = pdf.make_indirect(Dictionary(T=String("a"), Limits=Array([String("a"), String("b")])))
    node.Kids = Array([node])
    return node


def _tree_loops(pdf: pikepdf.Pdf) -> None:
    pdf.Root.PageLabels = _loop_of_kids(pdf)
    pdf.Root.Names = Dictionary(EmbeddedFiles=_loop_of_kids(pdf), Dests=_loop_of_kids(pdf))
    pdf.Root.AcroForm = Dictionary(Fields=Array([_loop_of_kids(pdf)]), SigFlags=String("a"))


def _labels_of_nonsense(pdf: pikepdf.Pdf) -> None:
    entry = Dictionary(S=5, St=String("x"), P=7)
    pdf.Root.PageLabels = Dictionary(Nums=Array([0, 5, String("a"), entry, 10**11, Dictionary(St=-5)]))


def _catalogue_of_nonsense(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm = Array([1])
    pdf.Root.Names = Array([1, 2])
    pdf.Root.OCProperties = Dictionary(D=Dictionary(OFF=5), OCGs=3)
    pdf.Root.Metadata = Dictionary()
    pdf.Root.ViewerPreferences = 5
    pdf.Root.Lang = 5
    pdf.trailer.Info = pdf.make_indirect(Dictionary(Title=5, CreationDate=String("x"), X=Dictionary()))


def _boxes_of_nonsense(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.CropBox = Array([String("a"), 1, 2, 3])
    pdf.pages[1].obj.CropBox = Array([1, 2])
    pdf.pages[1].obj.Rotate = String("x")
    pdf.pages[2].obj.Rotate = 45


def _content_of_nonsense(pdf: pikepdf.Pdf) -> None:
    junk = b"1 0 0 cm /X Do q Q Q Q (a) cm [ 1 2 TJ Do " + bytes(range(256))
    image = pdf.make_stream(b"a" * 9_000, Subtype=Name.Image, Width=String("a"), ColorSpace=5)
    pdf.pages[0].obj.Contents = pdf.make_stream(junk)
    pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(X=image), ExtGState=Array([]))
    pdf.pages[1].obj.Contents = Array([5, String("x")])
    pdf.pages[1].obj.Resources = Dictionary(XObject=5)
    del pdf.pages[2].obj["/Resources"]


def _annotations_of_nonsense(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Annots = Array([5, None, Dictionary(A=5), Array([])])
    pdf.pages[1].obj.Annots = 5


def _a_picture_of_ten_gigapixels(pdf: pikepdf.Pdf) -> None:
    for number, compression in enumerate((Name.DCTDecode, Name.JPXDecode, Name.JBIG2Decode)):
        image = pdf.make_stream(
            b"a" * 9_000, Type=Name.XObject, Subtype=Name.Image, Width=100_000, Height=100_000,
            BitsPerComponent=8, ColorSpace=Name.DeviceRGB, Filter=compression,
        )  # fmt: skip
        pdf.pages[number].obj.Resources = Dictionary(XObject=Dictionary(X=image))
        pdf.pages[number].obj.Contents = pdf.make_stream(b"200 0 0 200 0 0 cm /X Do")


@pytest.mark.parametrize(
    "spoil",
    [
        _outline_loop,
        _outline_nonsense,
        _tree_loops,
        _labels_of_nonsense,
        _catalogue_of_nonsense,
        _boxes_of_nonsense,
        _content_of_nonsense,
        _annotations_of_nonsense,
        _a_picture_of_ten_gigapixels,
    ],
)
@pytest.mark.parametrize(
    ("tool", "options"),
    [
        (PdfMetadata(), {}),
        (PdfOrganize(), {"pages": "3,1,1"}),
        (PdfSanitize(), {"remove_metadata": True}),
        (PdfCompress(), {}),
        (PdfPageNumbers(), {}),
        (PdfToText(), {"output_format": "json", "layout": True}),
        (PdfToImages(), {"dpi": 18}),
    ],
    ids=lambda value: value.name if isinstance(value, BaseTool) else "",
)
def test_nonsense_where_a_document_describes_itself_does_no_harm(
    run_directly: RunDirectly,
    book: Path,
    tmp_path: Path,
    spoil: Spoil,
    tool: BaseTool[Any],
    options: dict[str, Any],
) -> None:
    path = tmp_path / "spoilt.pdf"
    with pikepdf.open(book) as pdf:
        spoil(pdf)
        pdf.save(path, fix_metadata_version=False)

    output = run_directly(tool, [path], **options)

    assert output.files or output.result
