"""Ways to write the same words."""

import re
from collections.abc import Callable

_WORD = re.compile(
    # acronyms before a capitalised word, words, acronyms, numbers, and scripts without case
    r"[A-ZÀ-ÖØ-Þ]+(?=[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ])|[A-ZÀ-ÖØ-Þ]?[a-zß-öø-ÿ]+|[A-ZÀ-ÖØ-Þ]+|\d+|[^\W\d_]+"
)
_SENTENCE_START = re.compile(r"(^|[.!?…]\s+|\n\s*)(\w)")


def words(text: str) -> list[str]:
    """`HTTPServer version2` is four words: HTTP, Server, version, 2. An apostrophe ends no word."""
    return _WORD.findall(re.sub(r"(?<=\w)['\u2019](?=\w)", "", text))


def _title(text: str) -> str:
    """Every word with a capital; what follows an apostrophe belongs to the word."""
    return re.sub(
        r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*", lambda word: word[0][0].upper() + word[0][1:].lower(), text
    )


def _sentence(text: str) -> str:
    return _SENTENCE_START.sub(lambda start: start[1] + start[2].upper(), text.lower())


def _joined(separator: str, write: Callable[[str], str]) -> Callable[[str], str]:
    return lambda text: separator.join(write(word) for word in words(text))


def _pascal(text: str) -> str:
    return "".join(word[0].upper() + word[1:].lower() for word in words(text))


def _camel(text: str) -> str:
    first, *rest = words(text) or [""]
    return first.lower() + "".join(word[0].upper() + word[1:].lower() for word in rest)


CASES: dict[str, Callable[[str], str]] = {
    "lowercase": str.lower,
    "uppercase": str.upper,
    "titlecase": _title,
    "sentencecase": _sentence,
    "swapcase": str.swapcase,
    "snakecase": _joined("_", str.lower),
    "constantcase": _joined("_", str.upper),
    "kebabcase": _joined("-", str.lower),
    "camelcase": _camel,
    "pascalcase": _pascal,
}
