"""Fills in a form: sets the value of fields, and has viewers show it."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from apps.tools.base import InvalidInputError, ToolInput
from apps.tools.plugins.pdf.form_fields import FormField, fields_of, list_fields, states_of

if TYPE_CHECKING:
    from pikepdf import AcroFormField, Pdf

Value = bool | Annotated[str, Field(max_length=20_000)]

_EDITABLE = 1 << 18
_SHOWN = 20
"""So many names or options are named in an error."""


def fill(source: ToolInput, pdf: "Pdf", values: Mapping[str, Value]) -> list[str]:
    """Set values; raises InvalidInputError, which says what is there, for a field or a value that is not."""
    described = {field.name: field for field in list_fields(source, pdf)}
    groups = fields_of(source, pdf)
    for name, value in values.items():
        if name not in described:
            raise _unknown(source, name, list(described))
        _set(described[name], groups[name], value, pdf)
    if "/XFA" in pdf.Root.AcroForm:
        del pdf.Root.AcroForm.XFA  # it holds the old values, and some viewers prefer it
    unseen = [name for name, value in values.items() if isinstance(value, str) and not _is_latin(value)]
    if unseen:
        return [f"The fonts of the form may not have all letters for: {', '.join(unseen[:_SHOWN])}."]
    return []


def _set(described: FormField, group: "list[AcroFormField]", value: Value, pdf: "Pdf") -> None:
    from pikepdf import Name

    _check(described, group[0], value)
    if described.kind == "checkbox":
        for member in group:
            state = next(iter(states_of(member)), "/Yes")
            member.set_value(Name(state if value else "/Off"))
    elif described.kind == "radio":
        _select(group, f"/{value}")
    else:
        for member in group:
            member.set_value(str(value), True)  # noqa: FBT003 - positional only: viewers draw it anew
        _draw(pdf, group)


def _select(group: "list[AcroFormField]", state: str) -> None:
    """Press one button of a group: the value stands above the buttons, and each shows it or not."""
    from pikepdf import Name

    parent = group[0].obj.get("/Parent", group[0].obj)
    (parent if "/FT" in parent or "/Kids" in parent else group[0].obj).V = Name(state)
    for member in group:
        member.obj.AS = Name(state if state in states_of(member) else "/Off")


def _draw(pdf: "Pdf", group: "list[AcroFormField]") -> None:
    """What viewers show that do not draw fields themselves; text in several lines, too."""
    from pikepdf.form import ExtendedAppearanceStreamGenerator

    generator = ExtendedAppearanceStreamGenerator(pdf, pdf.acroform)
    for member in group:
        draw = generator.generate_text if member.is_text else generator.generate_choice
        draw(member)


def _check(described: FormField, field: "AcroFormField", value: Value) -> None:
    """Raise InvalidInputError unless the field can hold the value."""
    what = f"The field '{described.name}'"
    if described.kind in {"button", "signature", "unknown"}:
        raise _refused(f"{what} is a {described.kind}, which cannot be filled in")
    if described.kind == "checkbox":
        if not isinstance(value, bool):
            raise _refused(f"{what} is a check box: its value is true or false, not '{value}'")
        return
    if not isinstance(value, str):
        raise _refused(f"{what} takes text, not {str(value).lower()}")
    free = described.kind == "text" or (described.kind == "choice" and field.flags & _EDITABLE)
    if not free and value not in described.options:
        allowed = ", ".join(f"'{option}'" for option in described.options[:_SHOWN])
        raise _refused(f"{what} has no option '{value}'; it has {allowed}")
    if described.max_length and len(value) > described.max_length:
        raise _refused(
            f"{what} takes at most {described.max_length} letters, and '{value[:40]}' has {len(value)}"
        )


def _refused(reason: str) -> InvalidInputError:
    return InvalidInputError(f"{reason}.", code="input_not_allowed")


def _unknown(source: ToolInput, name: str, known: list[str]) -> InvalidInputError:
    close = get_close_matches(name, known, n=1)
    hint = f" Did you mean '{close[0]}'?" if close else ""
    names = ", ".join(f"'{field}'" for field in known[:_SHOWN])
    return _refused(f"'{source.name}' has no field '{name}'.{hint} Its fields are {names}")


def _is_latin(text: str) -> bool:
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True
