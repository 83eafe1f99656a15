"""Every test of the kit runs on the kit's own small settings, whatever settings the whole run uses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tinhso.web_kit import assets
from tinhso.web_kit.tests import settings as kit_settings

NAMES = (
    "ROOT_URLCONF",
    "MIDDLEWARE",
    "TEMPLATES",
    "DEBUG",
    "LANGUAGE_CODE",
    "LANGUAGES",
    "STATIC_URL",
    "ALLOWED_HOSTS",
)
_BUILT = {
    name: name.replace(".", "-AAAAAAAA.")
    for name in ("app.css", "app.js", "inter-latin-opsz-normal.woff2", "inter-vietnamese-opsz-normal.woff2")
}


@pytest.fixture(autouse=True)
def _kit_settings(settings: Any) -> None:
    for name in NAMES:
        setattr(settings, name, getattr(kit_settings, name))
    settings.STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A front end that looks built, so that templates render on a machine without Node."""
    (tmp_path / "manifest.json").write_text(json.dumps(_BUILT))
    monkeypatch.setattr(assets, "DIST", tmp_path)


@pytest.fixture
def visitor(built: None) -> Client:
    return Client()
