"""The languages that text can be read in, by Tesseract's codes, and what reads each of them here."""

from dataclasses import dataclass
from pathlib import Path
from shutil import which
from typing import Literal

Language = Literal[
    "eng", "fra", "deu", "spa", "ita", "por", "nld", "rus", "jpn", "chi_sim", "chi_tra", "kor", "ara", "hin"
]

TITLES: dict[Language, str] = {
    "eng": "English",
    "fra": "French",
    "deu": "German",
    "spa": "Spanish",
    "ita": "Italian",
    "por": "Portuguese",
    "nld": "Dutch",
    "rus": "Russian",
    "jpn": "Japanese",
    "chi_sim": "Chinese (simplified)",
    "chi_tra": "Chinese (traditional)",
    "kor": "Korean",
    "ara": "Arabic",
    "hin": "Hindi",
}

RAPIDOCR: frozenset[Language] = frozenset(
    {"eng", "fra", "deu", "spa", "ita", "por", "nld", "jpn", "chi_sim", "chi_tra"}
)
"""What the model within RapidOCR's wheel (PP-OCRv6 small) can spell: its alphabet has no Cyrillic, Hangul,
Arabic or Devanagari letter."""
_WITHOUT_SPACES: frozenset[Language] = frozenset({"jpn", "chi_sim", "chi_tra"})

_DATA = Path("/usr/share/tesseract-ocr")
_OTHER_DATA = (Path("/usr/share/tessdata"), Path("/usr/local/share/tessdata"))


@dataclass(frozen=True, slots=True)
class Script:
    """How Tesseract is to be asked for a language."""

    program: str
    data: Path


def separator_of(language: Language) -> str:
    """What stands between words."""
    return "" if language in _WITHOUT_SPACES else " "


def debian_package(language: str) -> str:
    """The package that teaches Tesseract a language."""
    return f"tesseract-ocr-{language.replace('_', '-')}"


def find_tesseract(language: str) -> Script | None:
    """The program and the folder with the data of a language (or of `osd`), or None if either is missing."""
    program = which("tesseract")
    folders = (*sorted(_DATA.glob("*/tessdata"), reverse=True), *_OTHER_DATA)
    data = next((folder for folder in folders if (folder / f"{language}.traineddata").is_file()), None)
    return Script(program, data) if program and data else None
