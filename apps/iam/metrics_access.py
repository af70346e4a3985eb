"""Who may read the metrics: whoever has the token or, where there is none, this machine."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from apps.iam.addresses import peer_address
from apps.iam.exceptions import UnauthenticatedError


def check_metrics_access(request: HttpRequest) -> None:
    """Let the request pass; raises UnauthenticatedError."""
    token = settings.ENVIRONMENT.metrics_token
    if token is not None:
        expected = f"Bearer {token.get_secret_value()}"
        if not constant_time_compare(request.headers.get("Authorization", ""), expected):
            raise UnauthenticatedError(reason="The metrics need the METRICS_TOKEN as a Bearer token.")
        return
    peer = peer_address(request)
    # What a proxy on this machine passes on came from elsewhere.
    if peer is None or not peer.is_loopback or "X-Forwarded-For" in request.headers:
        raise UnauthenticatedError(reason="Without a METRICS_TOKEN the metrics are for this machine only.")
