from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from apps.tools.base import ToolOutput
from apps.tools.plugins.pdf.pdf_sanitize import PdfSanitize
from apps.tools.plugins.pdf.sanitize_options import PdfSanitizeResult
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.pdf.papers import lock, write_form
from tests.tools.plugins.pdf.readings import outline, texts, unpacked

ACTIVE = (
    b"/JavaScript", b"/JS", b"/Launch", b"/SubmitForm", b"/GoToR", b"/ImportData", b"/AA", b"/OpenAction",
    b"/EmbeddedFile", b"/XFA", b"/RichMedia", b"/Rendition",
)  # fmt: skip


def script(canary: str) -> Dictionary:
    return Dictionary(S=Name.JavaScript, JS=String(f"CANARY-{canary}"))


def annotation(pdf: pikepdf.Pdf, subtype: Name, **entries: pikepdf.Object) -> pikepdf.Object:
    common = {"/Type": Name.Annot, "/Subtype": subtype, "/Rect": Array([0, 0, 9, 9])}
    return pdf.make_indirect(Dictionary(common | {f"/{key}": value for key, value in entries.items()}))


@pytest.fixture
def hostile(book: Path, tmp_path: Path) -> Path:
    """The book with everything in it that a document can do by itself."""
    path = tmp_path / "hostile.pdf"
    with pikepdf.open(book) as pdf:
        root, page = pdf.Root, pdf.pages[0].obj
        root.OpenAction = script("open")
        root.AA = Dictionary(WC=script("close"))
        named = Dictionary(Names=Array([String("x"), pdf.make_indirect(script("named"))]))
        root.Names = Dictionary(JavaScript=named)
        root.AcroForm = Dictionary(Fields=Array([]), XFA=pdf.make_stream(b"CANARY-xfa"))
        page.AA = Dictionary(O=script("page"))
        target = Array([pdf.pages[1].obj, Name.Fit])
        pdf.attachments["evil.exe"] = b"CANARY-file"
        attached = pdf.attachments["evil.exe"]
        page.Annots = Array(
            [
                *page.Annots,
                annotation(pdf, Name.Link, A=Dictionary(S=Name.Launch, F=String("CANARY-launch.exe"))),
                annotation(pdf, Name.Link, A=Dictionary(S=Name.GoTo, D=target, Next=script("next"))),
                annotation(pdf, Name.Link, A=Dictionary(S=Name.SubmitForm, F=String("CANARY-submit"))),
                annotation(pdf, Name.Link, A=Dictionary(S=Name.GoToR, F=String("CANARY-remote"))),
                annotation(pdf, Name.FileAttachment, FS=attached.obj),
                annotation(pdf, Name.RichMedia, RichMediaContent=Dictionary(X=String("CANARY-media"))),
                annotation(pdf, Name.Link, AA=Dictionary(K=script("key"))),
            ]
        )
        pdf.save(path, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return path


def result_of(output: ToolOutput) -> PdfSanitizeResult:
    assert isinstance(output.result, PdfSanitizeResult)
    return output.result


def test_nothing_active_is_left_in_the_bytes(run_directly: RunDirectly, hostile: Path, book: Path) -> None:
    assert b"CANARY" in unpacked(hostile)

    output = run_directly(PdfSanitize(), [hostile])

    path, data = output.files[0].path, unpacked(output.files[0].path)
    assert [trace for trace in (*ACTIVE, b"CANARY") if trace in data] == []
    assert (texts(path), outline(path)) == (texts(book), outline(book))


def test_it_says_how_much_of_what_was_removed(run_directly: RunDirectly, hostile: Path) -> None:
    result = result_of(run_directly(PdfSanitize(), [hostile]))

    assert (result.automatic_actions, result.launch_actions, result.other_actions, result.xfa) == (4, 1, 2, 1)
    assert result.javascript >= 2
    assert result.embedded_files >= 2
    assert result.media >= 1
    assert (result.links, result.metadata) == (0, False)


def test_links_stay_unless_they_are_to_go(run_directly: RunDirectly, hostile: Path) -> None:
    kept = unpacked(run_directly(PdfSanitize(), [hostile]).files[0].path)
    output = run_directly(PdfSanitize(), [hostile], remove_links=True)

    assert b"https://example.org/" in kept
    assert b"https://example.org/" not in unpacked(output.files[0].path)
    assert result_of(output).links == 2
    with pikepdf.open(output.files[0].path) as pdf:
        inner = [link.A.D for link in pdf.pages[0].Annots if "/A" in link]
    assert len(inner) == 1


def test_files_stay_where_they_are_wanted(run_directly: RunDirectly, hostile: Path) -> None:
    path = run_directly(PdfSanitize(), [hostile], remove_embedded_files=False).files[0].path

    with pikepdf.open(path) as pdf:
        assert pdf.attachments["evil.exe"].get_file().read_bytes() == b"CANARY-file"
    assert b"/JS" not in unpacked(path)


def test_metadata_goes_on_request(run_directly: RunDirectly, hostile: Path) -> None:
    assert b"Alice" in unpacked(run_directly(PdfSanitize(), [hostile]).files[0].path)

    output = run_directly(PdfSanitize(), [hostile], remove_metadata=True)

    assert b"Alice" not in unpacked(output.files[0].path)
    assert result_of(output).metadata


def test_where_a_document_begins_is_no_action(run_directly: RunDirectly, book: Path) -> None:
    with pikepdf.open(book, allow_overwriting_input=True) as pdf:
        pdf.Root.OpenAction = Array([pdf.pages[1].obj, Name.Fit])
        pdf.save(book)

    output = run_directly(PdfSanitize(), [book])

    assert output.notes == ("There was nothing to remove.",)
    with pikepdf.open(output.files[0].path) as pdf:
        assert "/OpenAction" in pdf.Root


def test_form_fields_keep_working(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = run_directly(PdfSanitize(), [write_form(tmp_path / "form.pdf")]).files[0].path

    with pikepdf.open(path) as pdf:
        assert {field.fully_qualified_name for field in pdf.acroform.fields} == {
            "name",
            "agree",
            "size",
            "town",
        }


def test_a_script_hidden_in_an_object_that_no_page_leads_to_is_removed(
    run_directly: RunDirectly, book: Path
) -> None:
    with pikepdf.open(book, allow_overwriting_input=True) as pdf:
        nested: pikepdf.Object = script("deep")
        for _ in range(15):
            nested = Dictionary(Next=Array([nested]))
        pdf.Root.Hidden = Array([1, Array([nested]), pdf.make_indirect(Dictionary(X=script("aside")))])
        pdf.save(book)

    assert b"CANARY" not in unpacked(run_directly(PdfSanitize(), [book]).files[0].path)


def test_a_protected_document_stays_protected(run_directly: RunDirectly, hostile: Path) -> None:
    output = run_directly(PdfSanitize(), [lock(hostile, "geheim")], password="geheim")

    path = output.files[0].path
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(path)
    with pikepdf.open(path, password="geheim") as pdf:
        assert "/OpenAction" not in pdf.Root
