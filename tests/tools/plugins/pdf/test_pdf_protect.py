"""Protecting and unlocking: what pypdf, which decrypts by itself, sees."""

from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pydantic import ValidationError
from pypdf import PasswordType, PdfReader
from pypdf.constants import UserAccessPermissions as Allowed

from apps.tools.base import InvalidInputError
from apps.tools.plugins.pdf.pdf_protect import PdfProtect
from apps.tools.plugins.pdf.pdf_unlock import PdfUnlock
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.pdf.papers import lock
from tests.tools.plugins.pdf.readings import outline, texts


def permissions(path: Path, password: str = "") -> Allowed:
    reader = PdfReader(path, password=password)
    allowed = reader.user_access_permissions
    assert allowed is not None
    return allowed


def test_a_document_opens_with_either_password_and_is_aes_256(run_directly: RunDirectly, book: Path) -> None:
    path = run_directly(PdfProtect(), [book], user_password="Öffne dich", owner_password="mine").files[0].path

    reader = PdfReader(path)
    assert reader.is_encrypted
    assert reader.decrypt("wrong") is PasswordType.NOT_DECRYPTED
    assert reader.decrypt("Öffne dich") is PasswordType.USER_PASSWORD
    assert PdfReader(path).decrypt("mine") is PasswordType.OWNER_PASSWORD
    assert texts(path, password="mine") == texts(book)
    with pikepdf.open(path, password="mine") as pdf:
        assert (pdf.encryption.R, pdf.encryption.bits) == (6, 256)


def test_anyone_reads_a_document_that_only_its_owner_may_print(run_directly: RunDirectly, book: Path) -> None:
    path = (
        run_directly(PdfProtect(), [book], owner_password="mine", printing="none", allow_copying=False)
        .files[0]
        .path
    )

    assert texts(path) == texts(book)
    allowed = permissions(path)
    assert not allowed & (Allowed.PRINT | Allowed.PRINT_TO_REPRESENTATION | Allowed.EXTRACT)
    assert allowed & Allowed.MODIFY
    assert allowed & Allowed.ADD_OR_MODIFY


@pytest.mark.parametrize(
    ("option", "bit"),
    [
        ({"allow_copying": False}, Allowed.EXTRACT),
        ({"allow_modifying": False}, Allowed.MODIFY),
        ({"allow_annotating": False}, Allowed.ADD_OR_MODIFY),
        ({"allow_filling_forms": False}, Allowed.FILL_FORM_FIELDS),
        ({"allow_assembling": False}, Allowed.ASSEMBLE_DOC),
        ({"printing": "low"}, Allowed.PRINT_TO_REPRESENTATION),
    ],
)
def test_each_permission_is_one_of_its_own(
    run_directly: RunDirectly, book: Path, option: dict[str, Any], bit: Allowed
) -> None:
    everything = permissions(run_directly(PdfProtect(), [book], owner_password="o").files[0].path)
    without = permissions(run_directly(PdfProtect(), [book], owner_password="o", **option).files[0].path)

    assert everything & bit
    assert not without & bit


def test_the_user_is_no_owner_where_no_owner_is_named(run_directly: RunDirectly, book: Path) -> None:
    path = run_directly(PdfProtect(), [book], user_password="u", printing="none").files[0].path

    assert PdfReader(path).decrypt("u") is PasswordType.USER_PASSWORD
    assert PdfReader(path).decrypt("") is PasswordType.NOT_DECRYPTED


def test_a_protected_document_gets_new_passwords_and_says_so(run_directly: RunDirectly, book: Path) -> None:
    output = run_directly(PdfProtect(), [lock(book, "old")], password="old", user_password="new")

    assert output.notes == ("The passwords and permissions that the document had were replaced.",)
    assert PdfReader(output.files[0].path).decrypt("old") is PasswordType.NOT_DECRYPTED
    assert texts(output.files[0].path, password="new") == texts(book)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({}, "Give user_password"),
        ({"user_password": "same", "owner_password": "same"}, "everyone who can read would be owner"),
        ({"user_password": ""}, "this one has 0"),
        ({"user_password": "ü" * 64}, "1 to 127 bytes in UTF-8; this one has 128"),
    ],
)
def test_passwords_that_would_not_protect_are_refused(options: dict[str, str], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        PdfProtect.options_type.model_validate(options)


def test_screen_readers_may_always_read(run_directly: RunDirectly, book: Path) -> None:
    path = run_directly(PdfProtect(), [book], owner_password="o", allow_copying=False).files[0].path

    assert permissions(path) & Allowed.EXTRACT_TEXT_AND_GRAPHICS


@pytest.mark.parametrize("password", ["user", "owner"])
@pytest.mark.parametrize(
    "encryption",
    [
        pikepdf.Encryption(user="user", owner="owner", R=6),
        pikepdf.Encryption(user="user", owner="owner", R=4),
        pikepdf.Encryption(user="user", owner="owner", R=3, aes=False, metadata=False),
    ],
    ids=["R6", "R4", "R3"],
)
def test_a_document_is_unlocked_with_either_password(
    run_directly: RunDirectly, book: Path, tmp_path: Path, password: str, encryption: pikepdf.Encryption
) -> None:
    locked = tmp_path / "locked.pdf"
    with pikepdf.open(book) as pdf:
        pdf.save(locked, encryption=encryption)

    output = run_directly(PdfUnlock(), [locked], password=password)

    path = output.files[0].path
    assert not PdfReader(path).is_encrypted
    assert (texts(path), outline(path)) == (texts(book), outline(book))
    assert bool(output.notes) == (password == "user")


def test_restrictions_are_lifted_and_nothing_is_done_where_there_are_none(
    run_directly: RunDirectly, book: Path
) -> None:
    restricted = run_directly(PdfProtect(), [book], owner_password="mine", printing="none").files[0].path

    assert not PdfReader(run_directly(PdfUnlock(), [restricted]).files[0].path).is_encrypted
    assert run_directly(PdfUnlock(), [book]).notes == ("The document had no password and no restrictions.",)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({}, r"'book-locked\.pdf' is encrypted and needs a password"),
        ({"password": "Geheim"}, r"The password does not open 'book-locked\.pdf'"),
    ],
)
def test_the_reason_says_whether_a_password_is_missing_or_wrong(
    run_directly: RunDirectly, book: Path, options: dict[str, str], reason: str
) -> None:
    with pytest.raises(InvalidInputError, match=reason) as refusal:
        run_directly(PdfUnlock(), [lock(book, "geheim")], **options)

    assert refusal.value.code == "input_encrypted"
    assert "Geheim" not in str(refusal.value)


def test_an_old_document_opens_with_a_password_beyond_ascii(
    run_directly: RunDirectly, book: Path, tmp_path: Path
) -> None:
    locked = tmp_path / "old.pdf"
    with pikepdf.open(book) as pdf:
        encryption = pikepdf.Encryption(user="grün", owner="o", R=3, aes=False, metadata=False)
        pdf.save(locked, encryption=encryption)

    assert texts(run_directly(PdfUnlock(), [locked], password="grün").files[0].path) == texts(book)
