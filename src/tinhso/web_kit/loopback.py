"""Whether a request comes from the very machine that serves it."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address

from django.http import HttpRequest

_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
_FORWARDED = ("X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Forwarded", "Via")


def comes_from_this_machine(request: HttpRequest) -> bool:
    """Say whether the other end is the loopback address, asked for by a loopback name, with no proxy in between.

    The name matters: a page elsewhere whose name is made to point at 127.0.0.1 would otherwise act through the
    visitor's browser.
    """
    if any(request.headers.get(header) for header in _FORWARDED):
        return False
    host = request.get_host()
    name = host if host.endswith("]") else host.rsplit(":", 1)[0]
    return name in _NAMES and _is_loopback(request.META.get("REMOTE_ADDR", ""))


def _is_loopback(text: str) -> bool:
    try:
        address = ip_address(text)
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped.is_loopback
    return address.is_loopback
