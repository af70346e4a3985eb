"""What `data-profile` can be asked for."""

from typing import Annotated, Literal

from pydantic import Field

from apps.tools.base import Labels
from apps.tools.plugins.data.reading_options import ReadingOptions


class ProfileOptions(ReadingOptions):
    """How the table is read, and what the report is."""

    output_format: Annotated[Literal["html", "json"], Labels({"html": "Report", "json": "JSON"})] = Field(
        default="html", description="A page with histograms, or the figures."
    )
