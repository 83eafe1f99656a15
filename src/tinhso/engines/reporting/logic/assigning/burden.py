"""What a request would cost, before it is made: cells by unit, what is known already, minutes, and the last time."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db.models import Count, F, Sum

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import DefinitionView, FigureKey
from tinhso.engines.reporting.contracts import FormDefinition
from tinhso.engines.reporting.contracts.requests import Burden, PastBurden
from tinhso.engines.reporting.logic.assigning.parts_of_year import parts_of_period
from tinhso.engines.reporting.logic.sheet import SCENARIOS, Sheet, answers, joined_dims
from tinhso.engines.reporting.models import Assignment, Request, Submission
from tinhso.engines.reporting.queries.paces import pace_on, typing_paces
from tinhso.engines.reporting.queries.readings import FigureKind
from tinhso.kernel.periods import Period


def burden_of(
    form: FormDefinition,
    definitions: Mapping[str, DefinitionView],
    period: Period,
    unit_ids: Collection[int],
    reused: Mapping[int, Collection[FigureKind]],
) -> Burden:
    """Count the cells of a form over units; four queries, whatever their number."""
    # Nobody's sheet: what the form asks of any unit.
    sheet = Sheet(Assignment(), form, period, dict(definitions), {})
    asked = [
        (definitions[row.indicator].indicator_id, row.dims, joined_dims(row.dims, column.dims), SCENARIOS[column.kind])
        for row, column in sheet.entered()
    ]
    derived_rows = [(definitions[row.indicator], row.dims) for row in form.rows if sheet.is_derived(row)]
    ids = {known: period_id for period_id, known in indicators.periods_by_id().items()}
    answered = _answered(
        {indicator_id for indicator_id, *_ in asked}, {ids[period]} if period in ids else set(), unit_ids
    )
    complete = _complete(derived_rows, period, ids, unit_ids)
    known = reused_cells = left = most_left = 0
    for unit_id in unit_ids:
        own = reused.get(unit_id, ())
        mine = 0
        for indicator_id, row_dims, dims, scenario in asked:
            if (indicator_id, row_dims) in own:
                reused_cells += 1
            elif FigureKey(indicator_id, unit_id, ids.get(period, 0), dims, scenario) in answered:
                known += 1
            else:
                mine += 1
        left, most_left = left + mine, max(most_left, mine)
    per_unit = len(asked) + len(derived_rows)
    return Burden(
        len(unit_ids), per_unit, per_unit * len(unit_ids), known, reused_cells, complete, left, most_left,
        pace_on(typing_paces(), period.end),
    )  # fmt: skip


def last_burden(regime: str) -> PastBurden | None:
    """What the newest request of a regime that somebody answered cost; two queries."""
    answered = Submission.objects.filter(
        number=1, assignment__kind="unit", assignment__request__regime_version__regime__code=regime
    )
    newest = answered.order_by("-assignment__request__period__end", "-assignment__request_id").first()
    if newest is None:
        return None
    request = Request.objects.get(assignments=newest.assignment_id)
    row = answered.filter(assignment__request=request).aggregate(
        reports=Count("id"), all_cells=Sum("cells"), typed=Sum(F("cells") - F("known_cells"))
    )
    return PastBurden(request.pk, request.title_vi, request.title_en, row["reports"], row["all_cells"], row["typed"])


def _answered(indicator_ids: Collection[int], period_ids: Collection[int], unit_ids: Collection[int]) -> set[FigureKey]:
    if not indicator_ids or not period_ids:
        return set()
    states = indicators.current_states(indicator_ids, period_ids, unit_ids, lines=[""])
    return {key for key, state in states.items() if answers(state.missing)}


def _complete(
    rows: Collection[tuple[DefinitionView, str]],
    period: Period,
    ids: Mapping[Period, int],
    unit_ids: Collection[int],
) -> int:
    """How many derived cells have all their shorter periods."""
    parts = {definition.code: parts_of_period(period, definition.scheme) for definition, _ in rows}
    known = {part: ids[part] for some in parts.values() for part in some if part in ids}
    answered = _answered({definition.indicator_id for definition, _ in rows}, set(known.values()), unit_ids)
    return sum(
        all(
            FigureKey(definition.indicator_id, unit_id, known.get(part, 0), dims) in answered
            for part in parts[definition.code]
        )
        for unit_id in unit_ids
        for definition, dims in rows
        if parts[definition.code]
    )
