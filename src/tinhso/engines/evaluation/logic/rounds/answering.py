"""A unit scores itself: answers as they are typed, and documents that bear them out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.db import transaction

from tinhso.engines.evaluation.contracts.round_errors import (
    EvidenceNotKept,
    NotInCharge,
    RoundReasonNeeded,
    UnknownRoundEvidence,
)
from tinhso.engines.evaluation.contracts.rounds import (
    AnswerInput,
    AnswerView,
    EvidenceInput,
    EvidenceItem,
    RoundVerb,
    ScoringState,
)
from tinhso.engines.evaluation.contracts.scorecards import Answer
from tinhso.engines.evaluation.logic.rounds import life
from tinhso.engines.evaluation.logic.rounds.book import Entry, RoundBook, find_entry
from tinhso.engines.evaluation.logic.scorecards.answer_text import read_typed, text_of, typed_in
from tinhso.engines.evaluation.round_models import RoundEvidence, RoundEvidenceDrop, SelfAnswer
from tinhso.engines.evaluation.round_queries import answers_of, evidence_of, evidence_row
from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.trust import api as trust
from tinhso.kernel.files import KINDS, FileStore, kind_of_content, shown_name
from tinhso.kernel.quantities import NumberLocale
from tinhso.kernel.vietnamese import clean_text

LONGEST_NOTE, LEAST_NOTE = 1000, 10
LONGEST_NUMBER, LONGEST_TITLE = 80, 300
MOST_BYTES, MOST_DOCUMENTS = 10 * 1024 * 1024, 300
SCORED, KEPT, DROPPED = (
    "evaluation.round_scored", "evaluation.round_evidence_kept", "evaluation.round_evidence_dropped",
)  # fmt: skip
Read = tuple[AnswerInput, Answer | None]


def evidence_store() -> FileStore:
    """Return the store that keeps evidence; a later change of the setting counts."""
    return FileStore(Path(settings.TINHSO_HOME) / "evidence")


def save_answers(
    number: int, unit: str, inputs: Sequence[AnswerInput], *, rights: Rights, locale: NumberLocale = "vi"
) -> int:
    """Keep what a unit answers: all of it or, where one answer cannot be used, nothing.

    Returns:
        How many answers changed; without a change nothing is written.

    Raises:
        UnknownRound (EVA-013), NoRight (ORG-020), WrongRoundState (EVA-015), AnswerNotUsable (EVA-010),
        RoundReasonNeeded (EVA-016): “không áp dụng” or a refusal says why; NotInCharge (EVA-020): no such component
    """
    book, entry = find_entry(number, unit, rights)
    rule = life.require(RoundVerb.SAVE, rights, book, entry)
    read = [read_input(book, one, locale) for one in inputs]
    with transaction.atomic():
        life.lock_entry(entry.id)
        kept = answers_of(number, entry.id).get(entry.id, {})
        changed = [one for one in read if _differs(one, kept.get(one[0].component))]
        if not changed:
            return 0
        event_id = trust.record(
            kind=SCORED,
            subject=f"evaluation.round_unit:{entry.id}",
            actor=rights.actor,
            public={"round": number, "unit": unit, "components": len(changed)},
        )
        SelfAnswer.objects.bulk_create(
            _row(entry, one, kept.get(one[0].component), rights, event_id) for one in changed
        )
        if entry.state is not ScoringState.SCORING:
            life.step(rule, entry, ScoringState.SCORING, rights, event_id)
    return len(changed)


def typed_answer(one: AnswerView, locale: NumberLocale) -> str:
    """An answer as its field shows it to a person of a language."""
    return typed_in(one.component, one.answer, one.typed, locale)


def require_scoring(number: int, unit: str, rights: Rights) -> None:
    """Refuse who may not score a unit now, or a unit that cannot be scored now. Raises as `save_answers`."""
    book, entry = find_entry(number, unit, rights)
    life.require(RoundVerb.SAVE, rights, book, entry)


def read_input(book: RoundBook, one: AnswerInput, locale: NumberLocale) -> Read:
    """Return an input with the answer it means, or refuse it."""
    component = book.component(one.component)
    if component is None:
        raise NotInCharge(component=one.component)
    answer = read_typed(component, one.text, one.absence, locale)
    note = clean_text(one.note)[:LONGEST_NOTE]
    if one.absence and len(note) < LEAST_NOTE:
        place_vi, place_en = f"Tiêu chí {one.component}", f"Component {one.component}"
        raise RoundReasonNeeded(place_vi=place_vi, place_en=place_en, least=LEAST_NOTE)
    typed = "" if one.absence else clean_text(one.text)[:60]
    return AnswerInput(one.component, typed, one.absence, note), answer


def _differs(read: Read, kept: SelfAnswer | None) -> bool:
    one, answer = read
    if kept is None:
        return answer is not None or bool(one.note)
    text, absence = text_of(answer) if answer else ("", "")
    return (text, absence, one.note) != (kept.answer, kept.absence, kept.note)


def _row(entry: Entry, read: Read, kept: SelfAnswer | None, rights: Rights, event_id: int) -> SelfAnswer:
    one, answer = read
    text, absence = text_of(answer) if answer else ("", "")
    return SelfAnswer(
        entry_id=entry.id, component=one.component, answer_no=kept.answer_no + 1 if kept else 1, typed=one.text,
        answer=text, absence=absence, note=one.note, person_id=rights.user_id, event_id=event_id,
    )  # fmt: skip


def keep_evidence(number: int, unit: str, given: EvidenceInput, *, rights: Rights) -> int:
    """Keep a document beside a component.

    Returns:
        Its number.

    Raises:
        As `save_answers`; EvidenceNotKept (EVA-021): no title, too large, not what its kind must be, too many
    """
    book, entry = find_entry(number, unit, rights)
    life.require(RoundVerb.SAVE, rights, book, entry)
    if book.component(given.component) is None:
        raise NotInCharge(component=given.component)
    title = clean_text(given.title)[:LONGEST_TITLE]
    if not title:
        raise _not_kept("Minh chứng cần có tên văn bản.", "A document needs a title.")
    facts = _file(given)
    with transaction.atomic():
        life.lock_entry(entry.id)
        if len(evidence_of(entry.id)) >= MOST_DOCUMENTS:
            raise _not_kept(f"Đã đủ {MOST_DOCUMENTS} minh chứng.", f"There are {MOST_DOCUMENTS} documents already.")
        event_id = trust.record(
            kind=KEPT,
            subject=f"evaluation.round_unit:{entry.id}",
            actor=rights.actor,
            public={"round": number, "unit": unit, "component": given.component},
        )
        row = RoundEvidence.objects.create(
            entry_id=entry.id, component=given.component, number=clean_text(given.number)[:LONGEST_NUMBER], title=title,
            issued_on=given.issued_on, event_id=event_id, **facts,
        )  # fmt: skip
    return row.pk


def _file(given: EvidenceInput) -> dict[str, object]:
    """What is kept of a file, by its content and never by its name."""
    if not given.content:
        return {}
    if len(given.content) > MOST_BYTES:
        raise _not_kept(f"Tệp “{given.name}” lớn hơn {MOST_BYTES // 1024 // 1024} MB.", f"“{given.name}” is too large.")
    kind = kind_of_content(given.content)
    if kind is None:
        raise _not_kept(
            f"Tệp “{given.name}” không phải ảnh, PDF, Word hay Excel (không macro) theo nội dung của nó.",
            f"“{given.name}” is by its content no picture, PDF, Word or Excel file without macros.",
        )
    named = next((one for one in KINDS if given.name.lower().endswith(one.endings)), kind)
    if named is not kind:
        raise _not_kept(
            f"Tệp “{given.name}” theo nội dung là {kind.endings[0]}, không phải như tên của nó.",
            f"“{given.name}” is by its content {kind.endings[0]}, not what its name says.",
        )
    return {
        "name": shown_name(given.name, kind), "size": len(given.content), "media_type": kind.media_type,
        "digest": evidence_store().keep(given.content),
    }  # fmt: skip


def drop_evidence(evidence_id: int, *, rights: Rights) -> tuple[int, str, str]:
    """Take a document away while the unit scores itself.

    Returns:
        The round, the unit and the component it stood at.

    Raises:
        UnknownRoundEvidence (EVA-022), NoRight (ORG-020), WrongRoundState (EVA-015)
    """
    row, book, entry = _seen(evidence_id, rights)
    life.require(RoundVerb.SAVE, rights, book, entry)
    with transaction.atomic():
        life.lock_entry(entry.id)
        event_id = trust.record(
            kind=DROPPED,
            subject=f"evaluation.round_unit:{entry.id}",
            actor=rights.actor,
            public={"round": book.row.pk, "unit": entry.unit.code, "component": row.component},
        )
        RoundEvidenceDrop.objects.create(evidence=row, event_id=event_id)
    return book.row.pk, entry.unit.code, row.component


def evidence_file(evidence_id: int, *, rights: Rights) -> tuple[EvidenceItem, Path]:
    """Return a document and where its file lies, after comparing it with its digest.

    Raises:
        UnknownRoundEvidence (EVA-022): not to be seen, without a file, or not what it was
    """
    row, _book, entry = _seen(evidence_id, rights)
    if not (entry.was_sent or life.is_own(rights, entry.unit_id)) or not row.digest:
        raise UnknownRoundEvidence(evidence=evidence_id)
    if evidence_store().read(row.digest) is None:
        raise UnknownRoundEvidence(evidence=evidence_id)
    return evidence_item(row), evidence_store().path_of(row.digest)


def evidence_item(row: RoundEvidence) -> EvidenceItem:
    """A document as screens get it."""
    return EvidenceItem(row.pk, row.component, row.number, row.title, row.issued_on, row.name, row.size, row.media_type)


def _seen(evidence_id: int, rights: Rights) -> tuple[RoundEvidence, RoundBook, Entry]:
    row = evidence_row(evidence_id)
    if row is None or not rights.may("see_figures", row.entry.unit_id):
        raise UnknownRoundEvidence(evidence=evidence_id)
    book, entry = find_entry(row.entry.round_id, row.entry.unit.code, rights)
    return row, book, entry


def _not_kept(problem_vi: str, problem_en: str) -> EvidenceNotKept:
    return EvidenceNotKept(problem_vi=problem_vi, problem_en=problem_en)
