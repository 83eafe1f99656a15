"""For every test: emptying append-only tables after a test that committed, and worlds that many tests share."""

import os
from collections.abc import Iterator

import pytest


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    from django.apps import apps

    if apps.ready:
        from tinhso.engines.trust.testing import let_tests_flush

        let_tests_flush()
        if not os.environ.get("CI"):
            from tests.schema_cache import copy_migrated_databases

            copy_migrated_databases()


@pytest.fixture(scope="session")
def _ground(django_db_setup: None) -> Iterator[None]:
    """Undo the last standing world before the test database goes."""
    from tinhso.testing.standing import GROUND

    yield
    GROUND.clear()


# Of class scope so that it comes before every fixture of a single test, the database's transaction among them.
@pytest.fixture(scope="class", autouse=True)
def _standing_world(request: pytest.FixtureRequest) -> None:
    from tinhso.testing.standing import GROUND, world_for

    name = world_for(request)
    if name:
        request.getfixturevalue("_ground")
    if name or GROUND.name:
        GROUND.change_to(name, request.getfixturevalue("django_db_blocker"))
