"""For every test: emptying append-only tables after a test that committed, and worlds that many tests share."""

import gc
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# How fast a machine draws an example says nothing of the product; hypothesis' own profile for CI leaves it out as well.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
if settings.get_current_profile_name() == "default":
    settings.load_profile("unhurried")


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    # What is imported and collected stays to the end: looking for what may go takes a seventh of the time.
    gc.disable()
    from django.apps import apps

    if apps.ready:
        from tests.schema_cache import copy_migrated_databases

        from tinhso.engines.trust.testing import let_tests_flush

        let_tests_flush()
        copy_migrated_databases()
        if os.environ.get("DATABASE_URL"):
            from tests.kept_plans import keep_plans_over_rollbacks

            keep_plans_over_rollbacks()
    if getattr(config.option, "numprocesses", None) and os.environ.get("DATABASE_URL"):
        _make_tables_meanwhile(config)


def _make_tables_meanwhile(config: pytest.Config) -> None:
    """Let a server's empty tables be made while the processes of the run collect tests; who asks first waits."""
    home = tempfile.TemporaryDirectory(prefix="tinhso-tables-")
    told = {"TINHSO_HOME": home.name, "DJANGO_SETTINGS_MODULE": "tinhso.site.settings"}
    maker = subprocess.Popen([sys.executable, "-m", "tests.empty_tables"], cwd=config.rootpath, env=os.environ | told)
    config.add_cleanup(home.cleanup)
    config.add_cleanup(maker.wait)


def pytest_collection_finish() -> None:
    """Keep the collector of cycles away from what stays to the end: modules, pages' templates, thousands of tests.

    It would walk over all of that again and again, a fifth of a run's time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    gc.enable()


def pytest_sessionfinish() -> None:
    """Let libraries that count what they leave behind find everything collected at the end."""
    gc.unfreeze()


def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Let no file of tests meet answers of another: what tests put into place without an event tells no two apart."""
    remembered = sys.modules.get("tinhso.engines.cube.logic.remembered")
    if remembered and (nextitem is None or nextitem.path != item.path):
        remembered.forget()


# What pytest-django gives a test that asks a database.
ASKS_A_DATABASE = frozenset({"db", "transactional_db", "django_db_setup", "live_server"})


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Mark what runs once before tests are chosen; put those on the same ground together when their order stands."""
    from tinhso.testing.depth import draw_as_deep_as_asked

    _mark_what_runs_once(items)
    draw_as_deep_as_asked(items)
    yield
    items[:] = [item for _, tests in groupby(items, key=_file_and_kind) for item in _by_ground(list(tests))]


def _file_and_kind(item: pytest.Item) -> tuple[Path, bool]:
    """A test's file and whether it commits: pytest-django lets those come last, for they empty the tables."""
    marker = item.get_closest_marker("django_db")
    commits = {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    return item.path, bool(commits or (marker and marker.kwargs.get("transaction")))


def _by_ground(tests: list[pytest.Item]) -> list[pytest.Item]:
    """Order tests of a file so that what stands is made once: first those that ask for less, otherwise as written."""
    if len(tests) == 1:
        return tests
    from tinhso.testing.standing import Standing, worlds_of

    met: dict[tuple[Standing, ...], int] = {}

    def place(item: pytest.Item) -> list[int]:
        asked = worlds_of(item)
        return [met.setdefault(asked[:size], len(met)) for size in range(1, len(asked) + 1)]

    return sorted(tests, key=place)


def _mark_what_runs_once(items: list[pytest.Item]) -> None:
    """Let a test of src/ that asks no database run once, not once for each database.

    pytest-django refuses a connection to a test without the mark or one of its fixtures: the judgement is safe there.
    Tests outside src/ may start the product as a process of its own, which finds its database by itself.
    """
    for item in items:
        asks = item.get_closest_marker("django_db") or ASKS_A_DATABASE & set(getattr(item, "fixturenames", ()))
        if not asks and "src" in item.path.relative_to(item.config.rootpath).parts[:1]:
            item.add_marker("one_database")


@pytest.fixture(scope="session", autouse=True)
def _pages_drawn_as_they_are(django_test_environment: None) -> None:
    """Let pages be drawn without telling of it: Django would copy what each template and each part of it was given.

    Tests look at answers, never at the names of templates (`answer.context` and `answer.templates` are empty).
    """
    from django.template.base import Template
    from django.test.utils import _TestState

    Template._render = _TestState.saved_data.template_render


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One browser for a process of tests: for journeys, and for the parts of pages that src/ looks at."""
    from tests.browser import launched

    with launched() as browser:
        yield browser


@pytest.fixture(scope="session")
def _ground(django_db_setup: None) -> Iterator[None]:
    """Undo the last standing world before the test database goes."""
    from tinhso.testing.standing import GROUND

    yield
    GROUND.clear()


@pytest.fixture(scope="module", autouse=True)
def _no_world_of_other_modules(request: pytest.FixtureRequest) -> None:
    """Clear the ground before a module's own fixtures open a transaction: the world below could not go any more."""
    from tinhso.testing.standing import GROUND, worlds_of

    asked = {worlds_of(item)[:1] for item in request.session.items if item.path == request.path}
    world = GROUND.standing[:1]
    GROUND.clear(but=world if world in asked else ())


# Of class scope so that it comes before every fixture of a single test, the database's transaction among them.
@pytest.fixture(scope="class", autouse=True)
def _standing_world(request: pytest.FixtureRequest) -> None:
    from tinhso.testing.standing import GROUND, worlds_of

    wanted = worlds_of(request.node)
    if wanted:
        request.getfixturevalue("_ground")
    if wanted or GROUND.standing:
        GROUND.change_to(wanted, request.getfixturevalue("django_db_blocker"))
