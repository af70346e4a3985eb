"""Where a request comes from; forwarded addresses are believed of trusted proxies only."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

Address = IPv4Address | IPv6Address


def client_address(request: HttpRequest) -> Address | None:
    """The nearest address that is no trusted proxy, or None where there is none (a Unix socket)."""
    client = peer_address(request)
    for hop in reversed(request.headers.get("X-Forwarded-For", "").split(",")):
        forwarded = parse_address(hop)
        if client is None or forwarded is None or not is_trusted_proxy(client):
            break
        client = forwarded
    return client


def peer_address(request: HttpRequest) -> Address | None:
    """Who opened the connection."""
    return parse_address(request.META.get("REMOTE_ADDR", ""))


def is_trusted_proxy(address: Address) -> bool:
    """Whether TRUSTED_PROXIES names it or its network."""
    return any(
        address in ip_network(trusted, strict=False) for trusted in settings.ENVIRONMENT.trusted_proxies
    )


def parse_address(text: str) -> Address | None:
    """The address that is written here, or None where it is none."""
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
