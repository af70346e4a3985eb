"""Reads and writes files of contacts."""

from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from apps.tools.base import InvalidInputError, ToolInput
from apps.tools.plugins.data.contact_tables import read_contact_table, write_contact_table
from apps.tools.plugins.data.contacts import Contact
from apps.tools.plugins.data.contacts_options import ContactsOptions
from apps.tools.plugins.data.encodings import open_text
from apps.tools.plugins.data.reading import read_table
from apps.tools.plugins.data.reading_options import ReadingOptions
from apps.tools.plugins.data.row_files import records
from apps.tools.plugins.data.tables import sound
from apps.tools.plugins.data.vcards import read_vcards, write_vcard

_CONTACTS = TypeAdapter(list[Contact])


def read_contacts(
    source: ToolInput, options: ContactsOptions, *, workspace: Path
) -> tuple[list[Contact], tuple[str, ...]]:
    """The contacts of a file, and notes; raises InvalidInputError when there are none."""
    del options
    if source.format == "csv":
        return _read_table(source, workspace)
    text = open_text(source.path, name=source.name, encoding="auto", folder=workspace, longest_line=None)
    content = text.path.read_text("utf-8-sig")
    if source.format == "vcf":
        return list(read_vcards(content, name=source.name)), text.notes
    return _read_json(content, source), text.notes


def _read_json(content: str, source: ToolInput) -> list[Contact]:
    whole = content.lstrip()
    try:
        return _CONTACTS.validate_json(whole if whole.startswith("[") else f"[{whole}]")
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise InvalidInputError(
            f"'{source.name}' is no list of contacts: {first['msg']} at {place or 'its beginning'}.",
            code="input_mismatch",
        ) from None


def _read_table(source: ToolInput, workspace: Path) -> tuple[list[Contact], tuple[str, ...]]:
    table = sound(read_table(source, ReadingOptions(header="yes", detect_types=False), workspace))
    found, unknown = read_contact_table(records(table.frame))
    contacts = list(found)
    if not any(contact.model_fields_set for contact in contacts):
        raise InvalidInputError(
            f"'{source.name}' has no column that belongs to a contact, such as name, email_1 or phone_1.",
            code="input_mismatch",
        )
    left = f"These columns were left out: {', '.join(sorted(unknown))}."
    return contacts, (*table.notes, *((left,) if unknown else ()))


def write_contacts(contacts: list[Contact], path: Path, *, options: ContactsOptions) -> tuple[str, ...]:
    """Write them in the format chosen; what was lost."""
    if options.output_format == "csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            write_contact_table(contacts, file, escape=options.formulas == "escape")
        lost = any(contact.photo or contact.other for contact in contacts)
        return ("Pictures and properties without a column of their own were left out.",) if lost else ()
    if options.output_format == "json":
        path.write_bytes(_CONTACTS.dump_json(contacts, indent=2, exclude_defaults=True) + b"\n")
        return ()
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(write_vcard(contact, version=options.vcard_version) for contact in contacts)
    return ()
