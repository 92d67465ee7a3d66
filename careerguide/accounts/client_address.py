"""From which address a request comes, as far as it can be believed."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The address that asks: the last hop that is not one of TRUSTED_PROXIES.

    Only a trusted hop is believed about who came before it, so a forged X-Forwarded-For names nobody. Of IPv6 it is
    the network of 64 bits: whoever has one of its addresses has them all.
    """
    hop = parsed(request.META.get("REMOTE_ADDR", ""))
    before = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    while hop is not None and before and any(hop in network for network in settings.TRUSTED_PROXIES):
        earlier = parsed(before.pop())
        if earlier is None:
            break
        hop = earlier
    if isinstance(hop, IPv6Address):
        return str(IPv6Network((hop, 64), strict=False))
    return str(hop or "unknown")


def parsed(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
