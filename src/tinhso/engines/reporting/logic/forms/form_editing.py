"""What may be done to the draft of a form: plain data in, plain data out; nothing here looks at the database.

A draft is the definition of `report-keys.md` with one thing more: a row that waits for its indicator says
`waiting: true`, so that a form can be laid out before every indicator is found.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tinhso.engines.reporting.contracts import ColumnKind
from tinhso.engines.reporting.logic.forms.definition_files import COLUMN_NAMES, ENTERABLE
from tinhso.kernel import formulas

Draft = dict[str, Any]
MOST_INDENT = 5
MOST_ROWS, MOST_COLUMNS = 400, 40
# Codes of shown columns: the words of formulas cannot be codes, and a formula must be able to name every column.
COLUMN_CODES = {ColumnKind.YEAR_TO_DATE: "ytd", ColumnKind.SAME_PERIOD_LAST_YEAR: "last_year"}
FIRST_COLUMNS = (ColumnKind.VALUE, ColumnKind.PREVIOUS, ColumnKind.SAME_PERIOD_LAST_YEAR, ColumnKind.NOTE)


def empty_draft(name_vi: str, name_en: str, source: str, owner: str) -> Draft:
    """A form that has a name, the usual columns and no row yet."""
    return {
        "name_vi": name_vi,
        "name_en": name_en or name_vi,
        "guidance_vi": "",
        "guidance_en": "",
        "source": source,
        "illustrative": False,
        "columns": [new_column(kind, ()) for kind in FIRST_COLUMNS],
        "rows": [],
        "rules": [],
        "owner": owner,
    }


def new_column(kind: ColumnKind, present: Sequence[Mapping[str, Any]], dims: str = "") -> dict[str, Any]:
    """A column of a kind with its usual name and a code that is free."""
    name_vi, name_en = COLUMN_NAMES[kind]
    base = COLUMN_CODES.get(kind, str(kind))
    if dims:
        base = f"{kind}_{re.sub('[=;]', '_', dims)}"
    column: dict[str, Any] = {
        "code": _free(base, [one["code"] for one in present]),
        "kind": str(kind),
        "name_vi": name_vi,
        "name_en": name_en,
        "entered": kind is ColumnKind.VALUE or (bool(dims) and kind in ENTERABLE),
    }
    if dims:
        column["dims"] = dims
    return column


def new_row(rows: Sequence[Mapping[str, Any]], *, heading: bool = False, indent: int = 0) -> dict[str, Any]:
    """A row that is still to be said what it asks for."""
    number = _free_number([row["no"] for row in rows])
    row = {
        "no": number, "indicator": "", "dims": "", "name_vi": "", "name_en": "", "indent": indent, "carry_over": False,
    }  # fmt: skip
    return row if heading else {**row, "waiting": True}


def place_row(draft: Draft, at: int, row: dict[str, Any]) -> Draft:
    """Put a row before position `at`."""
    changed = copy.deepcopy(draft)
    changed["rows"].insert(at, row)
    return changed


def remove_row(draft: Draft, at: int) -> Draft:
    """Take a row away, and the rules whose message stood at it."""
    changed = copy.deepcopy(draft)
    gone = changed["rows"].pop(at)
    changed["rules"] = [rule for rule in changed["rules"] if rule["row"] != gone["no"]]
    return changed


def move_row(draft: Draft, at: int, steps: int) -> Draft:
    """Move a row up (−1) or down (1); at the end it stays where it is."""
    return moved(draft, "rows", at, steps)


def indent_row(draft: Draft, at: int, steps: int) -> Draft:
    """Set a row in or out by one step."""
    changed = copy.deepcopy(draft)
    row = changed["rows"][at]
    row["indent"] = min(max(row["indent"] + steps, 0), MOST_INDENT)
    return changed


def move_column(draft: Draft, at: int, steps: int) -> Draft:
    """Move a column left (−1) or right (1)."""
    return moved(draft, "columns", at, steps)


def remove_column(draft: Draft, at: int) -> Draft:
    """Take a column away; the column of this period's value stays."""
    changed = copy.deepcopy(draft)
    if changed["columns"][at]["code"] != ColumnKind.VALUE:
        del changed["columns"][at]
    return changed


def add_column(draft: Draft, kind: ColumnKind, dims: str = "") -> Draft:
    """Add a column before the note, or at the end."""
    changed = copy.deepcopy(draft)
    columns = changed["columns"]
    at = next((place for place, one in enumerate(columns) if one["kind"] == ColumnKind.NOTE), len(columns))
    columns.insert(at, new_column(kind, columns, dims))
    return changed


def split_columns(draft: Draft, dimension: str, items: Sequence[tuple[str, str, str]], group: tuple[str, str]) -> Draft:
    """Split this period's value by the items of a dimension: the whole is added up, the items are entered.

    Args:
        items: (code, name_vi, name_en) of each item.
        group: heading above the items in both languages.
    """
    changed = copy.deepcopy(draft)
    columns = changed["columns"]
    at = next(place for place, one in enumerate(columns) if one["code"] == ColumnKind.VALUE)
    columns[at] |= {"entered": False, "name_vi": "Tổng số", "name_en": "Total"}
    for step, (code, name_vi, name_en) in enumerate(items, start=1):
        dims = f"{dimension}={code}"
        if any(one.get("dims") == dims for one in columns):
            continue
        column = new_column(ColumnKind.VALUE, columns, dims) | {"name_vi": name_vi, "name_en": name_en}
        column |= {"groups_vi": [group[0]], "groups_en": [group[1]]}
        columns.insert(at + step, column)
    return changed


def number_columns(draft: Draft) -> Draft:
    """Write the line `A B 1 2 3` anew: letters for number and name, digits for figures, formulas with their parts."""
    changed = copy.deepcopy(draft)
    changed["number_line"] = ["A", "B"]
    figures = [column for column in changed["columns"] if column["kind"] != ColumnKind.NOTE]
    numbers = {column["code"]: str(place) for place, column in enumerate(figures, start=1)}
    for column in figures:
        number = numbers[column["code"]]
        if column["kind"] == ColumnKind.FORMULA:
            number += "=" + formula_in_numbers(column, numbers)
        column["number"] = number
    return changed


def formula_in_numbers(column: Mapping[str, Any], numbers: Mapping[str, str]) -> str:
    """`2/1`: a column's formula in the numbers of the columns it reads."""
    text = formulas.to_text(formulas.from_json(column["formula"])) if column.get("formula") else ""
    return _NAME.sub(lambda found: numbers.get(found[0], found[0]), text).replace(" ", "")


def formula_in_codes(text: str, columns: Sequence[Mapping[str, Any]]) -> str:
    """Write a formula over column numbers (`2/1`) or codes in the codes of columns, as the definition keeps it.

    A number that no column carries stays a constant.
    """
    by_number = {str(one["number"]).partition("=")[0].strip(): one["code"] for one in columns if one.get("number")}
    said = text.partition("=")[2] or text
    said = said.replace(":", "/").replace("×", "*").replace("x", "*") if _NUMBERS_ONLY.fullmatch(said) else said
    return _WHOLE.sub(lambda found: by_number.get(found[0], found[0]), said)


def without_waiting(draft: Mapping[str, Any]) -> Draft:
    """The definition of a draft: what only concerned the drawing of it is taken off."""
    plain = copy.deepcopy(dict(draft))
    plain.pop("notes", None)
    for row in plain["rows"]:
        for name in ("waiting", "unit_code", "cell"):
            row.pop(name, None)
    return {name: value for name, value in plain.items() if value or name in _ALWAYS}


def waiting_rows(draft: Mapping[str, Any]) -> list[str]:
    """Numbers of the rows that still wait for an indicator."""
    return [row["no"] for row in draft["rows"] if row.get("waiting")]


def moved(draft: Draft, name: str, at: int, steps: int) -> Draft:
    """Return a draft in which one entry of a list stands some places further, at most at an end."""
    changed = copy.deepcopy(draft)
    items = changed[name]
    to = min(max(at + steps, 0), len(items) - 1)
    items.insert(to, items.pop(at))
    return changed


def _free(base: str, taken: Sequence[str]) -> str:
    number, code = 1, base
    while code in taken:
        number += 1
        code = f"{base}_{number}"
    return code


def _free_number(taken: Sequence[str]) -> str:
    number = sum(text.isdecimal() for text in taken) + 1
    while str(number) in taken:
        number += 1
    return str(number)


_NAME = re.compile(r"[a-z_][a-z0-9_]*", re.IGNORECASE)
_WHOLE = re.compile(r"(?<![\w.])[0-9]+(?![\w.])")
_NUMBERS_ONLY = re.compile(r"[0-9\s()+\-*/:×x.]+")
_ALWAYS = frozenset(
    {"name_vi", "name_en", "guidance_vi", "guidance_en", "source", "illustrative", "columns", "rows", "rules"}
)
Edit = Callable[[Draft], Draft]
