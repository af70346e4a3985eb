"""PDFs are signed by a certificate, and what was signed is told from what was changed."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pypdfium2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    pkcs12,
)
from cryptography.x509.oid import NameOID

from apps.tools.base import InvalidInputError
from apps.tools.plugins.pdf.pdf_sign import PdfSign
from apps.tools.plugins.pdf.pdf_verify_signature import PdfVerifySignature
from apps.tools.plugins.pdf.signature_checks import SignatureCheck, SignaturesResult
from apps.tools.plugins.pdf.signing import SignResult
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.pdf.papers import lock, write_lines

ROLES = ("source", "certificate")


class Authority(NamedTuple):
    """A certificate authority of the test's own, and someone it vouches for."""

    root: Path
    signer: Path


def make_authority(
    folder: Path, *, name: str = "Ada Lovelace", days: int = 30, password: str = "tea"
) -> Authority:
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test Root")])
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    today = datetime.now(UTC)

    def build(who: x509.Name, public: ec.EllipticCurvePublicKey, *, ca: bool) -> x509.Certificate:
        usage = x509.KeyUsage(not ca, not ca, False, False, False, ca, ca, False, False)
        return (
            x509.CertificateBuilder()
            .subject_name(who)
            .issuer_name(issuer)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(today - timedelta(days=60))
            .not_valid_after(today + timedelta(days=30 if ca else days))
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .add_extension(usage, critical=True)
            .sign(root_key, SHA256())
        )

    root, certificate = (
        build(issuer, root_key.public_key(), ca=True),
        build(subject, key.public_key(), ca=False),
    )
    encryption = BestAvailableEncryption(password.encode()) if password else NoEncryption()
    authority = Authority(folder / "root.pem", folder / f"{name}.p12")
    authority.root.write_bytes(root.public_bytes(Encoding.PEM))
    authority.signer.write_bytes(
        pkcs12.serialize_key_and_certificates(b"key", key, certificate, [root], encryption)
    )
    return authority


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return make_authority(tmp_path)


def checks(
    run_directly: RunDirectly, path: Path, *roots: Path, password: str | None = None
) -> SignaturesResult:
    roles: Sequence[str] = ("source", *["roots"] * len(roots))
    options = {"password": password} if password else {}
    output = run_directly(PdfVerifySignature(), [path, *roots], roles=roles, **options)
    assert isinstance(output.result, SignaturesResult)
    return output.result


def only(result: SignaturesResult) -> SignatureCheck:
    (check,) = result.signatures
    return check


def sign(run_directly: RunDirectly, path: Path, authority: Authority, **options: object) -> Path:
    output = run_directly(
        PdfSign(), [path, authority.signer], roles=ROLES, certificate_password="tea", **options
    )
    assert isinstance(output.result, SignResult)
    assert output.result.signer == "Common Name: Ada Lovelace"
    return output.files[0].path


def test_a_signature_is_intact_and_trusted_by_the_root_that_vouches_for_it(
    run_directly: RunDirectly, tmp_path: Path, authority: Authority
) -> None:
    path = sign(run_directly, write_lines(tmp_path / "a.pdf", ("Deed",)), authority, reason="I agree")

    result = checks(run_directly, path, authority.root)

    check = only(result)
    assert result.all_good
    assert (check.intact, check.genuine, check.trusted) == (True, True, True)
    assert (check.coverage, check.later_changes) == ("whole_file", "none")
    assert (check.signer, check.issuer) == ("Common Name: Ada Lovelace", "Common Name: Test Root")
    assert (check.reason, check.field) == ("I agree", "Signature1")


def test_without_roots_nothing_is_said_about_trust_and_with_another_root_it_is_denied(
    run_directly: RunDirectly, tmp_path: Path, authority: Authority
) -> None:
    (tmp_path / "other").mkdir()
    stranger = make_authority(tmp_path / "other")
    path = sign(run_directly, write_lines(tmp_path / "a.pdf", ("Deed",)), authority)

    assert only(checks(run_directly, path)).trusted is None
    assert checks(run_directly, path).all_good
    assert only(checks(run_directly, path, stranger.root)).trusted is False
    assert not checks(run_directly, path, stranger.root).all_good


def test_a_changed_byte_breaks_the_signature(
    run_directly: RunDirectly, tmp_path: Path, authority: Authority
) -> None:
    path = sign(run_directly, write_lines(tmp_path / "a.pdf", ("Deed",), size=(300, 200)), authority)
    data = path.read_bytes()
    forged = tmp_path / "forged.pdf"
    forged.write_bytes(data.replace(b"/MediaBox [ 0 0 300 200 ]", b"/MediaBox [ 0 0 300 100 ]"))
    assert forged.read_bytes() != data

    check = only(checks(run_directly, forged, authority.root))

    assert not check.intact
    assert not checks(run_directly, forged).all_good


def test_a_second_signature_leaves_the_first_valid(
    run_directly: RunDirectly, tmp_path: Path, authority: Authority
) -> None:
    once = sign(run_directly, write_lines(tmp_path / "a.pdf", ("Deed",)), authority)
    twice = sign(run_directly, once, authority)

    result = checks(run_directly, twice, authority.root)

    assert [check.field for check in result.signatures] == ["Signature1", "Signature2"]
    assert [check.coverage for check in result.signatures] == ["whole_revision", "whole_file"]
    assert [check.later_changes for check in result.signatures] == ["allowed", "none"]
    assert result.all_good


def test_a_visible_signature_is_seen_where_it_was_wished_and_an_invisible_one_is_not(
    run_directly: RunDirectly, tmp_path: Path, authority: Authority
) -> None:
    paper = write_lines(tmp_path / "a.pdf", (), ())

    def ink(path: Path, index: int) -> tuple[int, int, int, int] | None:
        with pypdfium2.PdfDocument(path) as document:
            document.init_forms()
            picture = document[index].render(scale=1, may_draw_forms=True).to_pil().convert("L")
        box: tuple[int, int, int, int] | None = picture.point(lambda tone: 255 * (tone < 128)).getbbox()
        return box

    shown = sign(
        run_directly, paper, authority, visible=True, page="2", left=50, top=20, width=180, height=60
    )
    hidden = sign(run_directly, paper, authority)

    assert ink(shown, 0) is ink(hidden, 0) is ink(hidden, 1) is None
    assert ink(shown, 1) == pytest.approx((50, 20, 230, 80), abs=3)


def test_an_encrypted_document_is_signed_and_stays_encrypted(
    run_directly: RunDirectly, tmp_path: Path, authority: Authority
) -> None:
    path = lock(write_lines(tmp_path / "a.pdf", ("Deed",)), "pot")

    signed = sign(run_directly, path, authority, password="pot")

    assert checks(run_directly, signed, authority.root, password="pot").all_good
    with pytest.raises(InvalidInputError) as refusal:
        checks(run_directly, signed)
    assert refusal.value.code == "input_encrypted"


def test_a_document_without_signatures_is_told_so(run_directly: RunDirectly, tmp_path: Path) -> None:
    result = checks(run_directly, write_lines(tmp_path / "a.pdf", ("Deed",)))

    assert (result.signatures, result.all_good) == ([], False)


def refused(run_directly: RunDirectly, path: Path, certificate: Path, password: str | None = "tea") -> str:
    with pytest.raises(InvalidInputError) as refusal:
        run_directly(PdfSign(), [path, certificate], roles=ROLES, certificate_password=password)
    assert certificate.name in str(refusal.value)
    return refusal.value.code


def test_a_certificate_that_cannot_sign_is_refused(
    run_directly: RunDirectly, tmp_path: Path, authority: Authority
) -> None:
    path = write_lines(tmp_path / "a.pdf", ("Deed",))
    expired = make_authority(tmp_path, name="Expired", days=-1)

    assert refused(run_directly, path, authority.signer, "coffee") == "input_encrypted"
    assert refused(run_directly, path, authority.signer, None) == "input_encrypted"
    assert refused(run_directly, path, authority.root) == "input_mismatch"
    assert refused(run_directly, path, expired.signer) == "input_not_allowed"


def test_a_root_that_is_no_certificate_is_refused(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = write_lines(tmp_path / "a.pdf", ("Deed",))
    root = tmp_path / "root.pem"
    root.write_text("no certificate")

    with pytest.raises(InvalidInputError) as refusal:
        checks(run_directly, path, root)
    assert refusal.value.code == "input_mismatch"
