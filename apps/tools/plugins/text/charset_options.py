"""What `text-charset` can be asked for."""

from typing import Annotated, Literal

from pydantic import Field

from apps.tools.base import Labels, ToolOptions, Ui

_TITLES = {
    "utf-8": "UTF-8", "utf-8-sig": "UTF-8 with byte order mark", "utf-16": "UTF-16", "utf-32": "UTF-32",
    "ascii": "ASCII", "latin-1": "ISO 8859-1 (Western Europe)", "iso8859-2": "ISO 8859-2 (Central Europe)",
    "iso8859-5": "ISO 8859-5 (Cyrillic)", "iso8859-7": "ISO 8859-7 (Greek)",
    "iso8859-9": "ISO 8859-9 (Turkish)",
    "iso8859-15": "ISO 8859-15 (with €)", "cp437": "DOS (US)", "cp850": "DOS (Western)",
    "cp1250": "Windows (Central Europe)", "cp1251": "Windows (Cyrillic)", "cp1252": "Windows (Western)",
    "cp1253": "Windows (Greek)", "cp1254": "Windows (Turkish)", "cp1255": "Windows (Hebrew)",
    "cp1256": "Windows (Arabic)", "koi8-r": "KOI8-R (Russian)", "koi8-u": "KOI8-U (Ukrainian)",
    "mac-roman": "Macintosh (Roman)", "shift_jis": "Shift JIS (Japanese)", "euc_jp": "EUC-JP (Japanese)",
    "iso2022_jp": "ISO 2022-JP (Japanese)", "gb18030": "GB 18030 (Chinese)", "big5": "Big5 (Chinese)",
    "euc_kr": "EUC-KR (Korean)",
}  # fmt: skip

CharsetName = Annotated[
    Literal[
        "utf-8", "utf-8-sig", "utf-16", "utf-32", "ascii", "latin-1", "iso8859-2", "iso8859-5", "iso8859-7",
        "iso8859-9", "iso8859-15", "cp437", "cp850", "cp1250", "cp1251", "cp1252", "cp1253", "cp1254",
        "cp1255", "cp1256", "koi8-r", "koi8-u", "mac-roman", "shift_jis", "euc_jp", "iso2022_jp", "gb18030",
        "big5", "euc_kr",
    ],
    Labels(_TITLES),
]  # fmt: skip


class TextCharsetOptions(ToolOptions):
    """From what, to what; nothing said means UTF-8 from whatever is found."""

    to_charset: CharsetName = Field(default="utf-8", description="What to write.")
    from_charset: CharsetName | None = Field(
        default=None, description="What the file is in; found out if not said."
    )
    line_ends: Annotated[
        Literal["keep", "lf", "crlf", "cr"],
        Labels(
            {"keep": "As they are", "lf": "LF (Unix)", "crlf": "CR LF (Windows)", "cr": "CR (old Macintosh)"}
        ),
    ] = Field(default="keep", description="How lines end.")
    missing: Annotated[
        Literal["refuse", "replace", "xml"],
        Labels({"refuse": "Refuse", "replace": "Write ?", "xml": "Write &#8364;"}),
        Ui(group="advanced"),
    ] = Field(default="refuse", description="What to do with characters that the target does not have.")
    normalization: Annotated[
        Literal["none", "nfc", "nfd", "nfkc"],
        Labels(
            {"none": "None", "nfc": "Composed (NFC)", "nfd": "Decomposed (NFD)", "nfkc": "Compatible (NFKC)"}
        ),
        Ui(group="advanced"),
    ] = Field(default="none", description="How letters with accents are put together.")
