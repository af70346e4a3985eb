"""How a table is read, whatever is done with it: the options that tools for tables share."""

from typing import Annotated, Literal

from pydantic import Field

from apps.tools.base import Labels, ToolOptions, Ui

Encoding = Literal[
    "auto", "utf-8", "utf-16", "windows-1252", "windows-1250", "windows-1251", "iso-8859-1", "iso-8859-2",
    "iso-8859-15", "mac-roman", "shift_jis", "gb18030", "big5", "euc-kr",
]  # fmt: skip
Delimiter = Literal["auto", "comma", "semicolon", "tab", "pipe"]
DELIMITERS: dict[str, str] = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}


class ReadingOptions(ToolOptions):
    """Everything is found out unless it is said."""

    sheet: str | None = Field(
        default=None,
        min_length=1,
        max_length=200,
        description="Which sheet, database table or table of a page: its name, or its number from 1; the "
        "first one unless said.",
    )
    header: Annotated[
        Literal["auto", "yes", "no"],
        Labels({"auto": "Find out", "yes": "Yes", "no": "No"}),
        Ui(group="advanced"),
    ] = Field(default="auto", description="Whether the first row of a text table or sheet names the columns.")
    delimiter: Annotated[
        Delimiter,
        Labels({"auto": "Find out", "comma": "Comma", "semicolon": "Semicolon", "tab": "Tab", "pipe": "|"}),
        Ui(group="advanced"),
    ] = Field(default="auto", description="What separates the fields of the CSV that is read.")
    encoding: Annotated[
        Encoding,
        Labels(
            {
                "auto": "Find out",
                "utf-8": "Unicode (UTF-8)",
                "utf-16": "Unicode (UTF-16)",
                "windows-1252": "Western (Windows-1252)",
                "windows-1250": "Central European (Windows-1250)",
                "windows-1251": "Cyrillic (Windows-1251)",
                "iso-8859-1": "Western (Latin 1)",
                "iso-8859-2": "Central European (Latin 2)",
                "iso-8859-15": "Western (Latin 9)",
                "mac-roman": "Western (Mac)",
                "shift_jis": "Japanese (Shift JIS)",
                "gb18030": "Chinese (GB 18030)",
                "big5": "Chinese (Big5)",
                "euc-kr": "Korean (EUC-KR)",
            }
        ),
        Ui(group="advanced"),
    ] = Field(default="auto", description="The character encoding of the text that is read.")
    skip_rows: Annotated[int, Ui(group="advanced")] = Field(
        default=0, ge=0, le=10_000, description="Lines or rows above the table that are left out."
    )
    detect_types: Annotated[bool, Ui(group="advanced")] = Field(
        default=True,
        description="Read texts that are numbers, truth values or dates in every row of a column as such; "
        "codes with leading zeros stay texts.",
    )
    empty_values: Annotated[list[str], Ui(group="advanced")] = Field(
        default=[], max_length=20, description="Texts that stand for no value, such as NA or NULL."
    )
