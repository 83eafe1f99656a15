"""The address a request came from, as limits count it."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

_OF_ONE_HOUSEHOLD = 64
"""Bits of an IPv6 address that one connection has; the rest it chooses as it likes."""


def client_address(request: HttpRequest) -> str:
    """Return the other end's address: what our own proxy wrote last where there is one, never what a client claims.

    Returns:
        an IPv4 address, or the network of an IPv6 one; empty where it is not known.
    """
    text = request.META.get("REMOTE_ADDR", "")
    forwarded = request.headers.get("X-Forwarded-For", "")
    if settings.ALLAUTH_TRUSTED_PROXY_COUNT and forwarded:
        text = forwarded.split(",")[-1].strip()
    try:
        address = ip_address(text)
    except ValueError:
        return ""
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ip_network((address, _OF_ONE_HOUSEHOLD), strict=False))
