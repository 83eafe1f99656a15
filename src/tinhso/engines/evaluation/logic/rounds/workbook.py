"""A unit's scoring form as .xlsx: what it answers, and one document a criterion; recognised again by hidden identities.

A hidden column says which criterion a row is (`tc:4.10`), a hidden row what a column holds (`cot:answer`); they move
along when rows or columns are inserted. A hidden sheet says of which round, unit and version the file is, and what
stood at the download.
"""

from __future__ import annotations

import io
from typing import Any, Final

from tinhso.engines.evaluation.contracts.rounds import AnswerView, RoundVerb, ScoringPage
from tinhso.engines.evaluation.contracts.scorecards import Absence, Component, Shape
from tinhso.engines.evaluation.logic.rounds import life
from tinhso.engines.evaluation.logic.rounds.book import find_entry
from tinhso.engines.evaluation.logic.rounds.pages import read_unit
from tinhso.engines.evaluation.logic.scorecards.answer_text import text_of, typed_in
from tinhso.engines.orgs.contracts import NoRight, Rights
from tinhso.engines.trust import api as trust
from tinhso.kernel.quantities import NumberLocale

MARK: Final = "tinhso-cham-diem/2"
STAMP: Final = "_tinhso"
ROW, COLUMN = "tc:", "cot:"
COLUMNS: Final = ("code", "name", "points", "how", "answer", "note", "number", "title", "day")
_WIDTHS: Final = (9, 60, 9, 30, 16, 30, 18, 36, 14)
_HEAD, _IDENTITIES, _FIRST = 3, 4, 5
NOT_APPLICABLE, REFUSED = "không áp dụng", "từ chối"
WORDS: Final = {
    "vi": ("Mã", "Tiêu chí", "Điểm tối đa", "Cách ghi", "Tự chấm", "Ghi chú", "Số văn bản", "Tên văn bản minh chứng",
           "Ngày văn bản"),
    "en": ("Code", "Criterion", "Points", "How to write", "Answer", "Note", "Number", "Document", "Day of issue"),
}  # fmt: skip
_GUIDE: Final = {
    "vi": "Chỉ điền các cột trắng. Ghi “không áp dụng” hoặc “từ chối” thì cần ghi chú. Tệp được nhận cả hoặc không.",
    "en": "Fill the white columns only. “không áp dụng” (n/a) and “từ chối” (refused) need a note. All or nothing.",
}
_HOW: Final = {
    Shape.YES_NO: ("có / không", "có (yes) / không (no)"),
    Shape.HALVES: ("0, 1 hoặc 2 phần", "0, 1 or 2 parts"),
    Shape.RATIO: ("87,5% hoặc 45/52", "87.5% or 45/52"),
    Shape.TO_TARGET: ("một số", "a number"),
    Shape.GOALPOSTS: ("một số", "a number"),
}  # fmt: skip


def scoring_workbook(number: int, unit: str, *, rights: Rights, language: str = "vi") -> tuple[str, bytes]:
    """Return the file name and the workbook of a unit that is being scored.

    Raises:
        UnknownRound (EVA-013), NoRight (ORG-020): only for who scores or sends for the unit
    """
    _book, entry = find_entry(number, unit, rights)
    if not life.is_own(rights, entry.unit_id):
        rule = life.UNIT_TABLE[RoundVerb.SAVE]
        raise NoRight(action=str(rule.action), unit=entry.unit_id, actor=rights.actor)
    page = read_unit(number, unit, rights)
    return f"tu-cham-{page.round.card.code}-{page.round.period.code}-{unit}.xlsx", write_form(page, language)


def write_form(page: ScoringPage, language: str) -> bytes:
    """Write the form; every text stays a text."""
    out = io.BytesIO()
    spoken: NumberLocale = "en" if language.startswith("en") else "vi"
    safely = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    import xlsxwriter  # loaded with the first workbook, not at every start

    book = xlsxwriter.Workbook(out, safely)
    card = page.round.card
    book.set_properties({"title": card.title.in_language(spoken), "created": trust.now().replace(tzinfo=None)})
    sheet = book.add_worksheet("Tự chấm" if spoken == "vi" else "Scoring")
    font = {"font_name": "Times New Roman", "font_size": 12, "valign": "vcenter"}
    plain = {**font, "text_wrap": True, "border": 1}
    fixed = book.add_format({**plain, "bg_color": "#F3F2EE"})
    typed = book.add_format({**plain, "num_format": "@", "locked": False})
    head = book.add_format({**plain, "bold": True, "align": "center", "bg_color": "#EFEDE6"})
    lines = (
        f"{card.title.in_language(spoken)}, {page.round.period.label(spoken)}",
        page.unit.name(spoken),
        _GUIDE[spoken],
    )
    for at, text in enumerate(lines):
        sheet.write_string(at, 1, text, book.add_format({**font, "bold": at < 2}))
    sheet.write_string(_IDENTITIES, 0, MARK)
    for place, code in enumerate(COLUMNS, start=1):
        sheet.write_string(_HEAD, place, WORDS[spoken][place - 1], head)
        sheet.write_string(_IDENTITIES, place, COLUMN + code)
        sheet.set_column(place, place, _WIDTHS[place - 1])
    for at, one in enumerate(page.asked, start=_FIRST):
        sheet.write_string(at, 0, ROW + one.component.code)
        for place, code in enumerate(COLUMNS, start=1):
            text = _texts(one, spoken)[code]
            sheet.write_string(at, place, text, fixed if place <= 4 else typed)
    sheet.set_row(_IDENTITIES, None, None, {"hidden": True})
    sheet.set_column(0, 0, None, None, {"hidden": True})
    sheet.freeze_panes(_FIRST, 3)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEAD)
    _stamp(book, page, spoken)
    book.close()
    return out.getvalue()


def _texts(one: AnswerView, spoken: NumberLocale) -> dict[str, str]:
    points = one.component.points
    whole = str(points.numerator) if points.denominator == 1 else f"{float(points):.2f}"
    return {
        "code": one.component.code, "name": one.component.name.in_language(spoken), "points": whole,
        "how": how_words(one.component, spoken), "answer": answer_text(one, spoken), "note": one.note, "number": "",
        "title": "", "day": "",
    }  # fmt: skip


def how_words(component: Component, spoken: str) -> str:
    """How an answer is written."""
    if component.shape is Shape.GRADED:
        return " / ".join(component.grades)
    return _HOW[component.shape][spoken != "vi"]


def answer_text(one: AnswerView, locale: NumberLocale) -> str:
    """An answer as a workbook of a language writes it."""
    answer = one.answer
    if answer is None:
        return ""
    if answer.absence is not None:
        return NOT_APPLICABLE if answer.absence is Absence.NOT_APPLICABLE else REFUSED
    if one.component.shape is Shape.YES_NO:
        return "có" if answer.value else "không"
    return typed_in(one.component, answer, one.typed, locale)


def stood(one: AnswerView) -> tuple[str, str, str]:
    """An answer exactly as it is kept: its text, its kind of missing, its note."""
    return (*(text_of(one.answer) if one.answer else ("", "")), one.note)


def _stamp(book: Any, page: ScoringPage, spoken: str) -> None:
    sheet = book.add_worksheet(STAMP)
    card = page.round.card
    facts = {
        "mark": MARK, "round": str(page.round.number), "unit": page.unit.code, "card": f"{card.code}:{card.version}",
        "locale": spoken, "downloaded_at": trust.now().isoformat(timespec="seconds"),
    }  # fmt: skip
    for at, (name, value) in enumerate(facts.items()):
        sheet.write_string(at, 0, name)
        sheet.write_string(at, 1, value)
    for at, one in enumerate(page.asked, start=len(facts)):
        for place, text in enumerate((ROW + one.component.code, *stood(one))):
            sheet.write_string(at, place, text)
    sheet.very_hidden()
