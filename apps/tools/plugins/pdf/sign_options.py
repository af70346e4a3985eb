"""What can be chosen about signing."""

from typing import Annotated, Literal

from pydantic import Field

from apps.tools.base import Labels, Password, Ui
from apps.tools.plugins.pdf.options import PdfOptions

_VISIBLE = {"visible": ["true"]}
_Points = Annotated[float, Ui(group="advanced", unit="pt", visible_if=_VISIBLE)]


class PdfSignOptions(PdfOptions):
    """Who signs, why, and whether it is seen."""

    certificate_password: Password | None = Field(
        default=None, description="Opens the certificate's file, if it needs a password."
    )
    reason: str = Field(default="", max_length=200, description="Why it is signed, as viewers show it.")
    location: str = Field(default="", max_length=200, description="Where it is signed, as viewers show it.")
    contact: str = Field(
        default="", max_length=200, description="How the signer is reached, as viewers show it."
    )
    kind: Annotated[
        Literal["approval", "final", "forms"],
        Labels(
            {
                "approval": "Approve; others may sign as well",
                "final": "Certify; any change makes it invalid",
                "forms": "Certify; fields may be filled in and others may sign",
            }
        ),
    ] = Field(default="approval", description="What the signature says about later changes.")
    visible: bool = Field(default=False, description="Show the signature on a page.")
    page: Annotated[str, Field(pattern=r"^(last|[1-9][0-9]{0,4})$"), Ui(visible_if=_VISIBLE)] = Field(
        default="last", description="The page that shows it: a number from 1, or 'last'."
    )
    left: _Points = Field(default=36, ge=0, le=14_400, description="From the left side of the page.")
    top: _Points = Field(default=36, ge=0, le=14_400, description="From the upper side of the page.")
    width: _Points = Field(default=200, ge=20, le=2_000, description="Width of the visible signature.")
    height: _Points = Field(default=60, ge=15, le=2_000, description="Height of the visible signature.")
