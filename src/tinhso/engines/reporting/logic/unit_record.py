"""Who asks a unit for what: its reports, what others read of it, the consolidations it went into, what was spared.

A unit's people see everything that is asked of them; who sees the unit from above sees the same reports as everywhere
(`queries.assignments.visible`). A constant number of questions, whatever the number of reports.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import DefinitionView
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Action, Rights, UnitView
from tinhso.engines.reporting.contracts import ColumnKind, FormDefinition
from tinhso.engines.reporting.contracts.unit_record import Asking, FigureName, SentOn, Spared, UnitRecord
from tinhso.engines.reporting.contracts.versions import VersionKind
from tinhso.engines.reporting.logic.sheet import Sheet, applies, definitions_in_force, joined_dims
from tinhso.engines.reporting.models import Assignment, ConsolidationVersion, Reading, Request
from tinhso.engines.reporting.queries.definitions import forms_by_id
from tinhso.engines.reporting.queries.paces import pace_on, typing_paces
from tinhso.engines.reporting.queries.progress import is_sent
from tinhso.engines.reporting.queries.readings import FigureKind
from tinhso.engines.reporting.queries.standing import lives_of, stood_sent
from tinhso.engines.reporting.queries.unit_record import (
    consolidations_sent,
    first_submissions,
    formats_of,
    open_consolidations,
    readings_about,
    reports_about,
)
from tinhso.kernel.periods import Period


def unit_record(unit_id: int, *, since: date, rights: Rights) -> UnitRecord:
    """Return what was asked of a unit in periods that end on a day or later; twelve queries.

    Raises:
        NoRight (ORG-020): the reader does not see the unit's figures.
    """
    rights.require(Action.SEE_FIGURES, unit_id)
    reports = reports_about(unit_id, since, rights)
    readings = readings_about(unit_id, since)
    tasks = {row.request_id: row for row in reports}
    requests = {row.request_id: row.request for row in reports} | {row.request_id: row.request for row in readings}
    read = _read_kinds(readings)
    forms = forms_by_id({row.form_version_id for row in requests.values()})
    versions = indicators.definition_versions({code for form in forms.values() for code in form.indicators})
    sent_on = _sent_on(set(requests), tasks, rights)
    units = _units(requests.values())
    askings = [
        _asking(row, tasks.get(row.pk), forms[row.form_version_id], versions, read.get(row.pk, set()), units, sent_on)
        for row in requests.values()
    ]
    askings.sort(key=lambda one: (one.period.end, one.opened_at, one.request_id), reverse=True)
    return UnitRecord(unit_id, since, tuple(askings), _spared(unit_id, since, askings))


def _read_kinds(readings: Sequence[Reading]) -> dict[int, set[FigureKind]]:
    found: dict[int, set[FigureKind]] = {}
    for row in readings:
        found.setdefault(row.request_id, set()).add((row.indicator_id, row.dims))
    return found


def _asking(
    request: Request,
    task: Assignment | None,
    form: FormDefinition,
    versions: Sequence[DefinitionView],
    read: Collection[FigureKind],
    units: Mapping[int, UnitView],
    sent_on: Mapping[int, tuple[SentOn, ...]],
) -> Asking:
    period = Period(request.period.scheme, request.period.code, request.period.start, request.period.end)
    definitions = definitions_in_force(versions, period)
    shown = _shown(form, definitions)
    read_names = {(form_code, dims) for form_code, dims in shown if (definitions[form_code].indicator_id, dims) in read}
    return Asking(
        request_id=request.pk,
        code=request.code,
        title_vi=request.title_vi,
        title_en=request.title_en,
        form_vi=form.name_vi,
        form_en=form.name_en,
        period=period,
        assigner=units[request.assigner_unit_id],
        consolidator=units[request.consolidator_unit_id] if request.consolidator_unit_id else None,
        opened_at=request.opened_at,
        due_at=task.due_at if task else None,
        assignment_id=task.pk if task else 0,
        is_sent=task is not None and is_sent(task),
        # Without a task of its own the unit is in the request by what is read of it, and by nothing else.
        shown=frozenset(shown if task else read_names),
        asked=frozenset(_asked(form, period, definitions) - read_names if task else ()),
        read=frozenset(read_names),
        sent_on=sent_on.get(request.pk, ()),
    )


def _shown(form: FormDefinition, definitions: Mapping[str, DefinitionView]) -> set[FigureName]:
    """Every actual figure on a form, entered, computed or following from shorter periods."""
    found = set()
    for row in form.rows:
        definition = definitions.get(row.indicator)
        if definition is None:
            continue
        found |= {
            (row.indicator, joined_dims(row.dims, column.dims))
            for column in form.columns
            if column.kind is ColumnKind.VALUE and applies(column, row, definition)
        }
    return found


def _asked(form: FormDefinition, period: Period, definitions: Mapping[str, DefinitionView]) -> set[FigureName]:
    """What any unit fills on the form."""
    sheet = Sheet(Assignment(), form, period, dict(definitions), {})
    return {
        (row.indicator, joined_dims(row.dims, column.dims))
        for row, column in sheet.entered()
        if column.kind is ColumnKind.VALUE
    }


def _units(requests: Collection[Request]) -> dict[int, UnitView]:
    wanted = {row.assigner_unit_id for row in requests} | {row.consolidator_unit_id for row in requests}
    return {view.id: view for view in orgs.last_views({one for one in wanted if one is not None})}


def _sent_on(
    request_ids: Collection[int], tasks: Mapping[int, Assignment], rights: Rights
) -> dict[int, tuple[SentOn, ...]]:
    """The versions by request: of one that has a report of the unit, those alone that hold that report."""
    lives = lives_of([task.pk for task in tasks.values()])
    rows = [
        row
        for row in consolidations_sent(request_ids)
        if (task := tasks.get(row.assignment.request_id)) is None
        or stood_sent(lives.get(task.pk, ()), before=row.event_id)
    ]
    formats, reached = formats_of([row.pk for row in rows]), open_consolidations(request_ids, rights)
    ids = {row.assignment.respondent_unit_id for row in rows} | {row.assignment.consolidator_unit_id for row in rows}
    units = {view.id: view for view in orgs.last_views(ids)}
    found: dict[int, list[SentOn]] = {}
    for row in rows:
        found.setdefault(row.assignment.request_id, []).append(_version(row, units, formats, reached))
    return {request_id: tuple(versions) for request_id, versions in found.items()}


def _version(
    row: ConsolidationVersion,
    units: Mapping[int, UnitView],
    formats: Mapping[int, tuple[str, ...]],
    reached: Collection[int],
) -> SentOn:
    return SentOn(
        request_id=row.assignment.request_id,
        number=row.number,
        kind=VersionKind(row.kind),
        serial=row.serial,
        sent_at=row.frozen_at,
        sender=units[row.assignment.respondent_unit_id],
        receiver=units[row.assignment.consolidator_unit_id],
        formats=formats.get(row.pk, ()),
        may_open=row.assignment_id in reached,
    )


def _spared(unit_id: int, since: date, askings: Sequence[Asking]) -> tuple[Spared, ...]:
    """Cells of the first sending of every report, and what was read where the unit had no report to fill."""
    paces = typing_paces()
    found = [
        Spared(period, cells, known, 0, pace_on(paces, period.end))
        for period, cells, known in first_submissions(unit_id, since)
    ]
    # What a report of its own shows as read already stands among its known cells.
    found += [
        Spared(one.period, 0, 0, len(one.read), pace_on(paces, one.period.end))
        for one in askings
        if one.read and not one.assignment_id
    ]
    return tuple(found)
