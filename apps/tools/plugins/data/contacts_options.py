"""What `contacts-convert` can be asked for."""

from typing import Annotated, Literal

from pydantic import Field

from apps.tools.base import Labels, ToolOptions, Ui
from apps.tools.plugins.data.vcards import VCardVersion


class ContactsOptions(ToolOptions):
    """Only the format must be chosen."""

    output_format: Annotated[
        Literal["vcf", "csv", "json"], Labels({"vcf": "vCard", "csv": "CSV", "json": "JSON"})
    ] = Field(description="The format of the result.")
    vcard_version: Annotated[
        VCardVersion,
        Labels({"3.0": "3.0 (every phone)", "4.0": "4.0"}),
        Ui(visible_if={"output_format": ["vcf"]}),
    ] = Field(default="3.0", description="The version of the cards that are written; all versions are read.")
    formulas: Annotated[
        Literal["escape", "keep"],
        Labels({"escape": "Make them harmless", "keep": "Keep"}),
        Ui(group="advanced", visible_if={"output_format": ["csv"]}),
    ] = Field(
        default="escape",
        description="Texts that a spreadsheet would compute, such as =cmd(), get an apostrophe, or stay.",
    )
