"""How people and keys may be called."""

from unicodedata import normalize

MAX_NAME_LENGTH = 100


def display_name(text: str) -> str:
    """The text without what could disturb a page, a log or a terminal: control and direction characters."""
    return "".join(character for character in normalize("NFC", text) if character.isprintable()).strip()
