"""The document as OpenDocument text."""

from pathlib import Path

from odf import draw, opendocument, style, table, text

from apps.tools.proving.document_texts import WORDS


def write_odt(path: Path, *, picture: bytes) -> None:
    """Write the document with odfpy."""
    document = opendocument.OpenDocumentText()
    bold = style.Style(name="Strong", family="text")
    bold.addElement(style.TextProperties(fontweight="bold"))
    italic = style.Style(name="Emphasis", family="text")
    italic.addElement(style.TextProperties(fontstyle="italic"))
    document.automaticstyles.addElement(bold)
    document.automaticstyles.addElement(italic)
    body = document.text
    body.addElement(text.H(outlinelevel=1, text=WORDS["heading"]))
    paragraph = text.P(text=f"{WORDS['text']} ")
    paragraph.addElement(text.Span(stylename=italic, text=WORDS["emphasis"]))
    paragraph.addText(" ")
    paragraph.addElement(text.Span(stylename=bold, text=WORDS["strong"]))
    paragraph.addText(" ")
    paragraph.addElement(text.A(href=WORDS["link"], text=WORDS["label"]))
    note = text.Note(id="n1", noteclass="footnote")
    note.addElement(text.NoteCitation(text="1"))
    note_body = text.NoteBody()
    note_body.addElement(text.P(text=WORDS["note"]))
    note.addElement(note_body)
    paragraph.addElement(note)
    body.addElement(paragraph)
    items, inner = text.List(), text.List()
    first, last, nested = text.ListItem(), text.ListItem(), text.ListItem()
    first.addElement(text.P(text=WORDS["first"]))
    nested.addElement(text.P(text=WORDS["nested"]))
    inner.addElement(nested)
    first.addElement(inner)
    last.addElement(text.P(text=WORDS["last"]))
    items.addElement(first)
    items.addElement(last)
    body.addElement(items)
    body.addElement(text.H(outlinelevel=2, text=WORDS["section"]))
    grid = table.Table(name="Table")
    grid.addElement(table.TableColumn(numbercolumnsrepeated=2))
    for values in ((WORDS["column"], "Meter"), (WORDS["town"], WORDS["height"])):
        row = table.TableRow()
        for value in values:
            cell = table.TableCell()
            cell.addElement(text.P(text=value))
            row.addElement(cell)
        grid.addElement(row)
    body.addElement(grid)
    frame = draw.Frame(width="2cm", height="1.3cm", anchortype="as-char")
    frame.addElement(draw.Image(href=document.addPictureFromString(picture, "image/png")))
    shown = text.P()
    shown.addElement(frame)
    body.addElement(shown)
    body.addElement(text.P(text=WORDS["code"]))
    document.save(str(path))
