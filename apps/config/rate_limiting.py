"""Counts requests by address before anything else is paid for, and tells every sender what is left."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from apps.config.middleware import RESUMED, GetResponse
from apps.config.problems import answer
from apps.iam.addresses import client_address
from apps.iam.exceptions import RateLimitedError
from apps.iam.rate_limits import ALLOWANCES, Allowance, Limited, address_name, charge

COUNTED = ("/api/", "/_allauth/")
"""Where the addresses begin that cost something; health, readiness and static files are free."""


class RateLimitMiddleware:
    """Behind CORS, so that preflights are free and a page can read why it was refused."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Refuse, or answer with what is left of each limit (draft-ietf-httpapi-ratelimit-headers-10)."""
        response = self._refusal(request) or self._get_response(request)
        if allowances := request.META.get(ALLOWANCES):
            response["RateLimit-Policy"] = ", ".join(map(_policy, allowances))
            response["RateLimit"] = ", ".join(map(_rest, allowances))
        return response

    def _refusal(self, request: HttpRequest) -> HttpResponse | None:
        address = client_address(request)
        if address is None or RESUMED in request.META or not request.path.startswith(COUNTED):
            return None
        try:
            charge(request, Limited.ADDRESS, address_name(address))
        except RateLimitedError as error:
            return answer(error)
        return None


def _policy(allowance: Allowance) -> str:
    return f'"{allowance.limited}";q={allowance.limit.amount};w={allowance.limit.get_expiry()}'


def _rest(allowance: Allowance) -> str:
    return f'"{allowance.limited}";r={allowance.remaining};t={allowance.reset}'
