"""Contacts as rows of a table: numbered columns for what there may be several of."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TextIO

from apps.tools.plugins.data.contacts import ADDRESS_PARTS, Address, Contact, Typed

_TEXTS = (
    "name", "given_name", "family_name", "middle_name", "prefix", "suffix", "nickname", "organization",
    "department", "title", "role", "birthday", "anniversary", "note", "uid", "revision",
)  # fmt: skip
_LISTS = {"email": "emails", "phone": "phones", "url": "urls", "messenger": "messengers"}
_NUMBERED = re.compile(r"(email|phone|url|messenger|address)_(\d{1,3})(?:_(\w+))?")
_OTHER_NAMES = {
    "first name": "given_name", "last name": "family_name", "surname": "family_name", "full name": "name",
    "display name": "name", "middle name": "middle_name", "company": "organization",
    "organization name": "organization", "organisation": "organization",
    "job title": "title", "organization title": "title", "notes": "note",
    "email": "email_1", "e-mail": "email_1", "email address": "email_1", "e-mail address": "email_1",
    "phone": "phone_1", "telephone": "phone_1", "phone number": "phone_1", "mobile": "phone_1:cell",
    "mobile phone": "phone_1:cell", "home phone": "phone_2:home", "business phone": "phone_3:work",
    "website": "url_1", "web page": "url_1", "home street": "address_1_street", "home city": "address_1_city",
    "home state": "address_1_region", "home postal code": "address_1_postal_code",
    "home country/region": "address_1_country", "business street": "address_2_street",
    "business city": "address_2_city", "business state": "address_2_region",
    "business postal code": "address_2_postal_code", "business country/region": "address_2_country",
}  # fmt: skip
"""What Outlook, Google and people call the columns; after a colon, what the number is for."""
_GOOGLE = re.compile(
    r"(e-mail|phone|website|address) (\d{1,2}) - (value|type|label|street|city|region|postal code|country)"
)
_GOOGLE_KINDS = {"e-mail": "email", "phone": "phone", "website": "url", "address": "address"}


def write_contact_table(contacts: Iterable[Contact], file: TextIO, *, escape: bool) -> int:
    """Write CSV with a row for each contact; how many there were."""
    rows = [_row(contact) for contact in contacts]
    names = sorted(dict.fromkeys(name for row in rows for name in row), key=_order)
    writer = csv.DictWriter(file, names, restval="", lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _harmless(value) if escape else value for name, value in row.items()})
    return len(rows)


def _harmless(text: str) -> str:
    dangerous = text[:1] in {"=", "+", "-", "@", "\t", "\r"} and not re.fullmatch(r"[-+]?[\d\s().-]+", text)
    return f"'{text}" if dangerous else text


def _order(name: str) -> tuple[int, int, int]:
    found = _NUMBERED.fullmatch(name)
    if not found:
        return (_TEXTS.index(name) if name in _TEXTS else len(_TEXTS), 0, 0)
    kinds = ("email", "phone", "address", "url", "messenger")
    part = ("", "type", *ADDRESS_PARTS).index(found[3] or "")
    return (100 + kinds.index(found[1]), int(found[2]), part)


def _row(contact: Contact) -> dict[str, str]:
    row = {name: getattr(contact, name) for name in _TEXTS if getattr(contact, name)}
    row["name"] = contact.shown_name()
    for column, attribute in _LISTS.items():
        for number, item in enumerate(getattr(contact, attribute), start=1):
            row[f"{column}_{number}"] = item.value
            row[f"{column}_{number}_type"] = " ".join(item.types)
    for number, address in enumerate(contact.addresses, start=1):
        row |= {
            f"address_{number}_{part}": getattr(address, part)
            for part in ADDRESS_PARTS
            if getattr(address, part)
        }
        row[f"address_{number}_type"] = " ".join(address.types)
    if contact.categories:
        row["categories"] = "; ".join(contact.categories)
    return row


def read_contact_table(rows: Iterable[Mapping[str, Any]]) -> tuple[Iterator[Contact], set[str]]:
    """The contacts of rows, under our names of columns, or Outlook's or Google's; and columns not known."""
    unknown: set[str] = set()
    return (_contact(row, unknown) for row in rows), unknown


def _known(column: str) -> str | None:
    plain = column.strip().lower()
    google = _GOOGLE.fullmatch(plain)
    if google:
        part = {"value": "", "label": "_type", "type": "_type"}.get(
            google[3], f"_{google[3].replace(' ', '_')}"
        )
        return f"{_GOOGLE_KINDS[google[1]]}_{google[2]}{part}"
    name = plain.replace(" ", "_").replace("-", "_")
    return name if name in {*_TEXTS, "categories"} or _NUMBERED.fullmatch(name) else _OTHER_NAMES.get(plain)


def _contact(row: Mapping[str, Any], unknown: set[str]) -> Contact:
    contact = Contact()
    several: dict[tuple[str, int], dict[str, str]] = {}
    for column, value in row.items():
        text = "" if value is None else str(value).strip()
        known = _known(column)
        if known is None:
            unknown.add(column)
            continue
        name, _, kind = known.partition(":")
        numbered = _NUMBERED.fullmatch(name)
        if numbered and text:
            parts = several.setdefault((numbered[1], int(numbered[2])), {})
            parts[numbered[3] or "value"] = text
            if kind:
                parts["type"] = kind
        elif name == "categories":
            contact.categories = [item.strip() for item in re.split("[;,]", text) if item.strip()]
        elif not numbered and text:
            setattr(contact, name, text)
    for (kind, _), parts in sorted(several.items()):
        _add(contact, kind, parts)
    return contact


def _add(contact: Contact, kind: str, parts: dict[str, str]) -> None:
    types = re.split(r"[\s,;*]+", parts.pop("type", "").lower().strip("* "))
    named = [item for item in types if item]
    if kind == "address":
        known = {part: parts[part] for part in ADDRESS_PARTS if part in parts}
        if known:
            contact.addresses.append(Address(**known, types=named))
    elif "value" in parts:
        getattr(contact, _LISTS[kind]).append(Typed(value=parts["value"], types=named))
