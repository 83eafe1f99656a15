"""The narrative of a report: sections from the form's outline, edited by whoever drafts, merged with figures on paper.

Texts are append-only and belong to a sending: what was sent keeps its words.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping

from django.db import transaction

from tinhso.engines.orgs.contracts import Action, NoRight, Rights
from tinhso.engines.reporting.contracts import (
    ConsolidationView,
    FormDefinition,
    OutlineSectionView,
    OutlineView,
    RequestView,
    RowView,
    TaskState,
    TaskView,
)
from tinhso.engines.reporting.contracts.errors import OutlineClosed, UnusablePlaceholder
from tinhso.engines.reporting.logic.consolidation.consolidation_table import (
    Table,
    consolidation_view,
    table_of_view,
)
from tinhso.engines.reporting.logic.life import refuse_stale, subject_of
from tinhso.engines.reporting.logic.papers.document_numbers import sending_of
from tinhso.engines.reporting.logic.papers.outline_keys import LONGEST_TEXT
from tinhso.engines.reporting.logic.papers.outline_words import Facts, RowFacts, merge, unusable_placeholder
from tinhso.engines.reporting.logic.papers.paper_cells import unit_text
from tinhso.engines.reporting.logic.sheet import DRAFT_STATES
from tinhso.engines.reporting.logic.task_form import task, visible_row
from tinhso.engines.reporting.models import Assignment, OutlineText
from tinhso.engines.trust import api as trust
from tinhso.kernel.papers import Block, PaperText, TextKind

SAVED = "reporting.outline_saved"


def outline(assignment_id: int, *, rights: Rights) -> OutlineView:
    """Return the narrative of a report, or of a consolidation: each section as written and as merged.

    Raises:
        UnknownAssignment (REP-040).
    """
    row = visible_row(assignment_id, rights)
    if row.kind == "unit":
        unit_view = task(assignment_id, rights=rights)
        form, facts, title = unit_view.form, facts_of_task(unit_view), unit_view.card.title_vi
    else:
        view = consolidation_view(row.request_id, rights=rights, with_findings=False)
        form, facts, title = view.form, facts_of_consolidation(view), view.request.title_vi
    texts = texts_of(row.pk, sending_of(row))
    sections = tuple(
        OutlineSectionView(place, heading, text, merge(text, facts))
        for place, (heading, text) in enumerate(_sections(form, texts), start=1)
    )
    may_edit = _is_open(row) and rights.may(Action.DRAFT, row.respondent_unit_id)
    return OutlineView(row.pk, row.request_id, row.kind == "unit", title, sections, may_edit)


def merged_outline(view: TaskView) -> tuple[tuple[str, str], ...]:
    """The narrative of a form merged with the figures of a view, each section's heading and text: for trying a form."""
    facts = facts_of_task(view)
    return tuple((one.heading_vi, merge(one.text_vi, facts)) for one in view.form.outline)


@transaction.atomic
def save_outline(assignment_id: int, texts: Mapping[int, str], *, rights: Rights) -> int:
    """Keep the sections whose text changed; returns how many did.

    Raises:
        UnusablePlaceholder (REP-116): names the placeholder and the section; nothing is kept.
        OutlineClosed (REP-117): the report was sent. UnknownAssignment (REP-040), NoRight (ORG-020).
    """
    refuse_stale(rights)
    row = visible_row(assignment_id, rights)
    if not rights.may(Action.DRAFT, row.respondent_unit_id):
        raise NoRight(action=str(Action.DRAFT), unit=row.respondent_unit_id, actor=rights.actor)
    if not _is_open(row):
        raise OutlineClosed(assignment=row.pk)
    view = outline(assignment_id, rights=rights)
    rows = _row_numbers(row, rights)
    changed = {}
    for section in view.sections:
        text = unicodedata.normalize("NFC", texts.get(section.number, section.text)).replace("\r\n", "\n").strip()
        wrong = unusable_placeholder(text, rows)
        if wrong is not None or len(text) > LONGEST_TEXT:
            raise UnusablePlaceholder(section=section.heading, placeholder=wrong or f"{len(text)} ký tự")
        if text != section.text:
            changed[section.number] = text
    if changed:
        _keep(row, changed, rights)
    return len(changed)


def texts_of(assignment_id: int, sending: int) -> dict[int, str]:
    """What was written for a sending, by section: its own words, else those of the sending before. One query."""
    rows = OutlineText.objects.filter(assignment_id=assignment_id, sending__lte=sending).order_by("sending", "id")
    return dict(rows.values_list("section", "text"))


def outline_blocks(form: FormDefinition, facts: Facts, texts: Mapping[int, str]) -> tuple[Block, ...]:
    """The narrative as paragraphs of a paper."""
    blocks: list[Block] = []
    for heading, text in _sections(form, texts):
        blocks.append(PaperText(heading, TextKind.HEADING))
        blocks += [PaperText(line.strip()) for line in merge(text, facts).split("\n") if line.strip()]
    return tuple(blocks)


def facts_of_task(view: TaskView) -> Facts:
    """A unit's own figures for sentences."""
    rows = {one.row.no: _row_facts(one) for one in view.rows if one.definition is not None}
    return Facts(_period(view.card.period.label("vi")), view.card.subject.name("vi"), "1/1", rows)


def facts_of_consolidation(view: ConsolidationView) -> Facts:
    """Totals of a consolidation for sentences."""
    return facts_of_table(view.request, table_of_view(view))


def narrative_of_table(assignment_id: int, sending: int, request: RequestView, table: Table) -> str:
    """The narrative of a consolidation as it is sent: its sections merged with the totals, empty without an outline."""
    facts = facts_of_table(request, table)
    sections = _sections(table.form, texts_of(assignment_id, sending))
    return "\n".join(f"{heading}\n{merge(text, facts)}".strip() for heading, text in sections)


def facts_of_table(request: RequestView, table: Table) -> Facts:
    """Totals for sentences; a comparison of a part says over how many units it is made."""
    rows = {}
    for column in table.columns:
        total = table.totals[column.row.no]
        like = f"so cùng {total.received} đơn vị" if total.is_partial else ""
        rows[column.row.no] = RowFacts(
            column.name("vi"), unit_text(column.definition), column.definition.decimals, total.total,
            total.same_units_previous, total.same_units_last_year, total.year_to_date, like=like,
        )  # fmt: skip
    unit = request.aggregate or request.assigner
    counts = table.counts
    return Facts(_period(request.period.label("vi")), unit.name("vi"), f"{counts.sent}/{counts.total}", rows)


def _period(label: str) -> str:
    """“tháng 11/2026”: inside a sentence, without the dates in brackets."""
    name = label.partition(" (")[0]
    return name[:1].lower() + name[1:]


def _row_facts(view: RowView) -> RowFacts:
    now = view.cell.quantity if view.cell else view.previous
    decimals = view.definition.decimals if view.definition else 0
    return RowFacts(
        view.name("vi"), unit_text(view.definition), decimals, now, view.previous, view.same_period_last_year,
        view.year_to_date, view.plan,
    )  # fmt: skip


def _sections(form: FormDefinition, texts: Mapping[int, str]) -> list[tuple[str, str]]:
    return [
        (section.heading_vi, texts.get(place, section.text_vi.strip()))
        for place, section in enumerate(form.outline, start=1)
    ]


def _row_numbers(row: Assignment, rights: Rights) -> set[str]:
    if row.kind == "unit":
        return set(facts_of_task(task(row.pk, rights=rights)).rows)
    return set(facts_of_consolidation(consolidation_view(row.request_id, rights=rights, with_findings=False)).rows)


def _is_open(row: Assignment) -> bool:
    return row.state in DRAFT_STATES or (row.kind != "unit" and row.state == TaskState.ACCEPTED)


def _keep(row: Assignment, changed: Mapping[int, str], rights: Rights) -> None:
    sending, at = sending_of(row), trust.now()
    digests = {str(place): hashlib.sha256(text.encode()).hexdigest() for place, text in changed.items()}
    event_id = trust.record(
        kind=SAVED, subject=subject_of(row), actor=rights.actor, public={"sending": sending, "sections": digests}
    )
    OutlineText.objects.bulk_create(
        OutlineText(assignment=row, sending=sending, section=place, text=text, at=at, event_id=event_id)
        for place, text in changed.items()
    )
