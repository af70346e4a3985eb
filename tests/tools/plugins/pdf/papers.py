"""Makes the PDFs of the tests, with ReportLab."""

from pathlib import Path

import pikepdf
from PIL import Image
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Image as Figure
from reportlab.platypus import ListFlowable, PageBreak, Paragraph, SimpleDocTemplate, Table

LONG = (
    "The survey of the northern lighthouses began in March and took eleven weeks. Every lamp was measured "
    "twice, once at dusk and once before dawn, and the readings were compared with those of the year before."
)


def write_report(path: Path, *, pages: int = 3) -> Path:
    """A heading, a paragraph with emphasis, a list, a table and a picture; then pages with a line each."""
    styles = getSampleStyleSheet()
    picture = path.with_suffix(".png")
    Image.new("RGB", (80, 40), (200, 30, 40)).save(picture)
    story = [
        Paragraph("Lighthouse survey", styles["Heading1"]),
        Paragraph(LONG, styles["BodyText"]),
        Paragraph(
            "Some lamps were <b>very bright</b> and some <i>rather dim</i> that year.", styles["BodyText"]
        ),
        ListFlowable(
            [Paragraph(item, styles["BodyText"]) for item in ("first lamp", "second lamp")],
            bulletType="bullet",
            start="•",
        ),
        Table(
            [["Name", "Height"], ["Skerry", "42"], ["Holm", "17"]],
            style=[("GRID", (0, 0), (-1, -1), 1, "black")],
        ),
        Figure(str(picture), 40 * mm, 20 * mm),
    ]
    for number in range(2, pages + 1):
        story += [PageBreak(), Paragraph(f"This is page number {number}.", styles["BodyText"])]
    SimpleDocTemplate(str(path), title="Survey").build(story)
    return path


TABLE = [["Name", "Height"], ["Skerry", "42"], ["Holm", "17"]]


def write_table(path: Path) -> Path:
    """A sentence, and a table with lines around its cells."""
    table = Table(TABLE, style=[("GRID", (0, 0), (-1, -1), 1, "black")])
    SimpleDocTemplate(str(path)).build([Paragraph(LONG, getSampleStyleSheet()["BodyText"]), table])
    return path


def write_lines(path: Path, *pages: tuple[str, ...], size: tuple[float, float] = (300, 200)) -> Path:
    """Lines of Helvetica, 14 points, on small pages."""
    canvas = Canvas(str(path), pagesize=size)
    for lines in pages:
        canvas.setFont("Helvetica", 14)
        for number, line in enumerate(lines):
            canvas.drawString(30, size[1] - 40 - 24 * number, line)
        canvas.showPage()
    canvas.save()
    return path


def write_scan(path: Path) -> Path:
    """A page with a picture and no text."""
    Image.new("RGB", (200, 100), (90, 120, 200)).save(path, resolution=72)
    return path


def lock(path: Path, password: str) -> Path:
    """A copy that needs a password."""
    locked = path.with_stem(f"{path.stem}-locked")
    with pikepdf.open(path) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(user=password, owner=password))
    return locked


def write_form(path: Path) -> Path:
    """A form with a text field, a box, two radio buttons and a choice, and a link beside them."""
    canvas = Canvas(str(path), pagesize=(400, 300))
    form = canvas.acroForm
    canvas.drawString(20, 260, "Application")
    form.textfield(name="name", tooltip="Your name", x=100, y=220, width=200, height=24, maxlen=20)
    form.checkbox(name="agree", x=100, y=180, size=20)
    form.radio(name="size", value="small", x=100, y=140, size=20)
    form.radio(name="size", value="large", x=140, y=140, size=20)
    form.choice(name="town", options=["Bern", "Lyon"], value="Bern", x=100, y=100, width=120, height=24)
    canvas.linkURL("https://example.com/", (20, 20, 100, 40))
    canvas.save()
    return path
