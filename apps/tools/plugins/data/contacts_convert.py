"""`contacts-convert`: vCards of any version, CSV and JSON."""

from collections.abc import Iterator

from apps.tools.base import BaseTool, Example, Limits, MiB, ToolOutput, ToolRun
from apps.tools.plugins.data.contact_files import read_contacts, write_contacts
from apps.tools.plugins.data.contacts_options import ContactsOptions


class ContactsConvert(BaseTool[ContactsOptions]):
    """Convert contacts between vCard (2.1, 3.0, 4.0), CSV (Outlook's and Google's too) and JSON."""

    name = "contacts-convert"
    title = "Convert contacts"
    category = "data"
    icon = "person-lines-fill"
    input_formats = ("vcf", "csv", "json")
    output_formats = ("vcf", "csv", "json")
    limits = Limits(cpu_seconds=180, wall_seconds=240, memory_mb=4096, processes=64)
    max_file_size = 50 * MiB
    aliases = (
        "vcf to csv", "vcard to csv", "csv to vcf", "csv to vcard", "vcf to json", "contacts to csv",
        "vcard converter", "google contacts csv", "outlook contacts to vcf",
    )  # fmt: skip
    examples = (
        Example("A table of all contacts", {"output_format": "csv"}),
        Example("Cards for a phone", {"output_format": "vcf"}),
        Example("The latest version of vCard", {"output_format": "vcf", "vcard_version": "4.0"}),
    )

    def losses(self, *, source: str, target: str) -> tuple[str, ...]:  # noqa: ARG002 - the same for every source
        lost = "Pictures and properties without a column of their own are left out."
        return (lost,) if target == "csv" else ()

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Those with vCards: between CSV and JSON is the business of `data-convert`."""
        return ((source, target) for source, target in super().pairs() if "vcf" in {source, target})

    def process(self, run: ToolRun[ContactsOptions]) -> ToolOutput:
        format = run.options.output_format
        contacts, read_notes = read_contacts(run.source, run.options, workspace=run.workspace)
        path = run.output_path(format)
        notes = write_contacts(contacts, path, options=run.options)
        return run.write(path, format=format, claims={"rows": len(contacts)}, notes=(*read_notes, *notes))
