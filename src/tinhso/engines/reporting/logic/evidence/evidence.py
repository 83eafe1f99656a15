"""Evidence of a report: files beside its cells, and the letter cited where somebody enters on another's behalf.

1. Whoever may type into the form adds evidence, and takes it away again until it was sent.
2. Approving commits to it: the submission's event and every figure's leaf carry the commitment, the text names each
   file by its SHA-256 (`commitment_of`).
3. What a submission committed to stays, and is seen by whoever may see the report's figures.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting.contracts import Verb
from tinhso.engines.reporting.contracts.entry_errors import (
    EvidenceCommitted,
    EvidenceMissing,
    FileNotAccepted,
    FileTooLarge,
    LetterIncomplete,
    TooManyFiles,
    UnknownEvidence,
)
from tinhso.engines.reporting.contracts.errors import UnknownAssignment, UnknownRow
from tinhso.engines.reporting.contracts.evidence import EvidenceFile, EvidenceView
from tinhso.engines.reporting.entry_models import Evidence
from tinhso.engines.reporting.logic.evidence.evidence_store import evidence_store
from tinhso.engines.reporting.logic.life import take_one
from tinhso.engines.reporting.logic.sheet import load_sheet
from tinhso.engines.reporting.logic.task_cards import sees_draft
from tinhso.engines.reporting.models import Assignment
from tinhso.engines.reporting.queries.assignments import assignments
from tinhso.engines.trust import api as trust
from tinhso.kernel.files import kind_of_content, shown_name
from tinhso.kernel.vietnamese import clean_text

MOST_BYTES = 10 * 1024 * 1024
MOST_FILES = 100
"""Files of one form: enough for a page of each cell, too few to use the report as a store."""


@transaction.atomic
def attach_evidence(
    assignment_id: int, row_no: str, name: str, content: bytes, *, rights: Rights, column: str = "value"
) -> EvidenceView:
    """Keep a file beside a cell.

    Args:
        row_no: the cell's row; empty for the whole form.
        name: the file's own name; only its last part is kept.
        content: at most 10 MB; a picture, PDF, Word or Excel file by its content.

    Raises:
        FileNotAccepted (REP-250), FileTooLarge (REP-251), TooManyFiles (REP-252), UnknownRow (REP-070),
        UnknownAssignment (REP-040), NoRight (ORG-020), WrongState (REP-041).
    """
    row = take_one(Verb.SAVE, assignment_id, rights)
    _require_cell(row, row_no, column)
    return _view(_add(row, row_no, column if row_no else "", name, content, rights))


@transaction.atomic
def cite_letter(
    assignment_id: int,
    number: str,
    issued_on: date | None,
    *,
    rights: Rights,
    name: str = "",
    content: bytes = b"",
) -> EvidenceView:
    """Cite the document that a form is entered from; the number is text and keeps its zeros.

    Args:
        number: as written on the document, `0123/BC-ABC`.
        issued_on: its day.
        name, content: the document itself, if there is a file.

    Raises:
        LetterIncomplete (REP-253), and as `attach_evidence`.
    """
    row = take_one(Verb.SAVE, assignment_id, rights)
    written = clean_text(number)
    if not written or issued_on is None:
        raise LetterIncomplete(number=written or "–")
    if content:
        kept = _add(row, "", "", name, content, rights, number=written, issued_on=issued_on)
    else:
        kept = _create(row, "", "", rights, number=written, issued_on=issued_on)
    return _view(kept)


@transaction.atomic
def drop_evidence(evidence_id: int, *, rights: Rights) -> None:
    """Take evidence away that no submission has committed to yet.

    Raises:
        UnknownEvidence (REP-254), EvidenceCommitted (REP-255), NoRight (ORG-020), WrongState (REP-041).
    """
    found = _reachable(rights).filter(id=evidence_id).first()
    if found is None:
        raise UnknownEvidence(evidence=evidence_id)
    take_one(Verb.SAVE, found.assignment_id, rights)
    if found.event_id is not None:
        raise EvidenceCommitted(name=found.name or found.number)
    found.dropped_at = trust.now()
    found.save(update_fields=["dropped_at"])


def evidence_of(assignment_id: int, *, rights: Rights) -> tuple[EvidenceView, ...]:
    """Return the evidence of a form, oldest first; of a draft only to the unit that drafts.

    Raises:
        UnknownAssignment (REP-040).
    """
    row = assignments(rights).filter(id=assignment_id).first()
    if row is None:
        raise UnknownAssignment(assignment=assignment_id)
    return evidence_of_row(row, rights)


def evidence_of_row(row: Assignment, rights: Rights) -> tuple[EvidenceView, ...]:
    """Return the same of an assignment within reach."""
    rows = Evidence.objects.filter(assignment_id=row.pk, dropped_at__isnull=True).order_by("id")
    if not sees_draft(rights, row):
        rows = rows.filter(event__isnull=False)
    return tuple(_view(one) for one in rows)


def evidence_file(evidence_id: int, *, rights: Rights) -> EvidenceFile:
    """Return a file to hand over, after comparing it with its digest.

    Raises:
        UnknownEvidence (REP-254), EvidenceMissing (REP-256): the file is gone or is not what it was.
    """
    found = _reachable(rights).filter(id=evidence_id).exclude(digest="").first()
    if found is None or (found.event_id is None and not sees_draft(rights, found.assignment)):
        raise UnknownEvidence(evidence=evidence_id)
    if evidence_store().read(found.digest) is None:
        raise EvidenceMissing(name=found.name, digest=found.digest)
    return EvidenceFile(evidence_store().path_of(found.digest), found.name, found.media_type)


def cited_for(assignment_ids: Collection[int]) -> dict[int, list[Evidence]]:
    """Return by form the letters and files that are cited for it, in the order they came; one query."""
    found: dict[int, list[Evidence]] = {}
    for one in Evidence.objects.filter(assignment_id__in=assignment_ids, dropped_at__isnull=True).order_by("id"):
        found.setdefault(one.assignment_id, []).append(one)
    return found


def commitment_of(cited: Sequence[Evidence]) -> str:
    """Return the text that a submission's event commits to: every letter and file, each with its digest."""
    return "\n".join(_line(one) for one in cited)


def commit_evidence(cited: Mapping[int, Sequence[Evidence]], events: Mapping[int, int]) -> None:
    """Mark what the events of these forms (event by assignment) have committed to: from here on it stays."""
    fresh = [one for of_form in cited.values() for one in of_form if one.event_id is None]
    for one in fresh:
        one.event_id = events[one.assignment_id]
    Evidence.objects.bulk_update(fresh, ["event_id"], batch_size=500)


def _line(one: Evidence) -> str:
    letter = f"{one.number}, {one.issued_on:%d/%m/%Y}" if one.issued_on else ""
    file = f"{one.name} (sha256:{one.digest})" if one.digest else ""
    place = f"{one.row_no}/{one.column}" if one.row_no else ""
    return "; ".join(part for part in (place, letter, file) if part)


def _require_cell(row: Assignment, row_no: str, column: str) -> None:
    if not row_no:
        return
    sheet = load_sheet(row)
    if all((one.no, other.code) != (row_no, column) for one, other in sheet.entered()):
        raise UnknownRow(form=sheet.form.code, row=row_no, column=column)


def _add(
    row: Assignment, row_no: str, column: str, name: str, content: bytes, rights: Rights, **letter: object
) -> Evidence:
    if len(content) > MOST_BYTES:
        raise FileTooLarge(name=name, megabytes=MOST_BYTES // 1024 // 1024)
    kind = kind_of_content(content)
    if kind is None:
        raise FileNotAccepted(name=name)
    digest = evidence_store().keep(content)
    facts = {"name": shown_name(name, kind), "size": len(content), "media_type": kind.media_type, "digest": digest}
    return _create(row, row_no, column, rights, **facts, **letter)


def _create(row: Assignment, row_no: str, column: str, rights: Rights, **facts: object) -> Evidence:
    same = Evidence.objects.filter(assignment=row, row_no=row_no, column=column, dropped_at__isnull=True)
    again = same.filter(digest=facts.get("digest", ""), number=facts.get("number", "")).first()
    if again is not None:
        return again
    if Evidence.objects.filter(assignment=row, dropped_at__isnull=True).count() >= MOST_FILES:
        raise TooManyFiles(most=MOST_FILES)
    return Evidence.objects.create(
        assignment=row,
        row_no=row_no,
        column=column,
        added_by=rights.actor,
        person_id=rights.user_id,
        added_at=trust.now(),
        **facts,
    )


def _reachable(rights: Rights) -> QuerySet[Evidence]:
    return Evidence.objects.filter(
        assignment__in=assignments(rights).values("id"), dropped_at__isnull=True
    ).select_related("assignment")


def _view(one: Evidence) -> EvidenceView:
    return EvidenceView(
        one.pk,
        one.row_no,
        one.column,
        one.name,
        one.size,
        one.media_type,
        one.digest,
        one.number,
        one.issued_on,
        one.added_at,
        one.event_id is not None,
    )
