"""What can be chosen about reading text off a picture."""

from typing import Annotated, Literal

from pydantic import Field

from apps.tools.base import Labels, Password, ToolOptions, Ui
from apps.tools.plugins.ocr.languages import TITLES, Language
from apps.tools.plugins.pdf.options import PageList

Mode = Literal["auto", "auto_osd", "column", "block", "line", "word", "sparse", "sparse_osd", "orientation"]
EngineChoice = Literal["auto", "tesseract", "rapidocr"]

SEGMENTATION: dict[Mode, str] = {
    "orientation": "0",
    "auto_osd": "3",
    "auto": "3",
    "column": "4",
    "block": "6",
    "line": "7",
    "word": "8",
    "sparse": "11",
    "sparse_osd": "11",
}
"""Tesseract's page segmentation modes. Those with orientation detection are ours: the page is turned first,
so that the places of words are known on the page as it was given."""
FINDS_ORIENTATION: frozenset[Mode] = frozenset({"auto_osd", "sparse_osd", "orientation"})


class OcrOptions(ToolOptions):
    """What the text is written in, and what to make of it."""

    output_format: Annotated[
        Literal["txt", "json", "pdf"],
        Field(description="What to make of the text."),
        Labels(
            {
                "txt": "Text",
                "json": "JSON with words, boxes and confidence",
                "pdf": "Searchable PDF: the pages as they look, with text that can be selected",
            }
        ),
    ] = "txt"
    language: Annotated[
        Language,
        Field(description="The language of the text. One that no engine here reads is refused."),
        Labels(TITLES),
    ] = "eng"
    mode: Annotated[
        Mode,
        Field(description="How the text is laid out (Tesseract's page segmentation modes)."),
        Labels(
            {
                "auto": "Find out (3)",
                "auto_osd": "Find out, and which side is up (1)",
                "column": "One column of text in several sizes (4)",
                "block": "One block of text (6)",
                "line": "One line (7)",
                "word": "One word (8)",
                "sparse": "Text scattered over the page (11)",
                "sparse_osd": "Scattered text, and which side is up (12)",
                "orientation": "Only tell which side is up, and the script (0)",
            }
        ),
    ] = "auto"
    preprocess: bool = Field(
        default=True,
        description="Clean the page before it is read: light, contrast, noise, skew, which side is up, size.",
    )
    engine: Annotated[
        EngineChoice,
        Field(description="What reads: Tesseract where it is installed with the language, else RapidOCR."),
        Labels({"auto": "Choose", "tesseract": "Tesseract", "rapidocr": "RapidOCR"}),
        Ui(group="advanced"),
    ] = "auto"
    pages: PageList = Field(
        default="all",
        description="The pages of a PDF or TIFF to read: numbers and ranges such as '1-3,7,10-'.",
    )
    dpi: Annotated[int, Ui(group="advanced", unit="dpi")] = Field(
        default=300,
        ge=72,
        le=600,
        description="How finely PDF pages are drawn, and the resolution of pictures that do not say theirs.",
    )
    password: Annotated[Password | None, Ui(group="advanced")] = Field(
        default=None, description="Opens an encrypted PDF: the user's or the owner's password."
    )
