"""What `pdf-sanitize` can be asked for, and what it answers."""

from pydantic import BaseModel, Field

from apps.tools.plugins.pdf.active_content import ALWAYS, Kind
from apps.tools.plugins.pdf.options import PdfOptions


class PdfSanitizeOptions(PdfOptions):
    """What goes besides scripts and actions."""

    remove_embedded_files: bool = Field(default=True, description="Remove files within the document.")
    remove_links: bool = Field(
        default=False, description="Remove links to addresses on the web; links within the document stay."
    )
    remove_metadata: bool = Field(
        default=False, description="Remove title, author, programs and dates as well, in both forms."
    )

    def kinds(self) -> frozenset[Kind]:
        """What is to be removed."""
        files: frozenset[Kind] = frozenset({"embedded_files"}) if self.remove_embedded_files else frozenset()
        links: frozenset[Kind] = frozenset({"links"}) if self.remove_links else frozenset()
        return ALWAYS | files | links


class PdfSanitizeResult(BaseModel):
    """How many of each were removed; afterwards none was found in the bytes."""

    javascript: int = Field(description="Scripts.")
    automatic_actions: int = Field(description="What ran when the document, a page or a field was opened.")
    launch_actions: int = Field(description="Actions that start programs.")
    other_actions: int = Field(description="Actions that open other files, send forms or import data.")
    embedded_files: int = Field(description="Places where files were embedded, attached or listed.")
    media: int = Field(description="Films, sounds and three-dimensional scenes.")
    xfa: int = Field(description="Parts of XFA forms, which hold scripts of their own.")
    links: int = Field(description="Links to the web, if they were to go.")
    metadata: bool = Field(description="Whether metadata was removed.")
