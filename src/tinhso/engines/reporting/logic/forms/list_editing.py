"""The open list of a form being drawn; fields `l-name_vi`, `lc0-name_vi` (its first column), `r2-from_list`."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Any

from tinhso.engines.reporting.contracts.lists import ListColumnKind
from tinhso.engines.reporting.logic.forms.form_editing import moved
from tinhso.engines.reporting.logic.lists.list_keys import MOST_COLUMNS, MOST_DECIMALS, is_number
from tinhso.kernel.vietnamese import clean_text

Draft = dict[str, Any]
Fields = Mapping[str, str]


def take_list(draft: Draft, fields: Fields) -> None:
    """Put what a page says about the list into a draft."""
    plain = draft.get("list")
    for at, row in enumerate(draft["rows"]):
        if f"r{at}-from_list" in fields:
            row.pop("from_list", None)
            if fields[f"r{at}-from_list"] and plain and row["indicator"]:
                row["from_list"] = fields[f"r{at}-from_list"]
    if plain is None or "l-name_vi" not in fields:
        return
    _take_name(plain, "l-", fields)
    for at, column in enumerate(plain["columns"]):
        prefix = f"lc{at}-"
        if f"{prefix}name_vi" not in fields:
            continue
        _take_name(column, prefix, fields)
        if fields.get(f"{prefix}kind") in set(ListColumnKind):
            column["kind"] = fields[f"{prefix}kind"]
        for name in ("needed", "decimals"):
            column.pop(name, None)
        if f"{prefix}needed" in fields:
            column["needed"] = True
        decimals = fields.get(f"{prefix}decimals", "")
        if is_number(column) and decimals.isdecimal() and int(decimals):
            column["decimals"] = min(int(decimals), MOST_DECIMALS)


def figures_of_list(draft: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What a row can take from the list: (`count` or `sum:CODE`, the column's name)."""
    columns = (draft.get("list") or {}).get("columns", ())
    return [("count", "")] + [(f"sum:{one['code']}", one["name_vi"]) for one in columns if is_number(one)]


def _take_name(target: dict[str, Any], prefix: str, fields: Fields) -> None:
    before = target.get("name_vi", "")
    target["name_vi"] = clean_text(fields[f"{prefix}name_vi"])[:200]
    # An English name of its own stays; one that only repeated the Vietnamese follows it.
    if target.get("name_en", "") in ("", before):
        target["name_en"] = target["name_vi"]


def _add(draft: Draft, at: int, fields: Fields) -> Draft:
    if draft.get("list"):
        return draft
    first = {"code": "c1", "kind": "text", "name_vi": "Tên, địa chỉ", "name_en": "Name, address", "needed": True}
    return {**draft, "list": {"name_vi": "Danh sách", "name_en": "List", "columns": [first]}}


def _drop(draft: Draft, at: int, fields: Fields) -> Draft:
    changed = {name: value for name, value in copy.deepcopy(draft).items() if name != "list"}
    for row in changed["rows"]:
        row.pop("from_list", None)
    return changed


def _add_column(draft: Draft, at: int, fields: Fields) -> Draft:
    if not draft.get("list") or len(draft["list"]["columns"]) >= MOST_COLUMNS:
        return draft
    changed = copy.deepcopy(draft)
    taken = {one["code"] for one in changed["list"]["columns"]}
    code = next(name for number in range(1, 100) if (name := f"c{number}") not in taken)
    kind = fields.get("list-kind", "")
    kind = kind if kind in set(ListColumnKind) else "text"
    words = {"text": ("Nội dung", "Content"), "number": ("Số lượng", "Number"), "date": ("Ngày", "Day")}[kind]
    changed["list"]["columns"].append({"code": code, "kind": kind, "name_vi": words[0], "name_en": words[1]})
    return changed


def _remove_column(draft: Draft, at: int, fields: Fields) -> Draft:
    if len(draft["list"]["columns"]) < 2:
        return draft
    changed = copy.deepcopy(draft)
    gone = changed["list"]["columns"].pop(at)
    for row in changed["rows"]:
        if row.get("from_list") == f"sum:{gone['code']}":
            del row["from_list"]
    return changed


def _move(steps: int) -> Callable[[Draft, int, Fields], Draft]:
    def move(draft: Draft, at: int, fields: Fields) -> Draft:
        return {**draft, "list": moved(draft["list"], "columns", at, steps)}

    return move


LIST_ACTS: dict[str, Callable[[Draft, int, Fields], Draft]] = {
    "add": _add,
    "drop": _drop,
    "column": _add_column,
    "remove": _remove_column,
    "left": _move(-1),
    "right": _move(1),
}
