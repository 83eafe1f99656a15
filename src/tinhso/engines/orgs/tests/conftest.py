"""Fixtures of the orgs tests."""

import copy
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from tinhso.engines.orgs.testing import Territory, cast, small_territory


@pytest.fixture
def territory(db: None) -> Territory:
    return small_territory()


@pytest.fixture
def province_at_work(territory: Territory) -> Territory:
    """The small territory with its cast."""
    cast(territory)
    return territory


@pytest.fixture
def walker(client: Client, settings: LazySettings) -> Client:
    """A visitor on the machine itself, in the demonstration, on pages framed without the site's navigation."""
    templates: list[dict[str, Any]] = copy.deepcopy(settings.TEMPLATES)
    processors = templates[0]["OPTIONS"]["context_processors"]
    templates[0]["OPTIONS"]["context_processors"] = [name for name in processors if not name.startswith("tinhso.site")]
    settings.TEMPLATES = templates
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]
    settings.ROOT_URLCONF = "tinhso.engines.orgs.tests.urls"
    settings.TINHSO_MODE = "demo"
    settings.ALLOWED_HOSTS = ["localhost", "testserver"]
    client.defaults["HTTP_HOST"] = "localhost:8000"
    return client
