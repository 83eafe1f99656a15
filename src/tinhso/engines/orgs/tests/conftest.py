"""Fixtures of the orgs tests."""

import copy
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from tinhso.engines.orgs.testing import Territory, cast, small_territory
from tinhso.testing.standing import standing


def _territory_with_cast() -> Territory:
    territory = small_territory()
    cast(territory)
    return territory


orgs_territory = standing("orgs_territory", small_territory)
orgs_at_work = standing("orgs_at_work", _territory_with_cast)


@pytest.fixture
def territory(orgs_territory: Territory) -> Territory:
    return orgs_territory


@pytest.fixture
def province_at_work(orgs_at_work: Territory) -> Territory:
    """The small territory with its cast."""
    return orgs_at_work


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
