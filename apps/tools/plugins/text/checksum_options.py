"""What `checksum` can be asked for, and what it answers."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from apps.tools.base import Labels, ToolOptions

_TITLES = {
    "crc32": "CRC-32", "md5": "MD5", "sha1": "SHA-1", "sha224": "SHA-224", "sha256": "SHA-256",
    "sha384": "SHA-384", "sha512": "SHA-512", "sha3_256": "SHA3-256", "sha3_512": "SHA3-512",
    "blake2b": "BLAKE2b", "blake2s": "BLAKE2s", "blake3": "BLAKE3",
}  # fmt: skip
AlgorithmName = Literal[
    "crc32", "md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_256", "sha3_512", "blake2b",
    "blake2s", "blake3",
]  # fmt: skip
Algorithm = Annotated[AlgorithmName, Labels(_TITLES)]


class ChecksumOptions(ToolOptions):
    """Which digests, and what one of them should be."""

    algorithms: Annotated[list[Algorithm], Field(min_length=1, max_length=12)] = Field(
        default=["sha256"], description="What to compute; each takes its time."
    )
    expected: str | None = Field(
        default=None, max_length=200, description="A digest to compare with; its length tells its algorithm."
    )


class Checksums(BaseModel):
    """The digests of a file."""

    size: int = Field(description="Bytes.")
    digests: dict[str, str] = Field(description="Each digest in hexadecimal, by its algorithm.")
    matches: str | None = Field(
        description="The algorithm whose digest is the expected one; null if none is."
    )
    verified: bool | None = Field(description="Whether one is; null if nothing was expected.")
