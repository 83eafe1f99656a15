"""A small reporting province under a board, and a reader who opens its pages without JavaScript."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from tinhso.engines.insight.tests.reading import Reader
from tinhso.engines.insight.tests.worlds import under_a_board
from tinhso.engines.reporting.testing import World
from tinhso.testing.standing import standing
from tinhso.web_kit import assets

BUILT = ("app.css", "app.js", "inter-latin-opsz-normal.woff2", "inter-vietnamese-opsz-normal.woff2")


insight_world = standing("insight_world", under_a_board)


@pytest.fixture
def world(insight_world: World) -> World:
    """Four communes whose dossiers of kỳ 11/2026 a system has posted, and a board; nothing is assigned yet."""
    return insight_world


@pytest.fixture
def reader(settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Reader]:
    """Who reads: `reader("chutich").open("/dieu-hanh")`; without a login, the public."""
    folder = tmp_path / "dist"
    folder.mkdir()
    (folder / "manifest.json").write_text(json.dumps({name: name for name in BUILT}))
    monkeypatch.setattr(assets, "DIST", folder)
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]
    return lambda login="", english=False: Reader(Client(), login, english=english)
