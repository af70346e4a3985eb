"""Whole numbers as text in bases up to 36."""

from string import ascii_lowercase, digits

DIGITS = digits + ascii_lowercase
_PREFIXES = {"0x": 16, "0o": 8, "0b": 2}


def read_number(text: str, *, base: int) -> int:
    """The number; raises ValueError with the digit that the base does not have."""
    word = text.strip().lower().replace(" ", "").replace("_", "")
    sign, word = (-1, word[1:]) if word.startswith(("-", "\u2212")) else (1, word.removeprefix("+"))
    if _PREFIXES.get(word[:2]) == base:
        word = word[2:]
    allowed = DIGITS[:base]
    for digit in word:
        if digit not in allowed:
            raise ValueError(f"'{digit}' is no digit of base {base}; its digits are {_shown(allowed)}.")
    if not word:
        raise ValueError(f"'{text}' has no digits; those of base {base} are {_shown(allowed)}.")
    number = 0
    for digit in word:
        number = number * base + DIGITS.index(digit)
    return sign * number


def write_number(number: int, *, base: int, uppercase: bool = True, group: int = 0) -> str:
    """Its digits, the sign before them, in groups from the right if wanted."""
    written = ""
    rest = abs(number)
    while rest or not written:
        rest, digit = divmod(rest, base)
        written = DIGITS[digit] + written
    if group:
        first = len(written) % group
        parts = [written[:first], *(written[at : at + group] for at in range(first, len(written), group))]
        written = " ".join(filter(None, parts))
    return ("-" if number < 0 else "") + (written.upper() if uppercase else written)


def _shown(allowed: str) -> str:
    letters = allowed[len(digits) :]
    return f"0 to {allowed[: len(digits)][-1]}" + (f" and a to {letters[-1]}" if letters else "")
