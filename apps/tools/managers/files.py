"""Which files: querysets that read as adjectives."""

from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Least, Now

from apps.tools.exceptions import FileExpiredError
from apps.tools.managers.executions import ENDED, PREVIEWER

if TYPE_CHECKING:
    from apps.iam.models import User
    from apps.tools.models import StoredFile


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    """Files, narrowed by adjectives."""

    def visible_to(self, user: "User") -> Self:
        """The only way to a tenant's files."""
        return self.filter(owner=user).exclude(kind="preview")

    def previews_of(self, keys: Collection[UUID]) -> Self:
        """The small pictures that were made of these files."""
        return self.filter(kind="preview", execution__inputs__in=keys)

    def ready(self) -> Self:
        """Whose bytes can be had."""
        return self.filter(state="ready", expires_at__gt=Now())

    def with_bytes(self) -> Self:
        """Whose bytes are there, or whose deletion has only begun."""
        return self.exclude(state="deleted")

    def following(self, file: "StoredFile | None") -> Self:
        """Whose bytes can be had, in the order of their keys, from the one after this on."""
        return self.filter(state="ready", pk__gt=file.pk if file else UUID(int=0)).order_by("pk")

    def expired(self) -> Self:
        """Whose time is over, and whose bytes may still be there: also those whose deletion was cut short."""
        return self.with_bytes().filter(expires_at__lte=Now())

    def unused(self) -> Self:
        """That no execution needs which has not ended; a preview never keeps its file from going."""
        return self.exclude(
            self._linked(
                ~Q(execution__status__in=ENDED), ~Q(execution__tool=PREVIEWER, execution__unlisted=True)
            )
        )

    def forgotten(self, *, after: timedelta) -> Self:
        """Sent in, deleted longer ago than this, and an input of nothing that is remembered."""
        gone = self.filter(state="deleted", execution=None, expires_at__lt=Now() - after)
        return gone.exclude(self._linked())

    def hold(self, files: Iterable["StoredFile"]) -> None:
        """Keep them from going until the transaction ends, in which an execution begins to need them.

        Raises FileExpiredError when one has gone since it was looked at.
        """
        wanted = {file.pk: file.name for file in files}
        if not wanted:
            return
        rows = self.filter(pk__in=wanted, state="ready").order_by("pk").select_for_update(no_key=True)
        gone = wanted.keys() - set(rows.values_list("pk", flat=True))
        if gone:
            raise FileExpiredError(name=wanted[min(gone)])

    def mark_deleting(self, ids: Collection[UUID], *, wait: bool = True) -> "list[StoredFile]":
        """Take from their owners those that nothing needs, and the previews of them; answers with their rows.

        Their bytes come next: until then the rows say where to find them. Without `wait`, those that someone
        else is about to use or to delete are left out.
        """
        with transaction.atomic():
            # Locked first: an execution that takes one as an input waits for this, or is seen by `unused`.
            locked = self.filter(pk__in=ids)._lock(wait=wait)
            unused = list(self.filter(pk__in=locked).unused().values_list("pk", flat=True))
            previews = self.previews_of(unused)._lock(wait=wait)
            return self.filter(pk__in=[*unused, *previews])._mark()

    def write_off(self, ids: Collection[UUID]) -> "list[StoredFile]":
        """Take from their owners those whose bytes are lost or wrong; what needs one ends as `input_gone`."""
        with transaction.atomic():
            locked = self.filter(pk__in=ids, state="ready")._lock(wait=True)
            return self.filter(pk__in=locked)._mark()

    def record_deletion(self, ids: Collection[UUID]) -> None:
        """Their bytes are gone."""
        self.filter(pk__in=ids, state="deleting").update(state="deleted")

    def _lock(self, *, wait: bool) -> list[UUID]:
        rows = self.with_bytes().order_by("pk")
        return list(rows.select_for_update(skip_locked=not wait, of=("self",)).values_list("pk", flat=True))

    def _mark(self) -> "list[StoredFile]":
        files = list(self)
        self.update(state="deleting", expires_at=Least("expires_at", Now()))
        return files

    def _linked(self, *conditions: Q) -> Exists:
        """Whether it is an input of such an execution; one and the same meets all conditions."""
        links = self.model._meta.get_field("input_links").related_model
        return Exists(links._base_manager.filter(*conditions, file=OuterRef("pk")))


StoredFileManager = models.Manager.from_queryset(StoredFileQuerySet)
