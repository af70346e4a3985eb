"""What `subtitle-convert` can be asked for, and what it answers."""

from typing import Annotated

from pydantic import BaseModel, Field

from apps.tools.base import Labels, ToolOptions, Ui
from apps.tools.plugins.subtitle.reading import Encoding
from apps.tools.plugins.subtitle.writing import OutputFormat

TITLES = {
    "srt": "SubRip",
    "vtt": "WebVTT",
    "ass": "SubStation",
    "ttml": "TTML",
    "sbv": "YouTube",
    "txt": "Text without times",
}
EncodingChoice = Annotated[
    Encoding,
    Field(description="How the letters of the file are stored; the result is always UTF-8."),
    Labels(
        {
            "auto": "Find out",
            "utf-8": "UTF-8",
            "utf-16": "UTF-16",
            "cp1250": "Central European (Windows)",
            "cp1251": "Cyrillic (Windows)",
            "cp1252": "Western (Windows)",
            "cp1253": "Greek (Windows)",
            "cp1254": "Turkish (Windows)",
            "cp1255": "Hebrew (Windows)",
            "cp1256": "Arabic (Windows)",
            "gb18030": "Chinese, simplified",
            "big5": "Chinese, traditional",
            "shift_jis": "Japanese",
            "euc_kr": "Korean",
        }
    ),
    Ui(group="advanced"),
]


class SubtitleConvertOptions(ToolOptions):
    """Only the format must be chosen."""

    output_format: Annotated[OutputFormat, Labels(TITLES)] = Field(description="The format to write.")
    shift_ms: Annotated[int, Ui(unit="ms")] = Field(
        default=0, ge=-86_400_000, le=86_400_000, description="Show them later, or earlier if negative."
    )
    speed: float = Field(
        default=1,
        ge=0.1,
        le=10,
        description="2 is twice as fast; 1.04271 brings a film of 23.976 pictures a second to 25.",
    )
    encoding: EncodingChoice = "auto"


class ConvertedSubtitles(BaseModel):
    """What was read and written."""

    cues: int = Field(description="How many subtitles were written.")
    encoding: str = Field(description="The encoding the file was read in.")
    begin_seconds: float = Field(description="When the first one appears.")
    end_seconds: float = Field(description="When the last one is gone.")
