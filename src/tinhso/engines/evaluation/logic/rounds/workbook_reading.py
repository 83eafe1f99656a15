"""A scoring workbook that comes back: what it would change; kept as a whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from tinhso.engines.evaluation.contracts.round_errors import EvidenceNotKept, NotAScoringFile
from tinhso.engines.evaluation.contracts.round_workbooks import ScoringChange, ScoringFault, ScoringPreview
from tinhso.engines.evaluation.contracts.rounds import AnswerInput, AnswerView, EvidenceInput, RoundVerb, ScoringPage
from tinhso.engines.evaluation.contracts.scorecards import Shape
from tinhso.engines.evaluation.errors import AnswerNotUsable
from tinhso.engines.evaluation.logic.rounds import life
from tinhso.engines.evaluation.logic.rounds.answering import keep_evidence, read_input, save_answers
from tinhso.engines.evaluation.logic.rounds.book import RoundBook, find_entry
from tinhso.engines.evaluation.logic.rounds.pages import read_unit
from tinhso.engines.evaluation.logic.rounds.workbook import (
    COLUMN,
    COLUMNS,
    MARK,
    NOT_APPLICABLE,
    REFUSED,
    ROW,
    STAMP,
    answer_text,
)
from tinhso.engines.orgs.contracts import Rights
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.quantities import NumberLocale, plain_text
from tinhso.kernel.vietnamese import clean_text, fold
from tinhso.kernel.workbooks import (
    Content,
    FigureRules,
    SheetCell,
    Workbook,
    Worksheet,
    read_figure,
    read_workbook,
)

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
    file = read_workbook(content)
    locale = _check_stamp(file, page)
    sheet, columns, rows = _find(file)
    known = {one.component.code: one for one in page.asked}
    found = _Found()
    for code, row in rows.items():
        if code not in known:
            raise NotAScoringFile()
        _compare(book, known[code], sheet, row, columns, locale, found)
    return ScoringPreview(tuple(found.changes), tuple(found.documents), tuple(found.faults), found.unchanged, locale)


class _Found:
    """What was found so far."""

    def __init__(self) -> None:
        self.changes: list[ScoringChange] = []
        self.documents: list[EvidenceInput] = []
        self.faults: list[ScoringFault] = []
        self.unchanged = 0


def _check_stamp(file: Workbook, page: ScoringPage) -> NumberLocale:
    stamp = next((sheet for sheet in file.sheets if sheet.name == STAMP), None)
    facts = {stamp.cell(row, 1).text: stamp.cell(row, 2).text for row in range(1, 7)} if stamp else {}
    card = page.round.card
    wanted = {
        "mark": MARK, "round": str(page.round.number), "unit": page.unit.code, "card": f"{card.code}:{card.version}"
    }  # fmt: skip
    if any(facts.get(name) != value for name, value in wanted.items()):
        raise NotAScoringFile()
    return "en" if facts.get("locale") == "en" else "vi"


def _find(file: Workbook) -> tuple[Worksheet, Mapping[str, int], Mapping[str, int]]:
    """The sheet with its columns and rows by identity; each once."""
    marked = [
        (sheet, place)
        for sheet in file.sheets
        if sheet.name != STAMP
        for place, cell in sheet.cells.items()
        if cell.content is Content.TEXT and cell.text == MARK
    ]
    if len(marked) != 1:
        raise NotAScoringFile()
    sheet, (mark_row, mark_column) = marked[0]
    columns: dict[str, int] = {}
    rows: dict[str, int] = {}
    for (row, column), cell in sorted(sheet.cells.items()):
        for places, key, place in (
            (columns, COLUMN if row == mark_row else None, column),
            (rows, ROW if column == mark_column else None, row),
        ):
            if key and cell.text.startswith(key):
                code = cell.text.removeprefix(key)
                if code in places:
                    raise NotAScoringFile()
                places[code] = place
    if not {"answer", "note"} <= columns.keys() or not columns.keys() <= set(COLUMNS):
        raise NotAScoringFile()
    return sheet, columns, rows


def _compare(
    book: RoundBook,
    one: AnswerView,
    sheet: Worksheet,
    row: int,
    columns: Mapping[str, int],
    locale: NumberLocale,
    found: _Found,
) -> None:
    cell = sheet.cell(row, columns["answer"])
    note = clean_text(sheet.cell(row, columns["note"]).label)
    try:
        given = _input(one, cell, note, locale)
        _kept, answer = read_input(book, given, locale)
        document = _document(one, sheet, row, columns)
    except TinhSoError as error:
        found.faults.append(ScoringFault(cell.address, error))
        return
    if document is not None:
        found.documents.append(document)
    if answer == one.answer and note == one.note:
        found.unchanged += 1
        return
    name = one.component.name
    found.changes.append(
        ScoringChange(cell.address, given, name.in_language("vi"), name.in_language("en"), answer_text(one) or "–",
                      clean_text(cell.label) or "–")
    )  # fmt: skip


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


def _document(one: AnswerView, sheet: Worksheet, row: int, columns: Mapping[str, int]) -> EvidenceInput | None:
    """The document named in the row, unless it stands beside the criterion already."""
    texts = {name: sheet.cell(row, columns[name]) for name in ("number", "title", "day") if name in columns}
    title = clean_text(texts["title"].label) if "title" in texts else ""
    number = clean_text(texts["number"].label) if "number" in texts else ""
    if not title and not number:
        return None
    if not title:
        raise EvidenceNotKept(
            problem_vi=f"{texts['number'].address}: có số văn bản mà thiếu tên văn bản.",
            problem_en=f"{texts['number'].address}: a number without the document's title.",
        )
    if any((item.title, item.number) == (title, number) for item in one.evidence):
        return None
    return EvidenceInput(one.component.code, title, number, _day(texts.get("day")))


def _day(cell: SheetCell | None) -> date | None:
    if cell is None or cell.is_blank:
        return None
    if isinstance(cell.moment, datetime):
        return cell.moment.date()
    if isinstance(cell.moment, date):
        return cell.moment
    day, month, year = [*clean_text(cell.label).split("/"), "", ""][:3]
    try:
        return date.fromisoformat(f"{year}-{month:0>2}-{day:0>2}" if month else day)
    except ValueError:
        pass
    raise EvidenceNotKept(
        problem_vi=f"{cell.address}: “{cell.label}” không phải ngày; viết như 04/05/2026.",
        problem_en=f"{cell.address}: “{cell.label}” is no day; write it like 04/05/2026.",
    )


def keep_scoring(
    number: int,
    unit: str,
    answers: Sequence[AnswerInput],
    documents: Sequence[EvidenceInput],
    *,
    rights: Rights,
    locale: NumberLocale,
) -> int:
    """Keep what a preview showed: all of it, or nothing.

    Returns:
        How many answers and documents were kept.

    Raises:
        As `save_answers` and `keep_evidence`
    """
    with transaction.atomic():
        changed = save_answers(number, unit, answers, rights=rights, locale=locale) if answers else 0
        for one in documents:
            keep_evidence(number, unit, one, rights=rights)
    return changed + len(documents)
