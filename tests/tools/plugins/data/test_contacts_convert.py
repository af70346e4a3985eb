"""Contacts of phones and tables."""

import json
from pathlib import Path

import pytest

from apps.tools.base import InvalidInputError
from apps.tools.plugins.data.contacts_convert import ContactsConvert
from apps.tools.proving import contacts_convert as proof
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.data.conftest import Write, json_of, text_of

OLD = (
    "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:M=FCller;J=\r\n=FCrgen;;Dr.;\r\n"
    "TEL;CELL;VOICE:+49 170\r\nNOTE;ENCODING=QUOTED-PRINTABLE:one=0D=0Atwo\r\n"
    "PHOTO;ENCODING=BASE64;JPEG:/9j/\r\n AAA=\r\n\r\nEND:VCARD\r\n"
)
APPLE = (
    "BEGIN:VCARD\nVERSION:3.0\nFN:Ann\\, B\nN:B;Ann;;;\nitem1.EMAIL;type=INTERNET;type=pref:a@b.c\n"
    "item1.X-ABLabel:_$!<Other>!$_\nX-FOO:bar\nEND:VCARD\n"
)


@pytest.mark.parametrize(("source", "target"), list(ContactsConvert().pairs()))
def test_everything_of_a_contact_survives(
    run_directly: RunDirectly, tmp_path: Path, source: str, target: str
) -> None:
    path = tmp_path / f"sample.{source}"
    facts = proof.make_sample(source, path)
    output = run_directly(ContactsConvert(), [path], output_format=target)
    proof.check(output.files[0].path, source, target, facts)


def test_version_2_1_with_its_own_encodings_is_read(run_directly: RunDirectly, write: Write) -> None:
    output = run_directly(ContactsConvert(), [write("a.vcf", OLD)], output_format="json")
    assert json_of(output) == [
        {
            "family_name": "Müller", "given_name": "Jürgen", "prefix": "Dr.", "note": "one\ntwo",
            "phones": [{"value": "+49 170", "types": ["cell", "voice"]}],
            "photo": "data:image/jpeg;base64,/9j/AAA=",
        }
    ]  # fmt: skip


def test_old_cards_become_new_ones(run_directly: RunDirectly, write: Write) -> None:
    text = text_of(
        run_directly(ContactsConvert(), [write("a.vcf", OLD)], output_format="vcf", vcard_version="4.0")
    )
    assert "VERSION:4.0\r\nFN:Dr. Jürgen Müller\r\nN:Müller;Jürgen;;Dr.;\r\n" in text
    assert 'TEL;TYPE="cell,voice":+49 170\r\n' in text
    assert "PHOTO:data:image/jpeg;base64,/9j/AAA=\r\n" in text


def test_labels_preferences_and_unknown_properties_are_kept(run_directly: RunDirectly, write: Write) -> None:
    output = run_directly(ContactsConvert(), [write("a.vcf", APPLE)], output_format="json")
    assert json_of(output)[0]["emails"] == [{"value": "a@b.c", "types": ["pref", "other"]}]
    assert json_of(output)[0]["other"] == [{"name": "X-FOO", "value": "bar"}]


def test_what_a_table_has_no_column_for_is_said(run_directly: RunDirectly, write: Write) -> None:
    output = run_directly(ContactsConvert(), [write("a.vcf", APPLE)], output_format="csv")
    assert "left out" in output.notes[0]


def test_tables_of_outlook_and_google_are_understood(run_directly: RunDirectly, write: Write) -> None:
    table = (
        "First Name,Last Name,E-mail Address,Mobile Phone,Business Phone,Home City,Shoe size\n"
        "Ann,Ray,a@b.c,1,2,Bern,40\n"
    )
    output = run_directly(ContactsConvert(), [write("a.csv", table)], output_format="json")
    assert json_of(output) == [
        {
            "given_name": "Ann", "family_name": "Ray", "emails": [{"value": "a@b.c"}],
            "phones": [{"value": "1", "types": ["cell"]}, {"value": "2", "types": ["work"]}],
            "addresses": [{"city": "Bern"}],
        }
    ]  # fmt: skip
    assert "Shoe size" in output.notes[0]


def test_formulas_in_names_are_made_harmless(run_directly: RunDirectly, write: Write) -> None:
    card = "BEGIN:VCARD\nVERSION:3.0\nFN:=cmd()\nTEL:+49 170\nEND:VCARD\n"
    text = text_of(run_directly(ContactsConvert(), [write("a.vcf", card)], output_format="csv"))
    assert text.splitlines()[1].startswith("'=cmd(),+49 170")


def test_no_line_of_a_card_can_be_slipped_in(run_directly: RunDirectly, write: Write) -> None:
    person = {
        "name": "x\nEND:VCARD",
        "urls": [{"value": "u\nNOTE:x", "types": ["a:\nb"]}],
        "other": [{"name": "END", "value": "VCARD"}, {"name": "X-A", "value": "1\nEND:VCARD"}],
    }
    source = write("a.json", json.dumps(person))
    text = text_of(run_directly(ContactsConvert(), [source], output_format="vcf"))
    assert [line for line in text.split("\r\n") if line.startswith(("END", "NOTE"))] == ["END:VCARD"]
    assert "\n" not in text.replace("\r\n", "")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.vcf", "BEGIN:VCARD\nFN:x\n", "input_corrupt"),
        ("a.vcf", "just words\n", "input_corrupt"),
        ("a.vcf", "FN:x\n", "input_mismatch"),
        ("a.vcf", "BEGIN:VCALENDAR\nEND:VCALENDAR\n", "input_mismatch"),
        ("a.json", '[{"shoe": 1}]', "input_mismatch"),
        ("a.json", "[1", "input_mismatch"),
        ("a.csv", "x,y\n1,2\n", "input_mismatch"),
    ],
)
def test_what_holds_no_contacts_is_refused(
    run_directly: RunDirectly, write: Write, name: str, content: str, code: str
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        run_directly(ContactsConvert(), [write(name, content)], output_format="vcf")
    assert refused.value.code == code
