"""PostgreSQL by its real causes: the server is stopped while the service works, and its log is received elsewhere."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.properties.installation import Installation
from tests.properties.own_server import own_server

pytestmark = pytest.mark.skipif(not os.environ.get("DATABASE_URL"), reason="of a server of PostgreSQL")


@pytest.fixture
def at_work(install: Callable[[], Installation]) -> Iterator[Callable[[str], dict[str, Any]]]:
    """The small province on a server of its own; call it with the act of `faulty_server`."""
    made = install()
    with own_server() as server:
        server.take_in(made.database_url)
        mine = replace(made, database_url=server.url)
        mine = replace(mine, settings=json.loads(mine.program("faulty_disk", "build")))

        def act(name: str) -> dict[str, Any]:
            found: dict[str, Any] = json.loads(
                mine.program("faulty_server", name, str(server.folder), str(server.port))
            )
            return found

        yield act


def test_a_server_stopped_in_the_middle_is_named_and_the_service_goes_on_when_it_is_back(
    at_work: Callable[[str], dict[str, Any]],
) -> None:
    seen = at_work("stopped")
    assert seen["saved"]["status"] == seen["again"]["status"] == 200
    assert (seen["refused"]["status"], seen["refused"]["code"]) == (503, "WEB-513")
    assert seen["pages"] == {"/healthz": 200, "/readyz": 503, "/suc-khoe": 503}
    assert "database" in seen["bad"]
    assert (seen["text"], seen["changes"]) == ([7], 2)


def test_a_receiver_on_a_second_machine_shows_its_lag_and_gives_back_every_commit(
    at_work: Callable[[str], dict[str, Any]],
) -> None:
    seen = at_work("received")
    states = {name: state for name, (state, _) in seen["states"].items()}
    assert states == {"none": "warn", "follows": "good", "held": "warn", "goes on": "good"}, seen["states"]
    assert seen["restored"] == seen["last"]
