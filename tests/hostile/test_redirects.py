"""Nobody is led elsewhere by an address of ours."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from apps.iam.models import User
from tests.hostile.operations import operations
from tests.hostile.tenants import signed_in
from tests.hostile.test_requests import address

pytestmark = pytest.mark.django_db

NAMES = ("next", "redirect", "redirect_uri", "redirect_to", "url", "return", "return_to", "callback_url")
TARGETS = ("https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)")
PAGES = ("/", "/health", "/docs", "/_allauth/browser/v1/config", "/_allauth/browser/v1/auth/session")


@pytest.mark.parametrize("target", TARGETS)
def test_no_request_leads_to_another_site(target: str, alice: User) -> None:
    query = urlencode(dict.fromkeys(NAMES, target))
    places = [address(operation) for operation in operations() if operation.method == "get"]

    for client in (Client(), signed_in(alice)):
        for place in (*PAGES, *places):
            answer: Any = client.get(f"{place}?{query}")

            assert not answer.has_header("Location"), place
            assert not 300 <= answer.status_code < 400, place
