"""Options of `document-convert`."""

from typing import Annotated, Literal

from pydantic import Field

from apps.tools.base import Labels, ToolOptions, Ui

DocumentFormat = Annotated[
    Literal[
        "md", "html", "docx", "odt", "rst", "org", "tex", "epub", "ipynb", "rtf", "mediawiki", "dokuwiki",
        "jira", "textile", "adoc", "docbook", "jats", "opml", "fb2", "man", "typ", "texi", "muse", "pptx",
        "txt", "pdf",
    ],
    Labels(
        {
            "md": "Markdown", "html": "HTML page", "docx": "Word (DOCX)", "odt": "OpenDocument text",
            "rst": "reStructuredText", "org": "Org mode", "tex": "LaTeX", "epub": "EPUB book",
            "ipynb": "Jupyter notebook", "rtf": "Rich text (RTF)", "mediawiki": "MediaWiki",
            "dokuwiki": "DokuWiki", "jira": "Jira", "textile": "Textile", "adoc": "AsciiDoc",
            "docbook": "DocBook 5", "jats": "JATS article", "opml": "OPML outline", "fb2": "FictionBook",
            "man": "Manual page", "typ": "Typst", "texi": "Texinfo", "muse": "Emacs Muse",
            "pptx": "PowerPoint (PPTX)", "txt": "Plain text", "pdf": "PDF",
        }
    ),
]  # fmt: skip
MarkdownFlavour = Annotated[
    Literal["github", "commonmark", "pandoc"],
    Labels(
        {
            "github": "GitHub (tables, footnotes, task lists)",
            "commonmark": "CommonMark, nothing more",
            "pandoc": "pandoc (definition lists, citations, attributes)",
        }
    ),
]
HighlightStyle = Annotated[
    Literal[
        "pygments", "tango", "espresso", "zenburn", "kate", "monochrome", "breezedark", "haddock", "none"
    ],
    Labels(
        {
            "pygments": "Pygments", "tango": "Tango", "espresso": "Espresso (dark)",
            "zenburn": "Zenburn (dark)", "kate": "Kate", "monochrome": "Bold and italic only",
            "breezedark": "Breeze (dark)", "haddock": "Haddock", "none": "No colours",
        }
    ),
]  # fmt: skip
PageSize = Annotated[
    Literal["a4", "a3", "a5", "letter", "legal"],
    Labels({"a4": "A4", "a3": "A3", "a5": "A5", "letter": "US Letter", "legal": "US Legal"}),
]
Text = Annotated[str, Field(max_length=300, pattern=r"^[^\x00-\x1f]*$")]
"""A line of text; it ends up in the document's own metadata."""


class DocumentConvertOptions(ToolOptions):
    """What to make of the document."""

    output_format: DocumentFormat = Field(description="The format of the result.")
    title: Text | None = Field(default=None, description="The document's title; its own one unless given.")
    author: Text | None = Field(default=None, description="The author; the document's own unless given.")
    language: Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$")] | None = Field(
        default=None,
        description="The language of the text, such as 'de' or 'en-GB', for hyphenation.",
    )
    table_of_contents: bool = Field(default=False, description="Begin with a table of contents.")
    number_sections: bool = Field(default=False, description="Number the headings.")
    page_size: Annotated[PageSize, Ui(visible_if={"output_format": ("pdf",)})] = Field(
        default="a4", description="The size of a PDF's pages."
    )
    margin: Annotated[int, Ui(unit="mm", visible_if={"output_format": ("pdf",)})] = Field(
        default=25, ge=0, le=80, description="The margin on all sides of a PDF's pages."
    )
    standalone: Annotated[bool, Ui(group="advanced")] = Field(
        default=True,
        description="A whole document with a head; if not, only the text, to be put into another.",
    )
    markdown: Annotated[MarkdownFlavour, Ui(group="advanced")] = Field(
        default="github", description="Which Markdown to read or write."
    )
    highlight_style: Annotated[HighlightStyle, Ui(group="advanced")] = Field(
        default="pygments", description="The colours of program code, where the result has colours."
    )
