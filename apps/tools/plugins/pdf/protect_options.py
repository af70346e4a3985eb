"""What `pdf-protect` can be asked for."""

import secrets
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import AfterValidator, Field, SecretStr, model_validator

from apps.tools.base import Labels, Password, Ui
from apps.tools.plugins.pdf.options import PdfOptions

if TYPE_CHECKING:
    from pikepdf import Encryption

MAX_PASSWORD_BYTES = 127
"""More is cut off by ISO 32000-2, so readers would take any password that begins alike."""


def _fits(password: SecretStr) -> SecretStr:
    size = len(password.get_secret_value().encode())
    if not 0 < size <= MAX_PASSWORD_BYTES:
        raise ValueError(
            f"A PDF's password has 1 to {MAX_PASSWORD_BYTES} bytes in UTF-8; this one has {size}."
        )
    return password


NewPassword = Annotated[Password, AfterValidator(_fits)]


class PdfProtectOptions(PdfOptions):
    """The passwords, and what may be done without the owner's."""

    user_password: NewPassword | None = Field(
        default=None,
        description="Needed to open the document. Without it anyone can, within the permissions.",
    )
    owner_password: NewPassword | None = Field(
        default=None, description="Lifts the permissions below. Without it nobody's password does."
    )
    printing: Annotated[
        Literal["full", "low", "none"],
        Labels({"full": "Allowed", "low": "Only as a coarse picture", "none": "Not allowed"}),
    ] = Field(default="full", description="Whether the document may be printed.")
    allow_copying: bool = Field(
        default=True,
        description="Whether text and pictures may be copied out; screen readers always may read them.",
    )
    allow_modifying: bool = Field(default=True, description="Whether the content may be changed.")
    allow_annotating: bool = Field(default=True, description="Whether comments may be added and changed.")
    allow_filling_forms: bool = Field(default=True, description="Whether form fields may be filled in.")
    allow_assembling: Annotated[bool, Ui(group="advanced")] = Field(
        default=True, description="Whether pages may be inserted, turned and deleted."
    )

    @model_validator(mode="after")
    def _has_passwords_that_differ(self) -> Self:
        if not self.user_password and not self.owner_password:
            raise ValueError(
                "Give user_password (to open it), owner_password (to lift permissions), or both."
            )
        if self.user_password == self.owner_password:
            raise ValueError(
                "user_password and owner_password are the same: everyone who can read would be owner."
            )
        return self

    def encryption(self) -> "Encryption":
        """With a user's password only, the owner's is one that nobody knows: the permissions bind everyone.

        Screen readers may always read: since PDF 2.0 no document can refuse them, nor does qpdf write one.
        """
        import pikepdf

        user = self.user_password.get_secret_value() if self.user_password else ""
        owner = self.owner_password.get_secret_value() if self.owner_password else ""
        permissions = pikepdf.Permissions(
            extract=self.allow_copying,
            modify_annotation=self.allow_annotating,
            modify_assembly=self.allow_assembling,
            modify_form=self.allow_filling_forms,
            modify_other=self.allow_modifying,
            print_lowres=self.printing != "none",
            print_highres=self.printing == "full",
        )
        return pikepdf.Encryption(user=user, owner=owner or secrets.token_urlsafe(32), R=6, allow=permissions)
