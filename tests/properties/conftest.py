"""Installations of their own for tests that need real processes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.properties.installation import Installation, new_installation


@pytest.fixture(scope="session")
def empty_installation(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """An installation with empty tables, to be copied and never used itself."""
    return new_installation(tmp_path_factory.mktemp("empty") / "home")


@pytest.fixture(scope="module")
def install(empty_installation: Installation, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Installation]:
    """Make a fresh installation with empty tables."""

    def make() -> Installation:
        folder: Path = tmp_path_factory.mktemp("installed")
        return empty_installation.copied_to(folder / "home")

    return make
