"""Options of `office-convert`."""

from typing import Annotated, Literal

from pydantic import Field

from apps.tools.base import Labels, Password, ToolOptions, Ui

OfficeFormat = Annotated[
    Literal[
        "pdf", "docx", "doc", "odt", "rtf", "html", "txt", "xlsx", "xls", "ods", "csv", "pptx", "ppt", "odp",
        "odg",
    ],
    Labels(
        {
            "pdf": "PDF", "docx": "Word (DOCX)", "doc": "Word 97-2003 (DOC)", "odt": "OpenDocument text",
            "rtf": "Rich text (RTF)", "html": "HTML page", "txt": "Plain text", "xlsx": "Excel (XLSX)",
            "xls": "Excel 97-2003 (XLS)", "ods": "OpenDocument spreadsheet", "csv": "CSV (first sheet)",
            "pptx": "PowerPoint (PPTX)", "ppt": "PowerPoint 97-2003 (PPT)",
            "odp": "OpenDocument presentation", "odg": "OpenDocument drawing",
        }
    ),
]  # fmt: skip


class OfficeConvertOptions(ToolOptions):
    """What to make of the document."""

    output_format: OfficeFormat = Field(description="The format of the result.")
    password: Password | None = Field(
        default=None, description="The password that opens the document, if it has one."
    )
    pages: Annotated[
        str | None,
        Field(max_length=100, pattern=r"^\d{1,5}(-\d{1,5})?(,\d{1,5}(-\d{1,5})?)*$"),
        Ui(visible_if={"output_format": ("pdf",)}),
    ] = Field(
        default=None, description="Which pages or slides go into a PDF, such as '1-3,7'; all unless given."
    )
    archival: Annotated[bool, Ui(group="advanced", visible_if={"output_format": ("pdf",)})] = Field(
        default=False,
        description="Make a PDF/A-2b, which keeps its looks for ever: fonts inside, nothing outside.",
    )
