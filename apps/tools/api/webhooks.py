"""Who is told what happened: endpoints, their secrets, and what was sent to them."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from ninja import Query, Router, Status

from apps.iam.authentication import AuthenticatedRequest, requires
from apps.iam.scopes import Scope
from apps.tools.models import WebhookDelivery, WebhookEndpoint
from apps.tools.schemas.webhooks import (
    WebhookDeliveryDetailOut,
    WebhookDeliveryFilter,
    WebhookDeliveryOut,
    WebhookDeliveryPageOut,
    WebhookIn,
    WebhookOut,
    WebhookPageOut,
    WebhookPatchIn,
    WebhookRotationIn,
    WebhookWithSecretOut,
)
from apps.tools.services.create_webhook import create_webhook as create
from apps.tools.services.replay_webhook_delivery import replay_webhook_delivery as replay
from apps.tools.services.rotate_webhook_secret import rotate_webhook_secret as rotate
from apps.tools.services.send_test_webhook import send_test_webhook as send_test
from apps.tools.services.update_webhook import update_webhook as update
from common.pagination import DEFAULT_LIMIT, MAX_LIMIT, Page, paginate
from common.schemas import ProblemOut

router = Router(tags=["webhooks"])

REFUSALS = dict.fromkeys((400, 401, 403, 422), ProblemOut)
NAMED = REFUSALS | {404: ProblemOut}
READ, WRITE = requires(Scope.WEBHOOKS_READ), requires(Scope.WEBHOOKS_WRITE)

Cursor = Annotated[str | None, Query(description="`next_cursor` of the page before.")]
Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT, description="How many.")]


@router.get("", auth=READ, response={200: WebhookPageOut, **REFUSALS})
def list_webhooks(
    request: AuthenticatedRequest, cursor: Cursor = None, limit: Limit = DEFAULT_LIMIT
) -> Page[WebhookEndpoint]:
    """List your webhooks, newest first."""
    return paginate(WebhookEndpoint.objects.visible_to(request.user), cursor=cursor, limit=limit)


@router.post("", auth=WRITE, response={201: WebhookWithSecretOut, 409: ProblemOut, **REFUSALS})
def create_webhook(request: AuthenticatedRequest, payload: WebhookIn) -> Status[WebhookWithSecretOut]:
    """Be told at an address of yours what happens; the secret is in this answer and nowhere else."""
    endpoint, secret = create(
        owner=request.user,
        url=payload.url,
        description=payload.description,
        event_types=payload.event_types,
    )
    return Status(201, _with_secret(endpoint, secret))


@router.get("/{webhook_id}", auth=READ, response={200: WebhookOut, **NAMED})
def get_webhook(request: AuthenticatedRequest, webhook_id: UUID) -> WebhookEndpoint:
    """Show a webhook, without its secret."""
    return _endpoint(request, webhook_id)


@router.patch("/{webhook_id}", auth=WRITE, response={200: WebhookOut, **NAMED})
def update_webhook(
    request: AuthenticatedRequest, webhook_id: UUID, payload: WebhookPatchIn
) -> WebhookEndpoint:
    """Change a webhook; enabling it forgets that it failed."""
    return update(
        endpoint=_endpoint(request, webhook_id),
        url=payload.url,
        description=payload.description,
        event_types=payload.event_types,
        is_enabled=payload.is_enabled,
    )


@router.delete("/{webhook_id}", auth=WRITE, response={204: None, **NAMED})
def delete_webhook(request: AuthenticatedRequest, webhook_id: UUID) -> Status[None]:
    """Forget a webhook; what was still to be sent is not."""
    _endpoint(request, webhook_id).delete()
    return Status(204, None)


@router.post("/{webhook_id}/rotate-secret", auth=WRITE, response={200: WebhookWithSecretOut, **NAMED})
def rotate_webhook_secret(
    request: AuthenticatedRequest, webhook_id: UUID, payload: WebhookRotationIn | None = None
) -> WebhookWithSecretOut:
    """Give a webhook a new secret, which is in this answer only; the one before signs too for a while."""
    wanted = payload or WebhookRotationIn()
    endpoint, secret = rotate(
        endpoint=_endpoint(request, webhook_id), overlap=timedelta(seconds=wanted.overlap_seconds)
    )
    return _with_secret(endpoint, secret)


@router.post("/{webhook_id}/test", auth=WRITE, response={202: WebhookDeliveryOut, 409: ProblemOut, **NAMED})
def send_test_webhook(request: AuthenticatedRequest, webhook_id: UUID) -> Status[WebhookDelivery]:
    """Send a `webhook.test` to a webhook now; its delivery tells how it went."""
    return Status(202, send_test(endpoint=_endpoint(request, webhook_id)))


@router.get("/{webhook_id}/deliveries", auth=READ, response={200: WebhookDeliveryPageOut, **NAMED})
def list_webhook_deliveries(
    request: AuthenticatedRequest,
    webhook_id: UUID,
    wanted: Query[WebhookDeliveryFilter],
    cursor: Cursor = None,
    limit: Limit = DEFAULT_LIMIT,
) -> Page[WebhookDelivery]:
    """List what was sent to a webhook, or is to be sent, newest first."""
    endpoint = _endpoint(request, webhook_id)
    rows = WebhookDelivery.objects.visible_to(request.user).filter(endpoint=endpoint)
    return paginate(wanted.narrow(rows), cursor=cursor, limit=limit)


@router.get(
    "/{webhook_id}/deliveries/{delivery_id}",
    auth=READ,
    response={200: WebhookDeliveryDetailOut, **NAMED},
)
def get_webhook_delivery(
    request: AuthenticatedRequest, webhook_id: UUID, delivery_id: UUID
) -> WebhookDelivery:
    """Show a delivery: what is sent, and how each try went."""
    return _delivery(request, webhook_id, delivery_id)


@router.post(
    "/{webhook_id}/deliveries/{delivery_id}/replay",
    auth=WRITE,
    response={202: WebhookDeliveryOut, 409: ProblemOut, **NAMED},
)
def replay_webhook_delivery(
    request: AuthenticatedRequest, webhook_id: UUID, delivery_id: UUID
) -> Status[WebhookDelivery]:
    """Send a message again now, under its id, however it went before."""
    return Status(202, replay(delivery=_delivery(request, webhook_id, delivery_id)))


def _endpoint(request: AuthenticatedRequest, webhook_id: UUID) -> WebhookEndpoint:
    return WebhookEndpoint.objects.visible_to(request.user).one(webhook_id)


def _delivery(request: AuthenticatedRequest, webhook_id: UUID, delivery_id: UUID) -> WebhookDelivery:
    deliveries = WebhookDelivery.objects.visible_to(request.user).filter(endpoint_id=webhook_id)
    return deliveries.select_related("endpoint").one(delivery_id)


def _with_secret(endpoint: WebhookEndpoint, secret: str) -> WebhookWithSecretOut:
    return WebhookWithSecretOut(secret=secret, **WebhookOut.from_orm(endpoint).dict())
