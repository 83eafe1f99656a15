"""A scoring workbook that comes back: whose it is, and where its criteria and columns stand by now.

The hidden identities count only beside what people read: cells that were pasted or sorted without them would give one
criterion the answer of another without a word.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, cast

from tinhso.engines.evaluation.contracts.round_errors import NotAScoringFile, ScoringCellRefused
from tinhso.engines.evaluation.contracts.round_workbooks import ScoringFault
from tinhso.engines.evaluation.contracts.rounds import AnswerView, ScoringPage
from tinhso.engines.evaluation.logic.rounds.workbook import COLUMN, COLUMNS, MARK, ROW, STAMP, WORDS
from tinhso.kernel.quantities import NumberLocale
from tinhso.kernel.vietnamese import fold
from tinhso.kernel.workbooks import Content, SheetCell, Workbook, Worksheet, cell_address

TYPED: Final = ("answer", "note", "number", "title", "day")
_NEEDED: Final = {"code", "name", "answer", "note"}
_FACTS: Final = 6
Stood = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class FoundForm:
    """The form in a file.

    Attributes:
        columns, rows: where they stand, by identity.
        downloaded: what each criterion answered at the download, as `workbook.stood` writes it.
        faults: places where identities and what people read disagree.
    """

    sheet: Worksheet
    locale: NumberLocale
    columns: Mapping[str, int]
    rows: Mapping[str, int]
    downloaded: Mapping[str, Stood]
    faults: tuple[ScoringFault, ...]


def find_scoring(file: Workbook, page: ScoringPage) -> FoundForm:
    """Return the form of this round and unit.

    Raises:
        NotAScoringFile (EVA-025): another round, unit or version; an identity that stands twice or is unknown
    """
    stamp = next((sheet for sheet in file.sheets if sheet.name == STAMP), None)
    if stamp is None:
        raise NotAScoringFile()
    locale = _check_stamp(stamp, page)
    sheet, mark_row, columns, rows = _identities(file)
    asked = {one.component.code: one for one in page.asked}
    if not rows.keys() <= asked.keys():
        raise NotAScoringFile()
    faults = (
        *_moved_columns(sheet, mark_row, columns),
        *_moved_rows(sheet, columns, {row: asked[code] for code, row in rows.items()}),
        *_strangers(sheet, mark_row, columns, set(rows.values())),
    )
    return FoundForm(sheet, locale, columns, rows, _downloaded(stamp), faults)


def _check_stamp(stamp: Worksheet, page: ScoringPage) -> NumberLocale:
    facts = {stamp.cell(row, 1).text: stamp.cell(row, 2).text for row in range(1, _FACTS + 1)}
    card = page.round.card
    wanted = {
        "mark": MARK, "round": str(page.round.number), "unit": page.unit.code, "card": f"{card.code}:{card.version}"
    }  # fmt: skip
    if any(facts.get(name) != value for name, value in wanted.items()):
        raise NotAScoringFile()
    return "en" if facts.get("locale") == "en" else "vi"


def _downloaded(stamp: Worksheet) -> dict[str, Stood]:
    rows = range(_FACTS + 1, stamp.last_row + 1)
    return {
        stamp.cell(row, 1).text.removeprefix(ROW): cast(Stood, tuple(stamp.cell(row, at).text for at in (2, 3, 4)))
        for row in rows
    }


def _identities(file: Workbook) -> tuple[Worksheet, int, Mapping[str, int], Mapping[str, int]]:
    """The sheet with its mark's row, its columns and rows by identity; each once."""
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
    if not columns.keys() >= _NEEDED or not columns.keys() <= set(COLUMNS):
        raise NotAScoringFile()
    return sheet, mark_row, columns, rows


def _moved_columns(sheet: Worksheet, mark_row: int, columns: Mapping[str, int]) -> list[ScoringFault]:
    """Columns to fill that stand under another heading than their identity says."""
    faults = []
    for code in TYPED:
        if code not in columns:
            continue
        column, at = columns[code], COLUMNS.index(code)
        above = {fold(sheet.cell(row, column).label) for row in range(1, mark_row)}
        if not above & {fold(words[at]) for words in WORDS.values()}:
            address = cell_address(mark_row - 1, column)
            faults.append(refusal(
                address, f"Phía trên cột này không còn tiêu đề “{WORDS['vi'][at]}”",
                f"The heading “{WORDS['en'][at]}” no longer stands above this column",
            ))  # fmt: skip
    return faults


def _moved_rows(sheet: Worksheet, columns: Mapping[str, int], rows: Mapping[int, AnswerView]) -> list[ScoringFault]:
    """Rows whose code or name is that of another criterion than their identity says."""
    faults = []
    for row, one in rows.items():
        component = one.component
        code, name = sheet.cell(row, columns["code"]), sheet.cell(row, columns["name"])
        names = {fold(component.name.in_language(spoken)) for spoken in ("vi", "en")}
        if code.label == component.code and fold(name.label) in names:
            continue
        cell = name if code.label == component.code else code
        faults.append(refusal(
            cell.address, f"Hàng này là của tiêu chí {component.code} mà ghi “{_short(cell)}”",
            f"The row is that of component {component.code} and says “{_short(cell)}”",
        ))  # fmt: skip
    return faults


def _strangers(sheet: Worksheet, mark_row: int, columns: Mapping[str, int], known: set[int]) -> list[ScoringFault]:
    """What was typed in rows of no criterion: it would be left out."""
    typed = {columns[code] for code in TYPED if code in columns}
    return [
        refusal(cell.address, "Hàng này không thuộc tiêu chí nào nên không được nhận", "The row is of no component")
        for (row, column), cell in sorted(sheet.cells.items())
        if row > mark_row and row not in known and column in typed and not cell.is_blank
    ]


def refusal(address: str, problem_vi: str, problem_en: str) -> ScoringFault:
    """A cell that is not certain, with its address."""
    return ScoringFault(address, ScoringCellRefused(problem_vi=problem_vi, problem_en=problem_en).at(cell=address))


def _short(cell: SheetCell) -> str:
    return cell.label[:60] or "–"
