"""Reading what another agency asked for: which figures, how many have answered, and the figures themselves.

The one place that decides who reads: whoever may see figures or assign for the agency whose request reads them. It
reaches exactly the indicators, units and period of the readings, and ends when the request is cancelled.
"""

from __future__ import annotations

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import DefinitionView, FigureKey
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Action, NoRight, Rights
from tinhso.engines.reporting.contracts.errors import UnknownRequest
from tinhso.engines.reporting.contracts.requests import ReadCell, ReadFigures, ReadTable
from tinhso.engines.reporting.logic.assigning.requests import request_view
from tinhso.engines.reporting.logic.sheet import answers, definitions_in_force, quantity
from tinhso.engines.reporting.models import Reading, Request
from tinhso.engines.reporting.queries.assignments import requests_in_reach
from tinhso.engines.reporting.queries.progress import is_sent
from tinhso.engines.reporting.queries.readings import FigureKind, asking_assignments, standing_readings


def read_figures(request_id: int, *, rights: Rights) -> tuple[ReadFigures, ...]:
    """Return what a request reads from others, by figure and source; five queries, one where it reads nothing.

    Raises:
        UnknownRequest (REP-026)
    """
    request = _request(request_id, rights)
    rows = list(standing_readings().filter(request=request).select_related("source").order_by("id"))
    if not rows:
        return ()
    definitions = _definitions(request, rows)
    asked = {
        (row.request_id, row.subject_unit_id): row
        for row in asking_assignments({row.source_id for row in rows}, {row.subject_unit_id for row in rows})
    }
    units = {view.id: view for view in orgs.last_views({row.source.assigner_unit_id for row in rows})}
    together: dict[tuple[FigureKind, int], list[Reading]] = {}
    for row in rows:
        together.setdefault(((row.indicator_id, row.dims), row.source_id), []).append(row)
    found = []
    for (kind, source_id), parts in together.items():
        tasks = [asked[source_id, part.subject_unit_id] for part in parts if (source_id, part.subject_unit_id) in asked]
        source = parts[0].source
        found.append(
            ReadFigures(
                definition=definitions[kind[0]],
                dims=kind[1],
                source_id=source_id,
                source_title_vi=source.title_vi,
                source_title_en=source.title_en,
                source_assigner=units[source.assigner_unit_id],
                due_at=max((task.due_at for task in tasks), default=source.lock_at),
                units=len(parts),
                answered=sum(is_sent(task) for task in tasks),
            )
        )
    return tuple(found)


def reading_table(request_id: int, *, rights: Rights) -> ReadTable:
    """Return the figures a request reads, one row a unit; six queries.

    Raises:
        UnknownRequest (REP-026), NoRight (ORG-020): the reader does not belong to the agency that reads.
    """
    request = _request(request_id, rights)
    unit_id = request.assigner_unit_id
    if not (rights.may(Action.SEE_FIGURES, unit_id) or rights.may(Action.ASSIGN, unit_id)):
        raise NoRight(action=str(Action.SEE_FIGURES), unit=unit_id, actor=rights.actor)
    rows = list(standing_readings().filter(request=request).order_by("id"))
    definitions = _definitions(request, rows)
    kinds = list(dict.fromkeys((row.indicator_id, row.dims) for row in rows))
    states = indicators.states_of_keys(
        [FigureKey(row.indicator_id, row.subject_unit_id, request.period_id, row.dims) for row in rows]
    )
    cells: dict[int, dict[FigureKind, ReadCell]] = {}
    for row in rows:
        state = states.get(FigureKey(row.indicator_id, row.subject_unit_id, request.period_id, row.dims))
        if state is not None and answers(state.missing):
            exact = quantity(
                state.value, state.operator, state.missing, definitions[row.indicator_id].decimals, state.status
            )
            cell = ReadCell(exact, state.entry_id)
            cells.setdefault(row.subject_unit_id, {})[row.indicator_id, row.dims] = cell
    units = orgs.last_views({row.subject_unit_id for row in rows})
    return ReadTable(
        request=request_view(request),
        columns=tuple((definitions[kind[0]], kind[1]) for kind in kinds),
        rows=tuple((unit, tuple(cells.get(unit.id, {}).get(kind) for kind in kinds)) for unit in units),
    )


def _request(request_id: int, rights: Rights) -> Request:
    request = requests_in_reach(rights).filter(id=request_id).first()
    if request is None:
        raise UnknownRequest(request=request_id)
    return request


def _definitions(request: Request, rows: list[Reading]) -> dict[int, DefinitionView]:
    wanted = {row.indicator_id for row in rows}
    period = request_view(request).period
    versions = [one for one in indicators.definition_versions() if one.indicator_id in wanted]
    return {one.indicator_id: one for one in definitions_in_force(versions, period).values()}
