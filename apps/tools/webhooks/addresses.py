"""Which addresses a webhook may reach: those of the public internet, and those that the operator allows."""

import socket
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings

Address = IPv4Address | IPv6Address

PUBLIC_PORTS = (80, 443)

# The registries of IANA, without trusting `is_global`: it calls public what only leads to private addresses.
_NEVER = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
        "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
        "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
    )
)  # fmt: skip
_UNICAST = ip_network("2000::/3")
"""All that is ever public of IPv6: not the loopback, embedded IPv4, NAT64, local or multicast addresses."""


class AddressRefusedError(Exception):
    """The receiver is where no webhook may go; says why, for its owner."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where to connect: an address that was checked, as `socket.connect` takes it."""

    family: int
    address: tuple[object, ...]


def resolve(host: str, port: int) -> list[Place]:
    """The addresses of a host, all of them allowed; raises AddressRefusedError, OSError.

    Who connects must use these very addresses: another look-up may give others.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    for *_, address in found:
        check_address(read_address(str(address[0])), port=port)
    return [Place(family, address) for family, *_, address in found]


def literal_address(host: str) -> Address | None:
    """The address that a host is, in any notation that resolvers accept; None for a name."""
    if host.rstrip(".").lower() == "localhost" or host.rstrip(".").lower().endswith(".localhost"):
        return IPv4Address("127.0.0.1")
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    except (OSError, UnicodeError):
        return None
    return read_address(str(found[0][4][0]))


def read_address(text: str) -> Address:
    """The address that is meant: of IPv4 inside IPv6 the IPv4."""
    address = ip_address(text.partition("%")[0])
    return getattr(address, "ipv4_mapped", None) or address


def check_address(address: Address, *, port: int) -> None:
    """Raise AddressRefusedError unless webhooks may go there."""
    if _is_in(address, settings.WEBHOOK_ALLOWED_NETWORKS):
        return
    if not is_public(address):
        raise AddressRefusedError(
            f"{address} is not an address of the public internet; the operator can allow it with "
            "WEBHOOK_ALLOWED_NETWORKS"
        )
    if port not in PUBLIC_PORTS:
        raise AddressRefusedError(f"the port {port} is not 80 or 443")


def is_public(address: Address) -> bool:
    """Whether it is of the public internet, and of one host there."""
    if isinstance(address, IPv6Address) and address not in _UNICAST:
        return False
    return address.is_global and not address.is_multicast and not any(address in it for it in _NEVER)


def _is_in(address: Address, networks: Iterable[str]) -> bool:
    return any(address in ip_network(network) for network in networks)
