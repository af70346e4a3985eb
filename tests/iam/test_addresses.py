"""Whose address counts, when proxies forward."""

import pytest
from django.test import RequestFactory
from pytest_django.fixtures import Settings

from apps.iam.addresses import client_address


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("192.0.2.1", "", "192.0.2.1"),
        ("192.0.2.1", "203.0.113.9", "192.0.2.1"),
        ("10.0.0.5", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.5", "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        ("10.0.0.5", "203.0.113.9, 10.0.0.6", "203.0.113.9"),
        ("10.0.0.5", "garbage, 10.0.0.6", "10.0.0.6"),
        ("10.0.0.5", "", "10.0.0.5"),
        ("::ffff:10.0.0.5", "2001:db8::1", "2001:db8::1"),
        ("", "203.0.113.9", "None"),
    ],
)
def test_the_client_is_the_nearest_address_that_is_no_trusted_proxy(
    settings: Settings, peer: str, forwarded: str, client: str
) -> None:
    settings.ENVIRONMENT = type(settings.ENVIRONMENT)(trusted_proxies=["10.0.0.0/24"])
    request = RequestFactory().get("/", REMOTE_ADDR=peer, headers={"X-Forwarded-For": forwarded})
    assert str(client_address(request)) == client
