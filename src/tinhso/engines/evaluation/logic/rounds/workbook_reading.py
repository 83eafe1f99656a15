"""A scoring workbook that comes back: what it would change; kept as a whole or not at all.

Three states of each answer stand side by side: at the download, in the file, and now. What the file left as it was
downloaded is nobody's business, whatever others answered since; what both changed is refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from tinhso.engines.evaluation.contracts.round_errors import (
    EvidenceNotKept,
    ScoredMeanwhile,
    ScoringCellRefused,
    ScoringPreviewStale,
)
from tinhso.engines.evaluation.contracts.round_workbooks import ScoringChange, ScoringFault, ScoringPreview
from tinhso.engines.evaluation.contracts.rounds import AnswerInput, AnswerView, EvidenceInput, RoundVerb
from tinhso.engines.evaluation.contracts.scorecards import Answer, Shape
from tinhso.engines.evaluation.errors import AnswerNotUsable
from tinhso.engines.evaluation.logic.rounds import life
from tinhso.engines.evaluation.logic.rounds.answering import (
    LONGEST_NOTE,
    LONGEST_NUMBER,
    LONGEST_TITLE,
    keep_evidence,
    read_input,
    save_answers,
)
from tinhso.engines.evaluation.logic.rounds.book import RoundBook, find_entry
from tinhso.engines.evaluation.logic.rounds.pages import read_unit
from tinhso.engines.evaluation.logic.rounds.workbook import NOT_APPLICABLE, REFUSED, answer_text, stood
from tinhso.engines.evaluation.logic.rounds.workbook_finding import FoundForm, Stood, find_scoring
from tinhso.engines.evaluation.logic.scorecards.answer_text import text_of
from tinhso.engines.orgs.contracts import Rights
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.quantities import NumberLocale, plain_text
from tinhso.kernel.vietnamese import clean_text, fold
from tinhso.kernel.workbooks import Content, FigureRules, SheetCell, read_figure, read_workbook

_ABSENCES = {fold(NOT_APPLICABLE): "not_applicable", fold(REFUSED): "refused"}
_YES, _NO = {"co", "yes", "1", "x"}, {"khong", "no", "0"}


def preview_scoring(number: int, unit: str, content: bytes, *, rights: Rights) -> ScoringPreview:
    """Return what a workbook would change; nothing is kept.

    Raises:
        UnknownRound (EVA-013), NoRight (ORG-020), WrongRoundState (EVA-015), NotAScoringFile (EVA-025), and the
        kernel's errors of workbooks (KER-080…086)
    """
    book, entry = find_entry(number, unit, rights)
    life.require(RoundVerb.SAVE, rights, book, entry)
    page = read_unit(number, unit, rights)
    form = find_scoring(read_workbook(content), page)
    found = _Found(form.faults)
    if not form.faults:
        for one in page.asked:
            if one.component.code in form.rows:
                _compare(book, one, form, found)
    return ScoringPreview(
        tuple(found.changes), tuple(found.documents), tuple(found.faults), found.unchanged, form.locale
    )  # fmt: skip


class _Found:
    """What was found so far."""

    def __init__(self, faults: Sequence[ScoringFault]) -> None:
        self.changes: list[ScoringChange] = []
        self.documents: list[EvidenceInput] = []
        self.faults = list(faults)
        self.unchanged = 0


def _compare(book: RoundBook, one: AnswerView, form: FoundForm, found: _Found) -> None:
    code, now = one.component.code, stood(one)
    cell = form.sheet.cell(form.rows[code], form.columns["answer"])
    try:
        note = _text(form, code, "note", LONGEST_NOTE)
        given, answer = read_input(book, _input(one, cell, note, form.locale), form.locale)
        said: Stood = (*(text_of(answer) if answer else ("", "")), note)
        was = form.downloaded.get(code, ("", "", ""))
        if said not in (now, was) and was != now:
            raise ScoredMeanwhile(component=code, now=answer_text(one, form.locale) or now[2] or "–")
        document = _document(one, form)
    except TinhSoError as error:
        found.faults.append(ScoringFault(error.where.cell or cell.address, error))
        return
    if document is not None:
        found.documents.append(document)
    if said in (now, was):
        found.unchanged += 1
        return
    name = one.component.name
    found.changes.append(
        ScoringChange(cell.address, given, name.in_language("vi"), name.in_language("en"),
                      answer_text(one, form.locale) or "–", _said_text(given, answer, one), now, cell.hidden)
    )  # fmt: skip


def _said_text(given: AnswerInput, answer: Answer | None, one: AnswerView) -> str:
    """What the file was understood to answer: 1.637 of a number cell is 1,637 in a Vietnamese file."""
    if answer is None:
        return "–"
    if answer.absence is not None:
        return NOT_APPLICABLE if given.absence == "not_applicable" else REFUSED
    if one.component.shape is Shape.YES_NO:
        return "có" if answer.value else "không"
    is_number = one.component.shape is Shape.RATIO and "/" not in given.text
    return f"{given.text.removesuffix('%')}%" if is_number else given.text


def _text(form: FoundForm, code: str, column: str, longest: int) -> str:
    """A text beside an answer; nothing that Excel made of it, and nothing cut off."""
    if column not in form.columns:
        return ""
    cell = form.sheet.cell(form.rows[code], form.columns[column])
    problem = ("", "")
    if cell.merged:
        problem = ("Ô gộp nhiều hàng", "The cell is merged with others")
    elif cell.content not in (Content.TEXT, Content.NUMBER, Content.EMPTY):
        problem = (f"Excel đã đổi chữ thành “{cell.label[:60]}”", f"Excel made “{cell.label[:60]}” of the text")
    elif len(cell.label) > longest:
        problem = (f"Dài quá {longest} ký tự", f"Longer than {longest} characters")
    if problem[0]:
        raise ScoringCellRefused(problem_vi=problem[0], problem_en=problem[1]).at(cell=cell.address)
    return clean_text(cell.label)


def _input(one: AnswerView, cell: SheetCell, note: str, locale: NumberLocale) -> AnswerInput:
    """What a cell answers; a number that is certainly meant, or a refusal with its cell."""
    code, shape, text = one.component.code, one.component.shape, clean_text(cell.label)
    if absence := _ABSENCES.get(fold(text)):
        return AnswerInput(code, "", absence, note)
    if shape is Shape.YES_NO and text:
        if fold(text) not in _YES | _NO:
            raise AnswerNotUsable(component=code, answer=text).at(cell=cell.address)
        return AnswerInput(code, "1" if fold(text) in _YES else "0", "", note)
    if cell.content is Content.TEXT or cell.is_blank or shape is Shape.GRADED:
        if cell.merged or cell.formula:
            raise AnswerNotUsable(component=code, answer=text).at(cell=cell.address)
        return AnswerInput(code, text, "", note)
    measured = read_figure(cell, FigureRules(locale, None, percent=shape is Shape.RATIO))
    plain = plain_text(measured.value) if measured else ""
    return AnswerInput(code, plain if locale == "en" else plain.replace(".", ","), "", note)


def _document(one: AnswerView, form: FoundForm) -> EvidenceInput | None:
    """The document named in the row, unless it stands beside the criterion already."""
    code = one.component.code
    number, title = _text(form, code, "number", LONGEST_NUMBER), _text(form, code, "title", LONGEST_TITLE)
    cell = form.sheet.cell(form.rows[code], form.columns["day"]) if "day" in form.columns else None
    day = _day(cell)
    if not title and not number and day is None:
        return None
    if not title:
        place = cell if cell is not None and not number else form.sheet.cell(form.rows[code], form.columns["number"])
        raise EvidenceNotKept(
            problem_vi="Có số hoặc ngày văn bản mà thiếu tên văn bản.",
            problem_en="A number or a day without the document's title.",
        ).at(cell=place.address)
    same = next((item for item in one.evidence if (item.title, item.number) == (title, number)), None)
    if same is None:
        return EvidenceInput(code, title, number, day)
    if day is not None and same.issued_on != day:
        assert cell is not None
        raise EvidenceNotKept(
            problem_vi="Văn bản này đã có với ngày khác; bỏ văn bản đó ở phiếu chấm trước.",
            problem_en="The document stands there with another day; take it away on the page first.",
        ).at(cell=cell.address)
    return None


def _day(cell: SheetCell | None) -> date | None:
    if cell is None or cell.is_blank:
        return None
    if isinstance(cell.moment, datetime):
        return cell.moment.date()
    if isinstance(cell.moment, date):
        return cell.moment
    parts = clean_text(cell.label).split("/")
    try:
        if len(parts) == len(("day", "month", "year")) and cell.content is Content.TEXT:
            return date(int(parts[2]), int(parts[1]), int(parts[0])) if len(parts[2]) == len("2026") else _no_day(cell)
        return date.fromisoformat(parts[0]) if len(parts) == 1 and "-" in parts[0] else _no_day(cell)
    except ValueError:
        return _no_day(cell)


def _no_day(cell: SheetCell) -> date:
    raise EvidenceNotKept(
        problem_vi=f"“{cell.label}” không phải ngày; viết như 04/05/2026.",
        problem_en=f"“{cell.label}” is no day; write it like 04/05/2026.",
    ).at(cell=cell.address)


def keep_scoring(
    number: int,
    unit: str,
    answers: Sequence[AnswerInput],
    documents: Sequence[EvidenceInput],
    *,
    before: Mapping[str, Stood],
    rights: Rights,
    locale: NumberLocale,
) -> int:
    """Keep what a preview showed: all of it, or nothing.

    Args:
        before: what stood at each answer when it was shown.

    Returns:
        How many answers and documents were kept.

    Raises:
        As `save_answers` and `keep_evidence`; ScoringPreviewStale (EVA-026): something else stands by now
    """
    with transaction.atomic():
        book, entry = find_entry(number, unit, rights)
        life.require(RoundVerb.SAVE, rights, book, entry)
        life.lock_entry(entry.id)
        now = {one.component.code: one for one in read_unit(number, unit, rights).asked}
        kept = {(code, item.title, item.number) for code, one in now.items() for item in one.evidence}
        is_stale = any(code not in now or stood(now[code]) != shown for code, shown in before.items())
        if is_stale or any((one.component, one.title, one.number) in kept for one in documents):
            raise ScoringPreviewStale()
        changed = save_answers(number, unit, answers, rights=rights, locale=locale) if answers else 0
        for one in documents:
            keep_evidence(number, unit, one, rights=rights)
    return changed + len(documents)
