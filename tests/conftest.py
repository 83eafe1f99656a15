"""What tests of several folders look at."""

from __future__ import annotations

import pytest

from tests.demonstration import Demonstration, standing_demonstration


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Demonstration:
    """The whole demonstration, built once; nobody may change it, only copy it."""
    return standing_demonstration(tmp_path_factory.mktemp("demonstration"))
