"""A small province with the demonstration's plan, and a reader who opens its pages without JavaScript."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from tinhso.engines.evaluation.round_testing import NOW
from tinhso.engines.evaluation.testing import load_demo_plan
from tinhso.engines.orgs.api import User
from tinhso.engines.orgs.testing import Territory, cast, small_territory
from tinhso.engines.trust import api as trust
from tinhso.testing.standing import standing
from tinhso.web_kit import assets

BUILT = ("app.css", "app.js", "inter-latin-opsz-normal.woff2", "inter-vietnamese-opsz-normal.woff2")


def _with_plan() -> Territory:
    with trust.use_clock(NOW):
        territory = small_territory()
        cast(territory)
        load_demo_plan()
        trust.seal_all()
    return territory


evaluation_world = standing("evaluation_world", _with_plan)


@pytest.fixture
def world(evaluation_world: Territory) -> Territory:
    """The province 66 before and after 1/7/2025, its people, Plan 3330 with all its figures."""
    return evaluation_world


@pytest.fixture
def browser(settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Client]:
    """Who reads: `browser("chutich").get("/ke-hoach")`; without a login, the public."""
    folder = tmp_path / "dist"
    folder.mkdir()
    (folder / "manifest.json").write_text(json.dumps({name: name for name in BUILT}))
    monkeypatch.setattr(assets, "DIST", folder)
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]

    def client_of(login: str = "") -> Client:
        client = Client()
        if login:
            backend = "django.contrib.auth.backends.ModelBackend"
            client.force_login(User.objects.get(username=login), backend=backend)
        return client

    return client_of


@pytest.fixture(autouse=True)
def today() -> object:
    """The demonstration's day."""
    with trust.use_clock(NOW):
        yield
