"""A contact, as JSON has it; vCards and tables are read into it and written from it."""

from pydantic import BaseModel, ConfigDict, Field

ADDRESS_PARTS = ("po_box", "extended", "street", "city", "region", "postal_code", "country")
"""In the order of a vCard."""
NAME_PARTS = ("family_name", "given_name", "middle_name", "prefix", "suffix")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Typed(_Part):
    """A number or address, and what it is for."""

    value: str = Field(description="As it is dialled or written to.")
    types: list[str] = Field(default=[], description="Such as home, work, cell or pref.")


class Address(_Part):
    """A postal address."""

    po_box: str = Field(default="", description="Post office box.")
    extended: str = Field(default="", description="Apartment or suite.")
    street: str = Field(default="", description="Street and number.")
    city: str = Field(default="", description="Town.")
    region: str = Field(default="", description="State or province.")
    postal_code: str = Field(default="", description="Postal code.")
    country: str = Field(default="", description="Country.")
    types: list[str] = Field(default=[], description="Such as home or work.")


class Property(_Part):
    """A property that has no place of its own here."""

    name: str = Field(pattern=r"^[A-Za-z0-9-]{1,60}$", description="Its name in the vCard.")
    value: str = Field(description="As it is written there.")


class Contact(_Part):
    """A person or an organization."""

    name: str = Field(default="", description="The whole name, as it is shown.")
    family_name: str = Field(default="", description="Family name.")
    given_name: str = Field(default="", description="Given name.")
    middle_name: str = Field(default="", description="Further names.")
    prefix: str = Field(default="", description="Such as Dr.")
    suffix: str = Field(default="", description="Such as Jr.")
    nickname: str = Field(default="", description="What friends say.")
    organization: str = Field(default="", description="Company.")
    department: str = Field(default="", description="Part of the company.")
    title: str = Field(default="", description="Position.")
    role: str = Field(default="", description="Function.")
    emails: list[Typed] = Field(default=[], description="E-mail addresses.")
    phones: list[Typed] = Field(default=[], description="Telephone numbers.")
    addresses: list[Address] = Field(default=[], description="Postal addresses.")
    urls: list[Typed] = Field(default=[], description="Web pages.")
    messengers: list[Typed] = Field(default=[], description="Addresses for instant messages.")
    birthday: str = Field(default="", description="As 1990-12-31, or --12-31 without a year.")
    anniversary: str = Field(default="", description="As 1990-12-31.")
    categories: list[str] = Field(default=[], description="Groups.")
    note: str = Field(default="", description="Remarks.")
    uid: str = Field(default="", description="What identifies the contact.")
    revision: str = Field(default="", description="When it was last changed.")
    photo: str = Field(default="", description="A data: URL, or an address.")
    other: list[Property] = Field(default=[], description="Properties without a place of their own.")

    def shown_name(self) -> str:
        """The whole name, made of its parts or of what else there is when it is missing."""
        parts = (self.prefix, self.given_name, self.middle_name, self.family_name, self.suffix)
        others = [item.value for item in (*self.emails, *self.phones)]
        return (
            self.name or " ".join(filter(None, parts)) or self.organization or next(iter(others), "Unnamed")
        )
