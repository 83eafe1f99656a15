"""The panel beside the consolidation: one unit's report, or one of its cells with its past and what to do about it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import EntryView, FigureKey, Missing, Status
from tinhso.engines.orgs.contracts import Action, Rights
from tinhso.engines.reporting.contracts import (
    ConsolidationColumn,
    ConsolidationRow,
    ConsolidationView,
    OpenedUnit,
    Quantity,
)
from tinhso.engines.reporting.web import quantities
from tinhso.engines.reporting.web.cell_notes import notes_on_screen, thread_of
from tinhso.engines.reporting.web.consolidation.consolidation_table import (
    RETURNABLE,
    Choice,
    awaits_acceptance,
    column_named,
    mark_of,
    name_of,
    names_of,
    unit_named,
)
from tinhso.engines.reporting.web.desk import holds
from tinhso.engines.reporting.web.entry.form_rows import PROOF_OF_ENTRY
from tinhso.engines.reporting.web.steps import timeline_of
from tinhso.engines.trust import api as trust
from tinhso.kernel.quantities import from_scaled
from tinhso.web_kit.display import language, show_datetime, show_number


def panel_of(view: ConsolidationView, choice: Choice, rights: Rights) -> dict[str, Any] | None:
    """Return the panel's context, None when nothing is chosen; a constant number of queries.

    Args:
        view: with the chosen unit opened.
    """
    row = unit_named(view, choice.unit) if choice.unit else None
    if row is None or view.opened is None:
        return None
    column = column_named(view, choice.row_no) if choice.row_no else None
    receiver = (view.request.consolidator or view.request.assigner).id
    mark_code, mark_text = mark_of(row)
    panel = {
        "unit": row.unit.name(language()),
        "assignment_id": row.assignment_id,
        "mark_code": mark_code,
        "mark_text": mark_text,
        "close_url": choice.url(unit="", row_no=""),
        "can_accept": awaits_acceptance(row) and holds(rights, Action.ACCEPT, receiver),
        "can_ask": holds(rights, Action.ACCEPT, receiver),
        "can_return": row.state in RETURNABLE and holds(rights, Action.RETURN_SUBMISSION, receiver),
        "columns": names_of([one for one in view.columns if not one.definition.formula and not one.part]),
        "report_url": reverse("reporting:form", args=[row.assignment_id]),
        "row_no": "",
        "reason": "",
        "suggestion": "",
    }
    opened = view.opened
    if column is None:
        return panel | _unit_part(view, row, choice, opened)
    asked_no = column.row.no.partition("|")[0]
    notes = notes_on_screen(thread_of(opened.threads, asked_no)) | {"asked_no": asked_no}
    return panel | _cell_part(view, row, column, opened) | notes


def _unit_part(view: ConsolidationView, row: ConsolidationRow, choice: Choice, opened: OpenedUnit) -> dict[str, Any]:
    """Every figure of the unit as a list of links, and the life of its report."""
    figures = [
        {
            "name": name_of(column),
            "unit": quantities.unit_name(column.definition),
            "text": quantities.shown(row.figures[column.row.no], column.definition.decimals),
            "url": choice.url(unit=row.unit.code, row_no=column.row.no),
            "is_doubted": any(finding.row_no == column.row.no for finding in row.findings)
            or column.row.no.partition("|")[0] in row.asked_rows,
        }
        for column in view.columns
    ]
    return {
        "figures": figures,
        "events": timeline_of(opened.steps),
        "findings": [finding.message(language()) for finding in row.findings],
    }


def _cell_part(
    view: ConsolidationView, row: ConsolidationRow, column: ConsolidationColumn, opened: OpenedUnit
) -> dict[str, Any]:
    """One figure: its past, the question it raises, the value that would mend it, its entries in the ledger."""
    definition, no = column.definition, column.row.no
    history = [quantity.value for quantity in opened.history[no] if quantity.value is not None]
    span = quantities.span_of(history)
    findings = [finding for finding in row.findings if finding.row_no == no]
    suggestion = next((finding.suggestion for finding in findings if finding.suggestion is not None), None)
    entries = _entries(view, row, column)
    return {
        "row_no": no,
        "name": name_of(column),
        "measure_unit": quantities.unit_name(definition),
        "text": quantities.shown(row.figures[no], definition.decimals),
        "recent": [*history, row.figures[no].value] if history else [],
        "recent_words": ngettext(
            "%(count)d kỳ gần nhất: %(low)s–%(high)s", "%(count)d kỳ gần nhất: %(low)s–%(high)s", len(history)
        )
        % {"count": len(history), "low": show_number(span[0]), "high": show_number(span[1])}
        if span
        else "",
        "findings": [finding.message(language()) for finding in findings],
        "suggestion": show_number(suggestion) if suggestion is not None else "",
        "reason": _reason(no, findings[0].message_vi if findings else ""),
        "is_computed": bool(definition.formula),
        "entries": _entry_lines(entries),
        "origin_url": PROOF_OF_ENTRY.format(entry_id=entries[-1].id) if entries else "",
    }


def _reason(row_no: str, question: str) -> str:
    """A reason to begin with: what comes back names its row, in the language the unit reads."""
    return f"Dòng {row_no}: {question}" if question else ""


def _entries(view: ConsolidationView, row: ConsolidationRow, column: ConsolidationColumn) -> list[EntryView]:
    if column.definition.formula:
        return []
    period_id = indicators.period_ids([view.request.period])[view.request.period]
    key = FigureKey(column.definition.indicator_id, row.unit.id, period_id, column.row.dims)
    return [entry for entry in indicators.history(key) if entry.missing is not Missing.MOVED]


def _entry_lines(entries: list[EntryView]) -> list[dict[str, str]]:
    """The figure's life in the ledger, for the timeline."""
    events = trust.event_views([entry.event_id for entry in entries])
    lines = []
    for entry in entries:
        value = from_scaled(entry.value, entry.decimals) if entry.value is not None else None
        if value is None and entry.missing is Missing.NOT_REPORTED:
            words = _("rút khỏi tổng")
        else:
            status = _("chính thức") if entry.status is Status.OFFICIAL else _("tạm tính")
            words = f"{quantities.shown(Quantity(value, entry.operator, entry.missing), entry.decimals)}, {status}"
        lines.append({"event": words, "detail": show_datetime(events[entry.event_id].at)})
    return lines
