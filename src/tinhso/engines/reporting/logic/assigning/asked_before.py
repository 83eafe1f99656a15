"""Finding what other requests ask already, and reading it instead of asking a second time.

Two requests ask the same when indicator, dimensions, period and unit are the same. Whoever assigned first asks; a
later one that reuses writes readings (who reads what of whom, since which event) and sends the unit no second cell.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import DefinitionView
from tinhso.engines.orgs import api as orgs
from tinhso.engines.reporting.contracts import FormDefinition, RequestState
from tinhso.engines.reporting.contracts.request_errors import NothingToReuse
from tinhso.engines.reporting.contracts.requests import AskedBefore
from tinhso.engines.reporting.logic.sheet import definitions_in_force
from tinhso.engines.reporting.models import Reading, Request
from tinhso.engines.reporting.queries.definitions import forms_by_id
from tinhso.engines.reporting.queries.progress import is_sent
from tinhso.engines.reporting.queries.readings import FigureKind, asking_assignments, readings_of
from tinhso.kernel.periods import Period


@dataclass(frozen=True, slots=True)
class Asked:
    """One unit is asked for one figure by a request."""

    kind: FigureKind
    unit_id: int
    request: Request
    due_at: datetime
    is_sent: bool


def kinds_of(form: FormDefinition, definitions: Mapping[str, DefinitionView], period: Period) -> set[FigureKind]:
    """The figures that units fill on a form: no computed rows, nothing that follows from shorter periods."""
    found = set()
    for row in form.rows:
        definition = definitions.get(row.indicator)
        if definition is not None and definition.formula is None and definition.scheme == period.scheme:
            found.add((definition.indicator_id, row.dims))
    return found


def asked_of(
    form: FormDefinition, period: Period, unit_ids: Collection[int], without: Collection[int] = ()
) -> list[Asked]:
    """Return who asks these units for the figures of this form already, earliest request first; six queries.

    Args:
        without: requests that are left out (the one that is being replaced).
    """
    period_id = {known: period_id for period_id, known in indicators.periods_by_id().items()}.get(period)
    requests = Request.objects.filter(period_id=period_id).exclude(state=RequestState.CANCELLED).exclude(id__in=without)
    by_id = {row.pk: row for row in requests.select_related("regime_version").order_by("id")}
    if not by_id:
        return []
    forms = forms_by_id({row.form_version_id for row in by_id.values()})
    codes = {code for one in (form, *forms.values()) for code in one.indicators}
    definitions = definitions_in_force(indicators.definition_versions(codes), period)
    wanted, columns = kinds_of(form, definitions, period), _entered(form)
    asks = {
        request_id: kinds_of(forms[row.form_version_id], definitions, period) & wanted
        for request_id, row in by_id.items()
        if columns <= _entered(forms[row.form_version_id])
    }
    ids = [request_id for request_id, kinds in asks.items() if kinds]
    read = readings_of(ids)
    found = []
    for row in asking_assignments(ids, unit_ids).order_by("request_id", "id"):
        for kind in sorted(asks[row.request_id]):
            if kind not in read.get((row.request_id, row.subject_unit_id), {}):
                found.append(Asked(kind, row.subject_unit_id, by_id[row.request_id], row.due_at, is_sent(row)))
    return found


def asked_before(found: Sequence[Asked], definitions: Collection[DefinitionView]) -> tuple[AskedBefore, ...]:
    """Gather what was found by figure and request, for showing; one query."""
    by_id = {definition.indicator_id: definition for definition in definitions}
    together: dict[tuple[FigureKind, int], list[Asked]] = {}
    for one in found:
        together.setdefault((one.kind, one.request.pk), []).append(one)
    units = {view.id: view for view in orgs.last_views({one.request.assigner_unit_id for one in found})}
    return tuple(
        AskedBefore(
            definition=by_id[kind[0]],
            dims=kind[1],
            request_id=request_id,
            title_vi=parts[0].request.title_vi,
            title_en=parts[0].request.title_en,
            assigner=units[parts[0].request.assigner_unit_id],
            unit_ids=frozenset(part.unit_id for part in parts),
            answered=sum(part.is_sent for part in parts),
            due_at=max(part.due_at for part in parts),
        )
        for (kind, request_id), parts in together.items()
    )


def chosen_to_reuse(
    found: Sequence[Asked], reuse: Collection[str], definitions: Mapping[str, DefinitionView], period: Period
) -> dict[int, dict[FigureKind, Request]]:
    """By unit, what is read and from whom (the earliest request), for the indicators whose codes were chosen.

    Raises:
        NothingToReuse (REP-164): nobody asks for a chosen indicator.
    """
    ids = {definitions[code].indicator_id: code for code in reuse if code in definitions}
    chosen: dict[int, dict[FigureKind, Request]] = {}
    for one in found:
        if one.kind[0] in ids:
            chosen.setdefault(one.unit_id, {}).setdefault(one.kind, one.request)
    used = {kind[0] for kinds in chosen.values() for kind in kinds}
    missing = [code for code in reuse if code not in definitions or definitions[code].indicator_id not in used]
    if missing:
        raise NothingToReuse(indicator=missing[0], period=period.label("vi"))
    return chosen


def store_readings(request: Request, chosen: Mapping[int, Mapping[FigureKind, Request]], event_id: int) -> None:
    """Write what a request reads instead of asking."""
    Reading.objects.bulk_create(_rows(request, chosen, event_id), batch_size=2_000)


def _rows(request: Request, chosen: Mapping[int, Mapping[FigureKind, Request]], event_id: int) -> Iterable[Reading]:
    for unit_id, kinds in chosen.items():
        for (indicator_id, dims), source in kinds.items():
            yield Reading(
                request=request, source=source, indicator_id=indicator_id, dims=dims, subject_unit_id=unit_id,
                event_id=event_id,
            )  # fmt: skip


def _entered(form: FormDefinition) -> frozenset[str]:
    return frozenset(str(column.kind) for column in form.columns if column.entered)
