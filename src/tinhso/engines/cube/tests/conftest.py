"""What tests of the cube share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tinhso.engines.cube.tests.spark_cluster import running_cluster


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a standalone master of Spark with two workers on this machine."""
    with running_cluster(tmp_path_factory.mktemp("spark")) as address:
        yield address
