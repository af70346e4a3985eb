"""What a file is called in front of people; on the disk its name is ours alone."""

from unicodedata import category, normalize

MAX_LENGTH = 200
_MAX_EXTENSION = 20
_NAMELESS = "file"
_DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
_UNSEEN = ("Cc", "Cs", "Zl", "Zp")
"""Control characters, lone surrogates, line and paragraph separators."""


def display_name(name: str) -> str:
    """The name without folders, and without what would hide or forge a part of it; never empty.

    A long one is cut in the middle, so that the extension stays.
    """
    seen = "".join(_visible(character) for character in name)
    last = normalize("NFC", seen).replace("\\", "/").rstrip("/").rpartition("/")[2]
    words = " ".join(last.split())
    if words.strip(". ") == "":
        return _NAMELESS
    stem, extension = split_extension(words)
    return f"{stem[: MAX_LENGTH - len(extension)].rstrip()}{extension}"


def split_extension(name: str) -> tuple[str, str]:
    """The name before its extension, and the extension with its dot; ('notes', '') when there is none."""
    stem, dot, extension = name.rpartition(".")
    if not stem or len(extension) > _MAX_EXTENSION:
        return name, ""
    return stem, f"{dot}{extension}"


def _visible(character: str) -> str:
    if character.isspace():
        return " "
    return "" if character in _DIRECTIONS or category(character) in _UNSEEN else character
