"""Tells the floors below which figures are owed: the form rows of units' assignments (see `ExpectationSource`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import Expectation
from tinhso.engines.reporting.contracts import RequestState
from tinhso.engines.reporting.models import Request
from tinhso.engines.reporting.queries.definitions import forms_by_id
from tinhso.engines.reporting.queries.expecting import (
    cancelled_requests,
    deadlines_as_of,
    read_figures,
    requests_of_periods,
    unit_assignments,
)


class AssignedFigures:
    """The source of expectations that reporting registers in `apps.ready()`."""

    name = "reporting"

    def expectations(
        self, indicator_ids: Sequence[int], period_ids: Sequence[int], as_of: int | None = None
    ) -> Iterable[Expectation]:
        """Return what assignments of requests that were not cancelled owe; a constant number of queries.

        Args:
            as_of: size of the log: what was assigned, extended and cancelled among its first leaves only.
        """
        requests = {
            row.pk: row
            for row in requests_of_periods(period_ids, as_of)
            if row.state != RequestState.CANCELLED or as_of is not None
        }
        gone = cancelled_requests(requests, as_of)
        requests = {request_id: row for request_id, row in requests.items() if request_id not in gone}
        owed = _indicators_of_forms({row.form_version_id for row in requests.values()}, set(indicator_ids))
        wanted = {request_id: row for request_id, row in requests.items() if owed[row.form_version_id]}
        earlier, read = deadlines_as_of(wanted, as_of), read_figures(wanted)
        return self._expand(wanted, owed, earlier, read, as_of)

    def _expand(
        self,
        requests: dict[int, Request],
        owed: dict[int, tuple[tuple[int, str], ...]],
        earlier: dict[int, datetime],
        read: dict[tuple[int, int], set[int]],
        as_of: int | None,
    ) -> Iterator[Expectation]:
        # Units of one request that read the same figures elsewhere owe the same ones here.
        due: dict[tuple[int, frozenset[int]], dict[int, datetime | None]] = defaultdict(dict)
        for assignment_id, request_id, unit_id, due_at in unit_assignments(requests, as_of):
            elsewhere = frozenset(read.get((request_id, unit_id), ()))
            due[request_id, elsewhere][unit_id] = earlier.get(assignment_id, due_at)
        for (request_id, elsewhere), units in due.items():
            row = requests[request_id]
            # A quarter's figure that follows from its months is owed by the month; what is read is owed elsewhere.
            here = [one for one, scheme in owed[row.form_version_id] if scheme == row.period.scheme]
            yield Expectation(tuple(one for one in here if one not in elsewhere), row.period_id, units)


def _indicators_of_forms(version_ids: set[int], wanted: set[int]) -> dict[int, tuple[tuple[int, str], ...]]:
    """By form version, the asked-for indicators that are entered on it, with their kind of period; two queries."""
    forms = forms_by_id(version_ids)
    versions = indicators.definition_versions({code for form in forms.values() for code in form.indicators})
    entered = {v.code: (v.indicator_id, v.scheme) for v in versions if v.formula is None and v.indicator_id in wanted}
    return {
        version_id: tuple(entered[code] for code in form.indicators if code in entered)
        for version_id, form in forms.items()
    }
