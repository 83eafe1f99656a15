"""Random histories: sums of deltas are the latest states, and the log finds nothing wrong."""

from collections.abc import Callable
from itertools import count

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tinhso.engines.indicators import api
from tinhso.engines.indicators.contracts import (
    BatchSpec,
    DefinitionView,
    FigureKey,
    FigureState,
    FigureWrite,
    Missing,
    NothingToPromote,
    NothingToWithdraw,
)
from tinhso.engines.indicators.logic.ledger.transitions import presence
from tinhso.engines.indicators.logic.verifying.figure_rows import check_figure_rows
from tinhso.engines.indicators.logic.verifying.key_chains import check_key_chains
from tinhso.engines.indicators.testing import ACTOR, key_of
from tinhso.engines.orgs.testing import Territory
from tinhso.engines.trust.testing import undone

pytestmark = pytest.mark.django_db
_SUMS = """
SELECT unit_id, line, status, SUM(value_delta), SUM(presence_delta) FROM indicators_entry GROUP BY unit_id, line, status
"""
values = st.builds(
    FigureState,
    st.integers(-1000, 1000),
    st.integers(0, 5),
    st.just(0),
    st.integers(1, 2),
    st.integers(1, 5),
    st.none(),
)
absences = st.builds(
    FigureState, st.none(), st.just(0), st.sampled_from([1, 2, 3, 4]), st.integers(1, 2), st.integers(1, 5), st.none()
)
acts = st.lists(
    st.tuples(st.integers(0, 4), values | absences | st.sampled_from(["withdraw", "promote"]), st.booleans()),
    min_size=1,
    max_size=25,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(acts)
def test_sums_of_deltas_are_the_latest_states(
    dossiers: DefinitionView, territory: Territory, october: int, history: list[tuple[int, FigureState | str, bool]]
) -> None:
    keys = [key_of(dossiers, unit.id, october) for unit in territory.communes.values()]
    keys.append(key_of(dossiers, territory.province.id, october, line="adjustment"))
    with undone():
        _play(keys, history)
        latest = api.current_states([dossiers.indicator_id], [october])
        expected = {
            (key.unit_id, key.line, state.status): (state.value or 0, presence(state.missing, key.line))
            for key, state in latest.items()
        }
        with connection.cursor() as cursor:
            cursor.execute(_SUMS)
            found = {(unit, line, status): (int(value), int(answers)) for unit, line, status, value, answers in cursor}
        # A status that a key has left sums to nothing.
        assert {place: sums for place, sums in found.items() if place in expected or sums != (0, 0)} == expected
        assert all(state.missing != Missing.MOVED for state in latest.values())
        assert [*check_figure_rows(), *check_key_chains()] == []


def _play(keys: list[FigureKey], history: list[tuple[int, FigureState | str, bool]]) -> None:
    """Write act after act, sometimes several in one call."""
    waiting: list[BatchSpec] = []
    numbers = count(1)
    for which, said, at_once in history:
        key = keys[which]
        spec = BatchSpec("test.acted", f"test.act:{next(numbers)}", ACTOR, _writes(key, said), _promotes(key, said))
        waiting.append(spec)
        if at_once:
            _flush(waiting)
    _flush(waiting)


def _flush(waiting: list[BatchSpec]) -> None:
    """Write what waits together; where an act is impossible, write the others one by one."""
    attempts: list[Callable[[], object]] = [lambda: api.write_batches(list(waiting))]
    attempts += [lambda spec=spec: api.write_batches([spec]) for spec in waiting]  # type: ignore[misc]
    for number, attempt in enumerate(attempts):
        try:
            attempt()
        except (NothingToPromote, NothingToWithdraw):
            continue
        if number == 0:
            break
    waiting.clear()


def _writes(key: FigureKey, said: FigureState | str) -> list[FigureWrite]:
    if isinstance(said, str):
        return [FigureWrite(key, None)] if said == "withdraw" else []
    return [FigureWrite(key, said, note="vì sao" if said.value == 7 else "")]


def _promotes(key: FigureKey, said: FigureState | str) -> list[FigureKey]:
    return [key] if said == "promote" else []
