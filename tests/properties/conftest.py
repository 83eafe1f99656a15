"""What several walks look at: the province of the table of rights; and installations for tests of real processes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.db import transaction

from tests.properties.installation import Installation, new_installation
from tests.properties.rights_world import Met, meet


@pytest.fixture(scope="module")
def met(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Met]:
    """The province of the table of rights, made once for a file; what is done in it is undone."""
    with ExitStack() as stack:
        stack.enter_context(django_db_blocker.unblock())  # type: ignore[attr-defined]
        stack.enter_context(transaction.atomic())
        stack.callback(transaction.set_rollback, True)
        yield meet()


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
