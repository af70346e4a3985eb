"""Where webhooks may go: the public internet, whatever an address is written as."""

from ipaddress import ip_address

import pytest
from pytest_django.fixtures import Settings

from apps.tools.webhooks.addresses import (
    AddressRefusedError,
    check_address,
    is_public,
    literal_address,
    read_address,
    resolve,
)
from apps.tools.webhooks.urls import ReceiverUrl

INSIDE = (
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.254", "127.0.0.1",
    "127.255.255.254", "169.254.169.254", "172.16.0.1", "172.31.255.254", "192.0.0.1", "192.0.0.192",
    "192.0.2.1", "192.88.99.1", "192.168.0.1", "198.18.0.1", "198.19.255.254", "198.51.100.1",
    "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
    "64:ff9b::7f00:1", "64:ff9b:1::a00:1", "100::1", "2001::1", "2001:0:7f00:1::", "2001:2::1", "2001:10::1",
    "2001:20::1", "2001:db8::1", "2002:7f00:1::", "2002:a00:1::", "3fff::1", "5f00::1", "fc00::1",
    "fd12:3456::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "ff0e::1",
)  # fmt: skip
OUTSIDE = (
    "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
    "128.0.0.1", "169.253.255.255", "172.15.255.255", "172.32.0.0", "192.0.1.1", "192.167.255.255",
    "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.254", "::ffff:8.8.8.8",
    "2001:4860:4860::8888", "2606:4700:4700::1111", "2a00:1450:4001:80b::200e",
)  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_that_is_not_of_the_public_internet_is_refused(address: str) -> None:
    assert not is_public(read_address(address))
    with pytest.raises(AddressRefusedError, match="WEBHOOK_ALLOWED_NETWORKS"):
        check_address(read_address(address), port=443)


@pytest.mark.parametrize("address", OUTSIDE)
def test_an_address_of_the_public_internet_is_allowed_on_the_ports_of_the_web(address: str) -> None:
    for port in (80, 443):
        check_address(read_address(address), port=port)
    with pytest.raises(AddressRefusedError, match="the port 25 is not 80 or 443"):
        check_address(read_address(address), port=25)


def test_what_the_operator_allows_may_be_reached_on_any_port(settings: Settings) -> None:
    settings.WEBHOOK_ALLOWED_NETWORKS = ["10.0.0.0/24", "fd00::/8"]

    for address in ("10.0.0.7", "::ffff:10.0.0.7", "fd12::1"):
        check_address(read_address(address), port=8080)

    for address in ("10.0.1.7", "127.0.0.1", "fe80::1"):
        with pytest.raises(AddressRefusedError):
            check_address(read_address(address), port=8080)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("2130706433", "127.0.0.1"),
        ("0x7f000001", "127.0.0.1"),
        ("0177.0.0.1", "127.0.0.1"),
        ("127.1", "127.0.0.1"),
        ("::1", "::1"),
        ("::ffff:127.0.0.1", "127.0.0.1"),
        ("localhost", "127.0.0.1"),
        ("LOCALHOST.", "127.0.0.1"),
        ("me.localhost", "127.0.0.1"),
    ],
)
def test_a_literal_address_is_known_in_every_notation(host: str, address: str) -> None:
    assert literal_address(host) == ip_address(address)


@pytest.mark.parametrize("host", ["receiver.example", "10.0.0.1.example", "a" * 300, "-"])
def test_a_name_is_no_literal_address(host: str) -> None:
    assert literal_address(host) is None


def test_the_addresses_of_a_host_are_all_checked() -> None:
    with pytest.raises(AddressRefusedError):
        resolve("127.0.0.1", 80)
    assert [place.address[:2] for place in resolve("8.8.8.8", 443)] == [("8.8.8.8", 443)]


@pytest.mark.parametrize(
    ("url", "host_header", "target"),
    [
        ("https://receiver.example", "receiver.example", "/"),
        ("https://receiver.example:443/a?b=c", "receiver.example", "/a?b=c"),
        ("http://receiver.example:80?x", "receiver.example", "/?x"),
        ("http://receiver.example:443/", "receiver.example:443", "/"),
        ("https://[2606:4700::1]/", "[2606:4700::1]", "/"),
        ("https://RECEIVER.example/%C3%BC", "receiver.example", "/%C3%BC"),
    ],
)
def test_the_parts_of_a_url_are_those_of_the_request(url: str, host_header: str, target: str) -> None:
    parsed = ReceiverUrl.parse(url)

    assert (parsed.host_header, parsed.target) == (host_header, target)
