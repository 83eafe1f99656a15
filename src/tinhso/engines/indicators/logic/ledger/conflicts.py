"""Tells two authors of one figure apart: the second sees both values instead of a database error."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import IntegrityError

from tinhso.engines.indicators.contracts import ConcurrentCorrection, FigureKey
from tinhso.engines.indicators.logic.ledger.leaves import decimal_text
from tinhso.engines.indicators.logic.ledger.surroundings import Surroundings
from tinhso.engines.indicators.logic.ledger.transitions import Standing
from tinhso.engines.indicators.queries.states import states_of_keys

_KEY_CONSTRAINT = "indicators_entry_key"
_KEY_COLUMN = "indicators_entry.entry_no"


def is_key_conflict(error: IntegrityError) -> bool:
    """Say whether an error of either database is about the uniqueness of (key, entry_no)."""
    cause = error.__cause__
    constraint = getattr(getattr(cause, "diag", None), "constraint_name", None)
    return constraint == _KEY_CONSTRAINT or _KEY_COLUMN in str(error)


def explain_conflict(
    error: IntegrityError,
    before: Mapping[FigureKey, Standing],
    ours: Mapping[FigureKey, Standing],
    around: Surroundings,
) -> Exception:
    """Return what to raise: `ConcurrentCorrection` with both values, or an error about something else as it came.

    Args:
        before: states the refused entries were built on.
        ours: states they would have made.
        around: names and decimals of the keys.
    """
    if not is_key_conflict(error):
        return error
    touched = [key for key in ours if ours[key] != before.get(key)]
    for key, state in states_of_keys(touched):
        base = before.get(key)
        theirs = Standing(*state[2:])
        if base is None or theirs.entry_no != base.entry_no:
            return ConcurrentCorrection(
                **around.names(key),
                theirs=_said(theirs, key, around),
                yours=_said(ours[key], key, around),
                base=_said(base, key, around),
            )
    return error


def _said(state: Standing | None, key: FigureKey, around: Surroundings) -> str:
    if state is None or state.value is None:
        return "—"
    return decimal_text(state.value, around.versions[key.indicator_id][0].decimals)
