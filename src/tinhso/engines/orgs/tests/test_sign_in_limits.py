"""Guessing a password: refused after a few tries, whichever worker is asked and after a restart."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.cache import caches
from django.test import Client

from tinhso.engines.orgs import api
from tinhso.engines.orgs.testing import ACTOR

pytestmark = pytest.mark.django_db
PASSWORD = "mot mat khau du dai"


def forget_the_cache() -> None:
    """As in a new process: nothing is remembered of earlier tries but what the file holds."""
    assert caches["default"] is not None
    del caches["default"]


def try_one(password: str, address: str) -> int:
    forget_the_cache()
    client = Client(SERVER_NAME="localhost", REMOTE_ADDR=address)
    return client.post("/tai-khoan/login/", {"login": "an", "password": password}).status_code


def test_the_sixth_guess_is_refused_by_every_worker_and_so_is_the_right_password(
    settings: LazySettings, tmp_path: Path
) -> None:
    settings.CACHES = settings.CACHES | {
        "default": settings.CACHES["default"] | {"LOCATION": str(tmp_path / "counts.sqlite3")}
    }
    api.create_user("an", password=PASSWORD, actor=ACTOR)
    guesses = [try_one(f"sai-{n}-dai-lam-day", f"10.0.1.{n}") for n in range(5)]
    assert guesses == [200] * 5
    refused = try_one(PASSWORD, "10.0.2.1")
    assert refused == 200, "the form again, not the way in"
    settings.CACHES = settings.CACHES | {
        "default": settings.CACHES["default"] | {"LOCATION": str(tmp_path / "other.sqlite3")}
    }
    assert try_one(PASSWORD, "10.0.2.1") == 302, "without the shared file the password would have opened"
