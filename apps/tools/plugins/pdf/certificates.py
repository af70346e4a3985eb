"""Reads certificates: with a key from PKCS #12, without one from PEM or DER."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from apps.tools.base import InvalidInputError, MiB, ToolInput

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

_LARGEST = 1 * MiB
_SEQUENCE = b"\x30"
"""How every DER file begins, and so every PKCS #12."""


def read_signer(source: ToolInput, password: SecretStr | None) -> "Any":
    """A signer of pyHanko; raises InvalidInputError when there is no key, or no certificate that is valid."""
    from cryptography.hazmat.primitives.serialization import pkcs12
    from pyhanko.sign.signers import SimpleSigner

    data = _read(source)
    if not data.startswith(_SEQUENCE):
        raise InvalidInputError(
            f"'{source.name}' is no PKCS #12 file (.p12 or .pfx), which holds a certificate and its key.",
            code="input_mismatch",
        )
    secret = password.get_secret_value().encode() if password else None
    try:
        key, certificate, _ = pkcs12.load_key_and_certificates(data, secret)
    except ValueError as error:
        raise InvalidInputError(
            f"'{source.name}' does not open: the option 'certificate_password' is missing or wrong, or the "
            "file is damaged.",
            code="input_encrypted",
        ) from error
    if not key or not certificate:
        raise InvalidInputError(
            f"'{source.name}' holds no certificate with its private key, so nothing can be signed with it.",
            code="input_not_allowed",
        )
    _refuse_expired(source, certificate)
    signer = SimpleSigner.load_pkcs12_data(data, other_certs=[], passphrase=secret)
    if signer is None:
        raise InvalidInputError(f"'{source.name}' holds a key of a kind that cannot sign PDFs.")
    return signer


def _refuse_expired(source: ToolInput, certificate: "Certificate") -> None:
    now = datetime.now(UTC)
    first, last = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if not first <= now <= last:
        raise InvalidInputError(
            f"The certificate in '{source.name}' is valid from {first:%Y-%m-%d} to {last:%Y-%m-%d}, and not "
            "today: nobody would trust the signature.",
            code="input_not_allowed",
        )


def read_roots(source: ToolInput) -> list[Any]:
    """The certificates in a PEM or DER file; raises InvalidInputError for another file."""
    from pyhanko.keys import load_certs_from_pemder_data

    try:
        roots = list(load_certs_from_pemder_data(_read(source)))
        for root in roots:
            root.native  # noqa: B018 - it is parsed when it is looked at
    except ValueError as error:
        raise InvalidInputError(
            f"'{source.name}' is no certificate: give the root as PEM or DER (.pem, .crt, .cer).",
            code="input_mismatch",
        ) from error
    return roots


def _read(source: ToolInput) -> bytes:
    if source.size > _LARGEST:
        raise InvalidInputError(
            f"'{source.name}' has {source.size:,} bytes; a certificate has no more than {_LARGEST:,}.",
            code="input_limit",
        )
    return source.path.read_bytes()
