"""How often a machine may ask: each token by itself, and each address for whoever brings none that is good."""

from __future__ import annotations

import math
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest

from tinhso.surfaces.rest.problems import TooManyRequests
from tinhso.web_kit.client_address import client_address
from tinhso.web_kit.shared_counts import Rate, seconds_to_wait, shared_file


def count_token(secret: str) -> None:
    """Count a request of a good token, which is known here by its digest only (RES-004)."""
    _count("token:" + sha256(secret.encode()).hexdigest()[:32], settings.TINHSO_API_RATE_TOKEN)


def count_person(user_id: int) -> None:
    """Count a request of a signed-in person's session: a whole office may share one address (RES-004)."""
    _count(f"person:{user_id}", settings.TINHSO_API_RATE_TOKEN)


def count_address(request: HttpRequest) -> None:
    """Count a request without a token, or with a wrong one (RES-004)."""
    _count("address:" + client_address(request), settings.TINHSO_API_RATE_ADDRESS)


def _count(name: str, rate: Rate) -> None:
    wait = seconds_to_wait(shared_file(Path(settings.TINHSO_SHARED_FILE)), f"api:{name}", rate)
    if wait:
        raise TooManyRequests(amount=rate.amount, period=rate.seconds, seconds=math.ceil(wait))
