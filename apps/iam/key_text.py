"""The text of an API key: `mtb_<prefix>_<secret>_<checksum>`, easy to find in a leak, hard to mistype."""

import re
import secrets
import string
from dataclasses import dataclass
from hashlib import sha256
from typing import Self
from zlib import crc32

MARK = "mtb_"

_ALPHABET = string.digits + string.ascii_letters
_PREFIX_LENGTH = 8
_SECRET_LENGTH = 32
_CHECKSUM_LENGTH = 6
_SHAPE = re.compile(
    rf"{MARK}([0-9A-Za-z]{{{_PREFIX_LENGTH}}})_([0-9A-Za-z]{{{_SECRET_LENGTH}}})_([0-9A-Za-z]{{{_CHECKSUM_LENGTH}}})"
)


@dataclass(frozen=True, slots=True)
class KeyText:
    """A key as its owner sees it; only the prefix and the digest are kept."""

    prefix: str
    secret: str

    @classmethod
    def generate(cls) -> Self:
        """A new key that nobody can guess (190 bits)."""
        return cls(_random(_PREFIX_LENGTH), _random(_SECRET_LENGTH))

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """The key that was sent, or None when it was mistyped or cut off."""
        found = _SHAPE.fullmatch(text)
        if found is None:
            return None
        key = cls(found[1], found[2])
        return key if secrets.compare_digest(key.checksum, found[3]) else None

    @property
    def digest(self) -> str:
        """What the database keeps; the secret is random, so no slow hash is needed."""
        return sha256(self.secret.encode()).hexdigest()

    @property
    def checksum(self) -> str:
        """Tells a mistyped key from a wrong one without asking the database."""
        rest = crc32(f"{self.prefix}_{self.secret}".encode())
        digits = ""
        for _ in range(_CHECKSUM_LENGTH):
            rest, digit = divmod(rest, len(_ALPHABET))
            digits = _ALPHABET[digit] + digits
        return digits

    def __str__(self) -> str:
        return f"{MARK}{self.prefix}_{self.secret}_{self.checksum}"


def _random(length: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))
