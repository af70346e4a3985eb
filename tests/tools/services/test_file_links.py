"""A link opens one file, for a while, and nothing else."""

from datetime import timedelta

import pytest
from pytest_django import Settings
from time_machine import TimeMachineFixture

from apps.tools.exceptions import FileExpiredError, LinkNotValidError
from apps.tools.models import StoredFile
from apps.tools.services.create_file_link import create_file_link
from apps.tools.services.delete_file import delete_file
from apps.tools.services.find_linked_file import find_linked_file
from tests.tools.conftest import Store

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(store: Store) -> StoredFile:
    """A file of alice's."""
    return store(b"for your eyes")


def test_a_link_opens_its_file(file: StoredFile) -> None:
    link = create_file_link(file=file)

    assert find_linked_file(file_id=file.pk, signature=link.signature) == file


def test_a_link_ends_when_it_says(file: StoredFile, time_machine: TimeMachineFixture) -> None:
    link = create_file_link(file=file, expires_in=timedelta(seconds=60))

    time_machine.move_to(link.expires_at - timedelta(seconds=1))
    assert find_linked_file(file_id=file.pk, signature=link.signature) == file

    time_machine.move_to(link.expires_at)
    with pytest.raises(LinkNotValidError):
        find_linked_file(file_id=file.pk, signature=link.signature)


def test_no_link_lives_longer_than_a_quarter_of_an_hour(file: StoredFile) -> None:
    link = create_file_link(file=file, expires_in=timedelta(days=1))

    assert link.expires_at - file.created_at < timedelta(minutes=15, seconds=5)


def test_a_link_changed_in_any_character_opens_nothing(file: StoredFile) -> None:
    signature = create_file_link(file=file).signature

    for position, character in enumerate(signature):
        changed = "1" if character != "1" else "2"
        forged = f"{signature[:position]}{changed}{signature[position + 1 :]}"
        with pytest.raises(LinkNotValidError):
            find_linked_file(file_id=file.pk, signature=forged)


@pytest.mark.parametrize("signature", ["", ":", "x", "999999999999", "\u00e9:\u00e9", "1:2:3"])
def test_what_is_no_signature_opens_nothing(file: StoredFile, signature: str) -> None:
    with pytest.raises(LinkNotValidError):
        find_linked_file(file_id=file.pk, signature=signature)


def test_a_link_to_one_file_does_not_open_another(file: StoredFile, store: Store) -> None:
    other = store(b"not for you")
    signature = create_file_link(file=file).signature

    with pytest.raises(LinkNotValidError):
        find_linked_file(file_id=other.pk, signature=signature)


@pytest.mark.django_db(transaction=True)
def test_deleting_the_file_ends_its_links(file: StoredFile) -> None:
    signature = create_file_link(file=file).signature

    delete_file(file=file)

    with pytest.raises(LinkNotValidError):
        find_linked_file(file_id=file.pk, signature=signature)


def test_a_deleted_file_gets_no_link(file: StoredFile) -> None:
    delete_file(file=file)
    file.refresh_from_db()

    with pytest.raises(FileExpiredError):
        create_file_link(file=file)


def test_links_survive_a_new_secret_key_only_while_the_old_one_is_accepted(
    file: StoredFile, settings: Settings
) -> None:
    signature = create_file_link(file=file).signature

    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new one"
    assert find_linked_file(file_id=file.pk, signature=signature) == file

    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(LinkNotValidError):
        find_linked_file(file_id=file.pk, signature=signature)
