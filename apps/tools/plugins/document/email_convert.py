"""`email-convert`: a message as a page, as text, as PDF, as another mail file, or only its attachments."""

from collections.abc import Iterator

from apps.tools.base import BaseTool, Example, Limits, MiB, ToolOutput, ToolRun
from apps.tools.plugins.document.email_options import EmailConvertOptions, MailSummary
from apps.tools.plugins.document.mail_outputs import summary_of, write_mail
from apps.tools.plugins.document.messages import read_mime
from apps.tools.plugins.document.outlook import read_outlook


class EmailConvert(BaseTool[EmailConvertOptions]):
    """Turn EML and Outlook messages into a safe page, text or PDF, or take out their attachments."""

    name = "email-convert"
    title = "Convert e-mail"
    category = "document"
    icon = "mail"
    aliases = (
        "eml to pdf", "msg to pdf", "msg to eml", "eml to html", "eml to txt", "outlook to pdf",
        "extract email attachments", "email to pdf", "mail to pdf",
    )  # fmt: skip
    input_formats = ("eml", "msg")
    output_formats = ("html", "txt", "pdf", "zip", "eml")
    max_file_size = 100 * MiB
    limits = Limits(cpu_seconds=60, wall_seconds=120, memory_mb=2048)
    result_type = MailSummary
    examples = (
        Example("A PDF to file away", {"output_format": "pdf"}),
        Example("The attachments", {"output_format": "zip"}),
    )

    def pairs(self) -> Iterator[tuple[str, str]]:
        return (pair for pair in super().pairs() if pair[0] != pair[1])

    def losses(self, *, source: str, target: str) -> tuple[str, ...]:  # noqa: ARG002 - the target decides
        kept = {
            "zip": "Only the attachments are kept.",
            "eml": "Outlook's own properties, such as categories, are not kept.",
        }
        return (kept.get(target, "Scripts, remote pictures and the attachments' content are left out."),)

    def process(self, run: ToolRun[EmailConvertOptions]) -> ToolOutput:
        message = read_mime(run.source) if run.source.format == "eml" else read_outlook(run.source)
        path = run.output_path(run.options.output_format)
        notes = write_mail(run, message, path)
        return run.write(path, format=run.options.output_format, result=summary_of(message), notes=notes)
