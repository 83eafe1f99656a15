"""A draft of a form as the fields of a page, and what a pressed button does to it.

Fields: `name_vi`, `h-number` (header block), `k2-name_vi` (third column), `r0-stt` (first row), `s1-title_vi` (second
signature), `u0-rule` (first condition), `o0-text_vi` (first section of the narrative), `lc0-name_vi` (the list's
first column). Buttons: `row:up:3`, `col:add`, `sign:remove:0`, …; every button keeps what was
typed first. A field that the page did not send stays as it was.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Mapping
from typing import Any

from tinhso.engines.indicators import api as indicators
from tinhso.engines.orgs import api as orgs
from tinhso.engines.reporting.contracts import ColumnKind, FormProblem
from tinhso.engines.reporting.logic.forms import form_editing as editing
from tinhso.engines.reporting.logic.forms.layout_keys import HEADER_KEYS
from tinhso.engines.reporting.logic.forms.list_editing import LIST_ACTS, take_list
from tinhso.engines.reporting.logic.forms.outline_editing import (
    OUTLINE_ACTS,
    outline_problems,
    rename_rows,
    take_outline,
)
from tinhso.kernel import formulas
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.vietnamese import clean_text

LONGEST_NO, LONGEST_TEXT = 20, 2_000
_HEAD_TEXTS = ("name_vi", "name_en", "guidance_vi", "guidance_en", "source")
_NUMBERED_LINE = re.compile(r"^\s*((?:[IVXLC]+|[A-Z]|[a-zđ]|\d+(?:\.\d+)*)[.)]?|[-+–])\s+(.+)$")
Fields = Mapping[str, str]


def take_fields(draft: editing.Draft, fields: Fields) -> tuple[editing.Draft, list[FormProblem]]:
    """Put what a page says into a draft.

    Returns:
        The draft, and what could not be taken, each at its field; the rest is taken all the same.
    """
    changed, problems = copy.deepcopy(draft), list[FormProblem]()
    for name in _HEAD_TEXTS:
        if name in fields:
            changed[name] = _text(fields[name])
    header = dict(changed.get("header", {}))
    header |= {name: _text(fields[f"h-{name}"]) for name in HEADER_KEYS if f"h-{name}" in fields}
    changed["header"] = {name: text for name, text in header.items() if text}
    for at, row in enumerate(changed["rows"]):
        _take_row(row, f"r{at}-", fields)
    take_outline(changed, fields)
    _number_rows(changed, fields)
    for at, column in enumerate(changed["columns"]):
        _take_column(changed, column, f"k{at}-", fields, problems)
    for at, signatory in enumerate(changed.get("signatories", [])):
        _take_texts(signatory, f"s{at}-", fields, ("title_vi", "title_en", "note_vi", "note_en"))
        signatory["title_en"] = signatory.get("title_en") or signatory.get("title_vi", "")
    problems.extend(outline_problems(changed))
    take_list(changed, fields)
    for at, rule in enumerate(changed["rules"]):
        _take_rule(rule, f"u{at}-", fields, problems)
    return changed, problems


def press(draft: editing.Draft, act: str, fields: Fields) -> editing.Draft:
    """Do what a button says; one that means nothing here changes nothing."""
    if act == "notes:clear":
        return {name: value for name, value in draft.items() if name != "notes"}
    subject, _, rest = act.partition(":")
    verb, _, place = rest.partition(":")
    at = int(place) if place.isdecimal() else 0
    do = _ACTS.get(subject, {}).get(verb)
    listed = {"row": "rows", "col": "columns", "sign": "signatories", "rule": "rules", "out": "outline"}.get(subject)
    parts = draft.get("list", {}).get("columns", []) if subject == "list" else draft.get(listed or "", [])
    beyond = bool(place) and at >= len(parts)
    return draft if do is None or beyond else do(draft, at, fields)


def pasted_rows(text: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of lines that somebody pasted: number and name apart by a tab, or `1.1 Name`."""
    made = list(rows)
    for line in text.splitlines()[: editing.MOST_ROWS]:
        parts = [clean_text(part) for part in line.split("\t")]
        found = _NUMBERED_LINE.match(line)
        number, name = (parts[0], parts[1]) if len(parts) > 1 else found.groups() if found else ("", clean_text(line))
        if not name:
            continue
        number = number.rstrip(".)")
        heading = bool(re.fullmatch(r"[IVXLC]+|[A-Z]", number))
        row = editing.new_row(made, heading=heading, indent=min(number.count("."), editing.MOST_INDENT))
        made.append(row | {"name_vi": name, "stt": number})
    return settle_numbers(made)


def settle_numbers(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give every row a number of its own; what is printed (`stt`) is kept apart where it repeats or is a dash."""
    taken: set[str] = set()
    for position, row in enumerate(rows, start=1):
        printed = row.pop("stt", row.get("label") or row["no"])[:LONGEST_NO]
        own = printed if re.search(r"\w", printed) else f"d{position}"
        base, again = own, 1
        while own in taken:
            again += 1
            own = f"{base[: LONGEST_NO - 4]}_{again}"
        taken.add(own)
        row["no"] = own
        row.pop("label", None)
        if printed and printed != own:
            row["label"] = printed
    return rows


def _number_rows(draft: editing.Draft, fields: Fields) -> None:
    before = [row["no"] for row in draft["rows"]]
    for at, row in enumerate(draft["rows"]):
        if f"r{at}-stt" in fields:
            row["stt"] = _text(fields[f"r{at}-stt"]) or row["no"]
    settle_numbers(draft["rows"])
    renamed = dict(zip(before, (row["no"] for row in draft["rows"]), strict=True))
    for rule in draft["rules"]:
        rule["row"] = renamed.get(rule["row"], rule["row"])
    rename_rows(draft, {old: new for old, new in renamed.items() if old != new})


def _take_row(row: dict[str, Any], prefix: str, fields: Fields) -> None:
    if f"{prefix}name_vi" not in fields:
        return
    _take_texts(row, prefix, fields, ("name_vi", "name_en"))
    row["carry_over"] = f"{prefix}carry_over" in fields
    row.pop("of_which", None)
    if f"{prefix}of_which" in fields:
        row["of_which"] = True
    if f"{prefix}dims" in fields and row["indicator"]:
        row["dims"] = _known_item(row["indicator"], fields[f"{prefix}dims"])


def _known_item(code: str, dims: str) -> str:
    """The part of an indicator that a row asks for: `sex=F`, empty for the whole or where it is not split so."""
    dimension, _, item = dims.partition("=")
    split_by = next((one.dimensions for one in indicators.definitions() if one.code == code), ())
    items = {one.code for one in indicators.dimension_items()[dimension].items} if dimension in split_by else set()
    return dims if item in items else ""


def _take_column(
    draft: editing.Draft, column: dict[str, Any], prefix: str, fields: Fields, problems: list[FormProblem]
) -> None:
    if f"{prefix}name_vi" not in fields:
        return
    _take_texts(column, prefix, fields, ("name_vi", "name_en", "number"))
    column["name_en"] = column["name_en"] or column["name_vi"]
    for language in ("vi", "en"):
        said = fields.get(f"{prefix}groups_{language}")
        if said is not None:
            column[f"groups_{language}"] = [_text(part) for part in said.split(">") if _text(part)]
    if column["kind"] in (ColumnKind.PLAN, ColumnKind.ESTIMATE) or column.get("dims"):
        column["entered"] = f"{prefix}entered" in fields
    for name in ("number", "groups_vi", "groups_en"):
        if not column.get(name):
            column.pop(name, None)
    if column["kind"] == ColumnKind.FORMULA:
        _take_formula(draft, column, prefix, fields, problems)


def _take_formula(
    draft: editing.Draft, column: dict[str, Any], prefix: str, fields: Fields, problems: list[FormProblem]
) -> None:
    column["as_percent"] = f"{prefix}as_percent" in fields
    decimals = fields.get(f"{prefix}decimals", "")
    column["decimals"] = min(int(decimals), 6) if decimals.isdecimal() else 1
    written = fields.get(f"{prefix}formula", "").strip()
    try:
        node = formulas.parse_formula(editing.formula_in_codes(written, draft["columns"]))
    except TinhSoError as error:
        column["formula_text"] = written
        problems.append(FormProblem(f"{prefix}formula", error.message("vi"), error.message("en")))
        return
    column["formula"] = formulas.to_json(node)
    column.pop("formula_text", None)


def _take_rule(rule: dict[str, Any], prefix: str, fields: Fields, problems: list[FormProblem]) -> None:
    if f"{prefix}rule" not in fields:
        return
    _take_texts(rule, prefix, fields, ("message_vi", "message_en", "row"))
    rule["message_en"] = rule.get("message_en") or rule["message_vi"]
    rule["severity"] = "error" if fields.get(f"{prefix}severity") == "error" else "warning"
    written = fields[f"{prefix}rule"].strip()
    try:
        rule["rule"] = formulas.to_json(formulas.parse_formula(written, rule=True))
        rule.pop("rule_text", None)
    except TinhSoError as error:
        rule["rule_text"] = written
        problems.append(FormProblem(f"{prefix}rule", error.message("vi"), error.message("en")))


def _take_texts(target: dict[str, Any], prefix: str, fields: Fields, names: tuple[str, ...]) -> None:
    for name in names:
        if prefix + name in fields:
            target[name] = _text(fields[prefix + name])


def _text(said: str) -> str:
    return clean_text(said)[:LONGEST_TEXT]


def _add_row(draft: editing.Draft, at: int, fields: Fields, *, heading: bool = False) -> editing.Draft:
    rows = draft["rows"]
    if len(rows) >= editing.MOST_ROWS:
        return draft
    indent = rows[at]["indent"] if rows and not heading else 0
    return editing.place_row(draft, at + 1 if rows else 0, editing.new_row(rows, heading=heading, indent=indent))


def _append_row(draft: editing.Draft, at: int, fields: Fields) -> editing.Draft:
    return _add_row(draft, len(draft["rows"]) - 1, fields)


def _append_heading(draft: editing.Draft, at: int, fields: Fields) -> editing.Draft:
    return _add_row(draft, len(draft["rows"]) - 1, fields, heading=True)


def _paste(draft: editing.Draft, at: int, fields: Fields) -> editing.Draft:
    return {**draft, "rows": pasted_rows(fields.get("paste", ""), copy.deepcopy(draft["rows"]))}


def _pick(draft: editing.Draft, at: int, fields: Fields) -> editing.Draft:
    return answer_row(draft, at, fields.get(f"r{at}-best", ""))


def _unpick(draft: editing.Draft, at: int, fields: Fields) -> editing.Draft:
    changed = copy.deepcopy(draft)
    changed["rows"][at] |= {"indicator": "", "dims": "", "waiting": True}
    return changed


def _as_heading(draft: editing.Draft, at: int, fields: Fields) -> editing.Draft:
    changed = copy.deepcopy(draft)
    changed["rows"][at].pop("waiting", None)
    changed["rows"][at] |= {"indicator": "", "dims": ""}
    return changed


def answer_row(draft: editing.Draft, at: int, code: str) -> editing.Draft:
    """Give a row its indicator; the name stays where the form says it otherwise than the indicator does."""
    if code not in {one.code for one in indicators.definitions()}:
        return draft
    changed = copy.deepcopy(draft)
    changed["rows"][at].pop("waiting", None)
    changed["rows"][at]["indicator"] = code
    return changed


def _add_column(draft: editing.Draft, at: int, fields: Fields) -> editing.Draft:
    kind = fields.get("add-kind", "")
    present = {column["kind"] for column in draft["columns"]}
    if kind not in set(ColumnKind) or len(draft["columns"]) >= editing.MOST_COLUMNS:
        return draft
    if kind in present and kind != ColumnKind.FORMULA:
        return draft
    added = editing.add_column(draft, ColumnKind(kind))
    if kind == ColumnKind.FORMULA:
        new = next(column for column in added["columns"] if "formula" not in column and column["kind"] == kind)
        new |= {"formula": formulas.to_json(formulas.parse_formula("value")), "decimals": 1, "as_percent": False}
    return added


def _split(draft: editing.Draft, at: int, fields: Fields) -> editing.Draft:
    dimension = indicators.dimension_items().get(fields.get("split-by", ""))
    if dimension is None:
        return draft
    items = [(item.code, item.name_vi, item.name_en) for item in dimension.items_on(orgs.today())]
    return editing.split_columns(draft, dimension.code, items, ("Chia ra", "Of whom"))


def _add_signatory(draft: editing.Draft, at: int, fields: Fields) -> editing.Draft:
    signatory = {"title_vi": "Thủ trưởng đơn vị", "title_en": "Head of the unit", "note_vi": "(Ký, họ tên, đóng dấu)"}
    return {**draft, "signatories": [*draft.get("signatories", []), signatory]}


def _without(name: str) -> Callable[[editing.Draft, int, Fields], editing.Draft]:
    def remove(draft: editing.Draft, at: int, fields: Fields) -> editing.Draft:
        return {**draft, name: [one for place, one in enumerate(draft[name]) if place != at]}

    return remove


def _add_rule(draft: editing.Draft, at: int, fields: Fields) -> editing.Draft:
    rows = [row for row in draft["rows"] if row["indicator"]]
    if not rows:
        return draft
    taken = {rule["code"] for rule in draft["rules"]}
    code = next(name for number in range(1, 1_000) if (name := f"r{number}") not in taken)
    node = formulas.parse_formula(f"{rows[0]['indicator']} >= 0", rule=True)
    rule = {
        "code": code, "severity": "warning", "row": rows[0]["no"], "message_vi": "Xem lại dòng này.",
        "message_en": "Look at this row again.", "rule": formulas.to_json(node),
    }  # fmt: skip
    return {**draft, "rules": [*draft["rules"], rule]}


_ROW_ACTS: dict[str, Callable[[editing.Draft, int, Fields], editing.Draft]] = {
    "up": lambda draft, at, _fields: editing.move_row(draft, at, -1),
    "down": lambda draft, at, _fields: editing.move_row(draft, at, 1),
    "in": lambda draft, at, _fields: editing.indent_row(draft, at, 1),
    "out": lambda draft, at, _fields: editing.indent_row(draft, at, -1),
    "remove": lambda draft, at, _fields: editing.remove_row(draft, at),
    "insert": _add_row,
    "add": _append_row,
    "heading": _append_heading,
    "paste": _paste,
    "pick": _pick,
    "unpick": _unpick,
    "title": _as_heading,
}
_COLUMN_ACTS: dict[str, Callable[[editing.Draft, int, Fields], editing.Draft]] = {
    "left": lambda draft, at, _fields: editing.move_column(draft, at, -1),
    "right": lambda draft, at, _fields: editing.move_column(draft, at, 1),
    "remove": lambda draft, at, _fields: editing.remove_column(draft, at),
    "add": _add_column,
    "split": _split,
    "number": lambda draft, _at, _fields: editing.number_columns(draft),
}
_SIGNATORY_ACTS = {"add": _add_signatory, "remove": _without("signatories")}
_RULE_ACTS = {"add": _add_rule, "remove": _without("rules")}
_ACTS: dict[str, Mapping[str, Callable[[editing.Draft, int, Fields], editing.Draft]]] = {
    "row": _ROW_ACTS,
    "col": _COLUMN_ACTS,
    "sign": _SIGNATORY_ACTS,
    "rule": _RULE_ACTS,
    "out": OUTLINE_ACTS,
    "list": LIST_ACTS,
}
