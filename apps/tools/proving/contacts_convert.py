"""Proves contacts: a vCard, a table or JSON of two people, read again by vobject or the standard library."""

import csv
import json
from pathlib import Path

import vobject

from apps.tools.proving.proofs import ProofFailedError

PEOPLE = (
    {
        "name": "Zoë d'Arc; PhD", "given_name": "Zoë", "family_name": "d'Arc", "email": "zoe@example.com",
        "phone": "+33 1 23 45", "city": "Orléans", "street": "1, rue de l'Église",
        "note": "first line\nsecond, with 日本", "birthday": "1990-12-31",
    },
    {
        "name": "Bob Ray", "given_name": "Bob", "family_name": "Ray", "email": "bob@example.com",
        "phone": "12345", "city": "Bern", "street": "Long Street " * 12, "note": "plain",
        "birthday": "1971-01-02",
    },
)  # fmt: skip

Person = dict[str, str]


def make_sample(format: str, path: Path) -> tuple[Person, ...]:
    """Two contacts with a home address, a mobile number and a note of two lines."""
    if format == "vcf":
        path.write_text("".join(map(_card, PEOPLE)), encoding="utf-8", newline="")
    elif format == "json":
        path.write_text(json.dumps([_as_json(person) for person in PEOPLE]))
    else:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(
                ["Name", "Given Name", "Family Name", "E-mail 1 - Value", "Phone 1 - Type", "Phone 1 - Value",
                 "Address 1 - City", "Address 1 - Street", "Notes", "Birthday"]
            )  # fmt: skip
            for person in PEOPLE:
                values = [*person.values()]
                writer.writerow([*values[:4], "Mobile", *values[4:]])
    return PEOPLE


def _card(person: Person) -> str:
    card = vobject.vCard()
    card.add("fn").value = person["name"]
    card.add("n").value = vobject.vcard.Name(family=person["family_name"], given=person["given_name"])
    card.add("email").value = person["email"]
    phone = card.add("tel")
    phone.value, phone.type_param = person["phone"], "CELL"
    address = card.add("adr")
    address.value = vobject.vcard.Address(street=person["street"], city=person["city"])
    address.type_param = "HOME"
    card.add("note").value = person["note"]
    card.add("bday").value = person["birthday"]
    text: str = card.serialize()
    return text


def _as_json(person: Person) -> dict[str, object]:
    same = {key: person[key] for key in ("name", "given_name", "family_name", "note", "birthday")}
    return {
        **same,
        "emails": [{"value": person["email"]}],
        "phones": [{"value": person["phone"], "types": ["cell"]}],
        "addresses": [{"street": person["street"], "city": person["city"], "types": ["home"]}],
    }


def check(path: Path, source: str, target: str, facts: tuple[Person, ...]) -> None:  # noqa: ARG001 - any source
    """Everything of both people is there."""
    found = {"vcf": _from_cards, "json": _from_json, "csv": _from_csv}[target](path.read_text("utf-8"))
    wanted = [{key: value.strip() for key, value in person.items()} for person in facts]
    if found != wanted:
        raise ProofFailedError(f"the contacts are {found}, not {wanted}")


def _from_cards(text: str) -> list[Person]:
    return [
        {
            "name": card.fn.value,
            "given_name": card.n.value.given,
            "family_name": card.n.value.family,
            "email": card.email.value,
            "phone": card.tel.value,
            "city": card.adr.value.city,
            "street": card.adr.value.street.strip(),
            "note": card.note.value,
            "birthday": card.bday.value,
        }
        for card in vobject.readComponents(text)
    ]


def _from_json(text: str) -> list[Person]:
    return [
        {
            "name": card["name"],
            "given_name": card["given_name"],
            "family_name": card["family_name"],
            "email": card["emails"][0]["value"],
            "phone": card["phones"][0]["value"],
            "city": card["addresses"][0]["city"],
            "street": card["addresses"][0]["street"].strip(),
            "note": card["note"],
            "birthday": card["birthday"],
        }
        for card in json.loads(text)
    ]


def _from_csv(text: str) -> list[Person]:
    columns = (
        "name",
        "given_name",
        "family_name",
        "email_1",
        "phone_1",
        "address_1_city",
        "address_1_street",
        "note",
        "birthday",
    )
    rows = csv.DictReader(text.splitlines(keepends=True), strict=True)
    return [dict(zip(PEOPLE[0], (row[column].strip() for column in columns), strict=True)) for row in rows]
