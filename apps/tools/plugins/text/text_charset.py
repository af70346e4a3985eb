"""The tool `text-charset`."""

from collections.abc import Iterator

from apps.tools.base import BaseTool, Example, OutputFile, ToolOutput, ToolRun
from apps.tools.plugins.text.charset_options import TextCharsetOptions
from apps.tools.plugins.text.charsets import Recoded, find_charset, recode

TEXTS = ("txt", "csv", "tsv", "md", "html", "xml", "json", "srt", "vtt", "ass", "sbv", "tex", "rst")
_CHECKED = frozenset({"utf-8", "utf-8-sig"})


class TextCharset(BaseTool[TextCharsetOptions]):
    """Find out the character set of a text file, and write it in another, with other line ends if wanted."""

    name = "text-charset"
    title = "Convert text encoding"
    category = "text"
    icon = "languages"
    risky = False
    aliases = (
        "text encoding",
        "convert to utf-8",
        "charset detector",
        "latin1 to utf-8",
        "crlf to lf",
        "line endings",
    )
    input_formats = TEXTS
    output_formats = (*TEXTS, "*")
    examples = (
        Example("UTF-8, whatever it was", {}),
        Example("For an old Windows program", {"to_charset": "cp1252", "line_ends": "crlf"}),
    )
    result_type = Recoded

    def pairs(self) -> Iterator[tuple[str, str]]:
        """None: it stays what it is."""
        return iter(())

    def process(self, run: ToolRun[TextCharsetOptions]) -> ToolOutput:
        source, options = run.source, run.options
        charset = options.from_charset or find_charset(source)
        path = run.output_path(source.format)
        result = recode(run, path, charset=charset)
        notes: tuple[str, ...] = ()
        if result.replaced:
            notes = (f"{result.replaced} characters that {options.to_charset} does not have were replaced.",)
        # Other character sets say nothing about themselves, so nobody can check them.
        verbatim = options.to_charset not in _CHECKED
        name = source.name if verbatim else None
        file = OutputFile(path=path, format=source.format, name=name, verbatim=verbatim)
        return ToolOutput(files=(file,), result=result, notes=notes)
