"""Numbers, times and names as the texts of map formats."""

import re
from datetime import UTC, datetime, timedelta
from math import isnan
from xml.sax.saxutils import escape, quoteattr

_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def decimal(number: float) -> str:
    """The shortest digits that read back as the same number, without an exponent."""
    text = repr(number)
    if "e" in text:
        text = f"{number:.12f}".rstrip("0").rstrip(".")
    return text.removesuffix(".0")


def timestamp(seconds: float) -> str:
    """Unix seconds as a UTC time; a fraction only where there is one. Empty for NaN."""
    return "" if isnan(seconds) else moment(round(seconds * 1_000_000))


def moment(microseconds: int) -> str:
    """Microseconds since 1970 as a UTC time, with no more digits than needed."""
    fraction = microseconds % 1_000_000
    precision = "seconds" if not fraction else "microseconds" if fraction % 1000 else "milliseconds"
    time = _EPOCH + timedelta(microseconds=microseconds)
    return time.isoformat(timespec=precision).replace("+00:00", "Z")


def xml_text(text: str) -> str:
    """Text between tags, without the characters that XML cannot hold."""
    return escape(_NO_XML.sub("", text))


def xml_attribute(text: str) -> str:
    """A quoted attribute value."""
    return quoteattr(_NO_XML.sub("", text))


def element(name: str, text: str) -> str:
    """An element with a text, or nothing when there is no text."""
    return f"<{name}>{xml_text(text)}</{name}>" if text else ""
