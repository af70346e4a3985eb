"""Reads and writes vCards: versions 2.1, 3.0 and 4.0 in, 3.0 and 4.0 out."""

import re
from collections.abc import Iterator
from typing import Literal

from apps.tools.base import InvalidInputError
from apps.tools.plugins.data.contacts import ADDRESS_PARTS, NAME_PARTS, Address, Contact, Property, Typed
from apps.tools.plugins.data.content_lines import (
    ContentLine,
    divide,
    escape,
    fold,
    join,
    read_lines,
    unescape,
)

VCardVersion = Literal["3.0", "4.0"]

_TEXTS = {
    "FN": "name", "NICKNAME": "nickname", "TITLE": "title", "ROLE": "role", "NOTE": "note", "UID": "uid",
    "REV": "revision",
}  # fmt: skip
_LISTS = {"EMAIL": "emails", "TEL": "phones", "URL": "urls", "IMPP": "messengers"}
_DAYS = {"BDAY": "birthday", "ANNIVERSARY": "anniversary"}
_IGNORED = {"VERSION", "PRODID", "X-ABLABEL"}
_STRUCTURE = {"BEGIN", "END", "VERSION"}
_COMPACT_DAY = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T.*)?")
_LABEL = re.compile(r"_\$!<(.*)>!\$_")
_MAX_CONTACTS = 100_000


def read_vcards(text: str, *, name: str) -> Iterator[Contact]:
    """The contacts of a file; raises InvalidInputError where a card is not complete."""
    lines: list[ContentLine] | None = None
    depth = count = 0
    for line in read_lines(text, name=name):
        if line.name == "BEGIN":
            depth += 1
            lines = [] if depth == 1 and line.value.strip().upper() == "VCARD" else lines
        elif line.name == "END" and depth:
            depth -= 1
            if depth == 0 and lines is not None:
                count += 1
                _check_count(count, name)
                yield _contact(lines)
        elif depth == 0:
            raise InvalidInputError(
                f"'{name}' is no vCard: it must begin with BEGIN:VCARD.", code="input_mismatch"
            )
        elif depth == 1 and lines is not None:
            lines.append(line)
    if depth:
        raise InvalidInputError(f"'{name}' ends within a contact: it is cut off.")
    if not count:
        raise InvalidInputError(f"'{name}' has no contact.", code="input_mismatch")


def _check_count(count: int, name: str) -> None:
    if count > _MAX_CONTACTS:
        raise InvalidInputError(f"'{name}' has more than {_MAX_CONTACTS} contacts.", code="input_limit")


def _contact(lines: list[ContentLine]) -> Contact:
    contact = Contact()
    labels = {line.group: _label(line.value) for line in lines if line.name == "X-ABLABEL" and line.group}
    for line in lines:
        types = [*_types(line), *([labels[line.group]] if line.group in labels else [])]
        _take(contact, line, types)
    return contact


def _take(contact: Contact, line: ContentLine, types: list[str]) -> None:
    if line.name in _TEXTS:
        setattr(contact, _TEXTS[line.name], unescape(line.value))
    elif line.name in _DAYS:
        setattr(contact, _DAYS[line.name], _COMPACT_DAY.sub(r"\1-\2-\3", line.value.strip()))
    elif line.name in _LISTS:
        value = unescape(line.value).removeprefix("tel:").removeprefix("mailto:")
        getattr(contact, _LISTS[line.name]).append(Typed(value=value, types=types))
    elif line.name == "N":
        for part, text in zip(NAME_PARTS, divide(line.value, ";"), strict=False):
            setattr(contact, part, text)
    elif line.name in {"ADR", "ORG", "CATEGORIES"}:
        _take_parts(contact, line, types)
    elif line.name == "PHOTO":
        contact.photo = _photo(line)
    elif line.name not in _IGNORED:
        contact.other.append(Property(name=line.name, value=line.value))


def _take_parts(contact: Contact, line: ContentLine, types: list[str]) -> None:
    if line.name == "ADR":
        parts = dict(zip(ADDRESS_PARTS, divide(line.value, ";"), strict=False))
        contact.addresses.append(Address(**parts, types=types))
    elif line.name == "ORG":
        contact.organization, contact.department, *_ = [*divide(line.value, ";"), "", ""]
    else:
        contact.categories.extend(filter(None, divide(line.value, ",")))


def _types(line: ContentLine) -> list[str]:
    preferred = ["pref"] if "PREF" in line.parameters and "pref" not in line.types else []
    return [kind for kind in line.types if kind != "internet"] + preferred


def _label(text: str) -> str:
    found = _LABEL.fullmatch(text)
    return (found[1] if found else text).lower()


def _photo(line: ContentLine) -> str:
    encoding = [item.upper() for item in line.parameters.get("ENCODING", [])]
    if not {"B", "BASE64"} & set(encoding):
        return line.value.strip()
    kind = next(iter(line.types), "jpeg")
    return f"data:image/{kind};base64,{''.join(line.value.split())}"


def write_vcard(contact: Contact, *, version: VCardVersion) -> str:
    """The card, its lines folded."""
    lines = ["BEGIN:VCARD", f"VERSION:{version}", f"FN:{escape(contact.shown_name())}"]
    lines.append(f"N:{join([getattr(contact, part) for part in NAME_PARTS], ';')}")
    if contact.organization or contact.department:
        lines.append(f"ORG:{join([contact.organization, contact.department], ';')}")
    for name, attribute in _TEXTS.items():
        if name != "FN" and getattr(contact, attribute):
            lines.append(f"{name}:{escape(getattr(contact, attribute))}")
    for name, attribute in _LISTS.items():
        lines.extend(
            f"{name}{_type(item.types, version)}:{_typed(name, item.value)}"
            for item in getattr(contact, attribute)
        )
    for address in contact.addresses:
        parts = join([getattr(address, part) for part in ADDRESS_PARTS], ";")
        lines.append(f"ADR{_type(address.types, version)}:{parts}")
    for name, attribute in _DAYS.items():
        day = getattr(contact, attribute)
        if day:
            lines.append(
                f"{name}:{day.replace('-', '') if version == '4.0' and not day.startswith('-') else day}"
            )
    if contact.categories:
        lines.append(f"CATEGORIES:{join(contact.categories, ',')}")
    if contact.photo:
        lines.append(_written_photo(contact.photo, version))
    lines.extend(
        f"{item.name.upper()}:{_one_line(item.value)}"
        for item in contact.other
        if item.name.upper() not in _STRUCTURE
    )
    return "".join(fold(line) for line in [*lines, "END:VCARD"])


def _one_line(text: str) -> str:
    return text.replace("\r", "").replace("\n", "\\n")


def _typed(name: str, value: str) -> str:
    return _one_line(value) if name in {"URL", "IMPP"} else escape(value)


def _type(types: list[str], version: VCardVersion) -> str:
    plain = [re.sub(r"[^\w-]", "-", kind) for kind in types if kind]
    if version == "3.0":
        return f";TYPE={','.join(kind.upper() for kind in plain)}" if plain else ""
    others = [kind for kind in plain if kind != "pref"]
    listed = ",".join(others)
    kind = f';TYPE="{listed}"' if len(others) > 1 else f";TYPE={listed}" if others else ""
    return kind + (";PREF=1" if "pref" in plain else "")


def _written_photo(photo: str, version: VCardVersion) -> str:
    found = re.fullmatch(r"data:image/([\w+.-]+);base64,([A-Za-z0-9+/=]*)", photo)
    if version == "4.0" or found is None:
        return f"PHOTO{'' if version == '4.0' else ';VALUE=URI'}:{_one_line(photo)}"
    return f"PHOTO;ENCODING=b;TYPE={found[1].upper()}:{found[2]}"
