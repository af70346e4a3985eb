"""The likeliest character set of bytes that do not say theirs."""

import string

_ASCII = 0x80
_LETTERS = frozenset(string.ascii_letters.encode())
_SPARSE = 0.4
"""Of the letters, that is: numbers and times say nothing."""
_LATIN = ("windows-125", "iso-8859-", "ascii")
_WESTERN = "cp1252"
_OTHER_SCRIPTS = frozenset(
    {
        "windows-1251", "windows-1253", "windows-1255", "windows-1256",
        "iso-8859-5", "iso-8859-6", "iso-8859-7", "iso-8859-8",
    }
)  # fmt: skip


def guess_charset(sample: bytes) -> str | None:
    """Its name for Python, or None where the bytes are no text; UTF-8 is never guessed, it can be checked.

    In another script most letters lie above ASCII. Where few do, they are accented letters here and there.
    """
    from chardet import EncodingEra, detect

    found = detect(sample, encoding_era=EncodingEra.MODERN_WEB | EncodingEra.LEGACY_ISO)["encoding"]
    if found is None or b"\0" in sample:
        return None
    name = found.lower()
    high = sum(byte >= _ASCII for byte in sample)
    is_sparse = high < _SPARSE * (high + sum(byte in _LETTERS for byte in sample))
    if is_sparse and (name in _OTHER_SCRIPTS or not name.startswith(_LATIN)):
        return _WESTERN
    return name.replace("windows-", "cp")
