"""A figure is locked as long as anybody holds it, whatever order lockers come and go in."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinhso.engines.indicators import api
from tinhso.engines.indicators.contracts import DefinitionView
from tinhso.engines.indicators.testing import ACTOR
from tinhso.engines.orgs.testing import Territory
from tinhso.engines.trust.testing import undone

pytestmark = pytest.mark.django_db
STEPS = st.lists(st.tuples(st.booleans(), st.sampled_from("abc"), st.sampled_from([(0,), (1,), (0, 1)])), max_size=8)


def test_locks_are_the_union_of_what_each_locker_holds(
    dossiers: DefinitionView, territory: Territory, october: int
) -> None:
    units = [unit.id for unit in territory.communes.values()]

    @settings(max_examples=15, deadline=None)
    @given(STEPS)
    def holds(steps: list[tuple[bool, str, tuple[int, ...]]]) -> None:
        held: set[tuple[str, int]] = set()
        with undone():
            for closing, locker, places in steps:
                wanted = {(locker, units[place]) for place in places}
                act = api.lock if closing else api.unlock
                event = act([dossiers.indicator_id], october, [units[p] for p in places], actor=ACTOR, subject=locker)
                changed = held | wanted if closing else held - wanted
                assert (event is None) == (changed == held)
                held = changed
                for asked in (None, "a"):
                    found = api.locked_keys([dossiers.indicator_id], [october], but_by=asked)
                    assert {unit for *_, unit in found} == {unit for one, unit in held if one != asked}

    holds()
