"""The fields of a form: what there is, and what each allows."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, Field

from apps.tools.base import InvalidInputError, ToolInput

if TYPE_CHECKING:
    from pikepdf import AcroFormField, Pdf

Kind = Literal["text", "checkbox", "radio", "choice", "button", "signature", "unknown"]

MAX_FIELDS = 5_000
_READ_ONLY, _REQUIRED = 1, 2


class FormField(BaseModel):
    """A field, and what may be filled in."""

    name: str = Field(description="Its full name, the key of its value.")
    kind: Kind = Field(
        description="What is filled in: text, a check, one of several radio buttons, a choice."
    )
    label: str | None = Field(description="What a viewer shows when the mouse is over it.")
    value: str | bool | None = Field(description="What is filled in now.")
    options: list[str] = Field(description="The values that a radio button or a choice can have.")
    max_length: int | None = Field(description="How many letters of text it takes at most.")
    required: bool = Field(description="Whether the form wants it filled in.")
    read_only: bool = Field(description="Whether people cannot change it.")


class FormResult(BaseModel):
    """The form."""

    fields: list[FormField] = Field(description="Its fields, with the values they have now.")


def list_fields(source: ToolInput, pdf: "Pdf") -> list[FormField]:
    """Every field; raises InvalidInputError when the document has none."""
    fields = [_describe(name, group) for name, group in fields_of(source, pdf).items()]
    if not fields:
        xfa = "/AcroForm" in pdf.Root and "/XFA" in pdf.Root.AcroForm
        kind = "an XFA form, which only Adobe's programs can fill in" if xfa else "no form fields"
        raise InvalidInputError(f"'{source.name}' has {kind}.", code="input_not_allowed")
    return fields


def fields_of(source: ToolInput, pdf: "Pdf") -> "dict[str, list[AcroFormField]]":
    """The fields by name; buttons of a group, and boxes that share a name, share their value."""
    groups: dict[str, list[AcroFormField]] = {}
    if "/AcroForm" in pdf.Root:
        for field in pdf.acroform.fields:
            groups.setdefault(field.fully_qualified_name, []).append(field)
            if len(groups) > MAX_FIELDS:
                raise InvalidInputError(
                    f"'{source.name}' has more than {MAX_FIELDS:,} fields.", code="input_limit"
                )
    return groups


def _describe(name: str, group: "list[AcroFormField]") -> FormField:
    field, kind = group[0], _kind(group[0])
    limit = field.get_inheritable_field_value("/MaxLen")
    flags = field.flags
    return FormField(
        name=name,
        kind=kind,
        label=field.alternate_name if field.alternate_name != name else None,
        value=_value(group, kind),
        options=list(_options(group, kind)),
        max_length=int(limit) if isinstance(limit, int) else None,
        required=bool(flags & _REQUIRED),
        read_only=bool(flags & _READ_ONLY),
    )


def _kind(field: "AcroFormField") -> Kind:
    if field.is_text:
        return "text"
    if field.is_checkbox:
        return "checkbox"
    if field.is_radio_button:
        return "radio"
    if field.is_pushbutton:
        return "button"
    if field.is_choice:
        return "choice"
    return "signature" if field.field_type == "/Sig" else "unknown"


def states_of(field: "AcroFormField") -> list[str]:
    """The names of what a box or a radio button can be, but off."""
    from pikepdf import Dictionary

    appearances = field.obj.get("/AP")
    drawn = appearances.get("/N") if isinstance(appearances, Dictionary) else None
    return [str(name) for name in drawn if name != "/Off"] if isinstance(drawn, Dictionary) else []


def _value(group: "list[AcroFormField]", kind: Kind) -> str | bool | None:
    field = group[0]
    if kind == "checkbox":
        return any(member.is_checked for member in group)
    value = field.get_inheritable_field_value("/V")
    if kind in {"button", "signature", "unknown"} or value is None:
        return None
    text = str(value)
    return (None if text == "/Off" else text.removeprefix("/")) if kind == "radio" else field.value_as_string


def _options(group: "list[AcroFormField]", kind: Kind) -> Iterator[str]:
    from pikepdf import Array

    if kind == "radio":
        yield from dict.fromkeys(state.removeprefix("/") for member in group for state in states_of(member))
    if kind == "choice":
        for option in group[0].get_inheritable_field_value("/Opt") or ():
            yield str(option[0] if isinstance(option, Array) else option)
