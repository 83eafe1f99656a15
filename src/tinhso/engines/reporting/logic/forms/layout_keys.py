"""The keys of a form that say how it looks on paper: header block, groups of columns, numbers of columns, signatures.

A key that is not written leaves no trace in the stored definition, so that forms from before these keys keep their
content and their digest in the log.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tinhso.engines.reporting.contracts import ColumnKind
from tinhso.engines.reporting.logic.forms.yaml_keys import Keys
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.formulas import codes, from_json, parse_formula, to_json

HEADER_KEYS = (
    "number", "legal_basis", "sender_vi", "sender_en", "receiver_vi", "receiver_en",
    "period_vi", "period_en", "deadline_vi", "deadline_en",
)  # fmt: skip
SIGNATORY_KEYS = ("title_vi", "title_en", "note_vi", "note_en")
MOST_GROUPS = 3
"""Headings above a column: official forms have two or three lines of them."""
MOST_DECIMALS = 6


def layout_of_form(keys: Keys) -> dict[str, Any]:
    """Read what stands above and below the table."""
    found: dict[str, Any] = {}
    if header := keys.inner("header"):
        found["header"] = {name: text for name in HEADER_KEYS if (text := header.text(name, ""))}
        header.finish()
    if line := keys.texts("number_line"):
        found["number_line"] = list(line)
    if signatories := [_signatory(one) for one in keys.each("signatories")]:
        found["signatories"] = signatories
    if owner := keys.text("owner", ""):
        found["owner"] = owner
    return found


def layout_of_column(keys: Keys, kind: ColumnKind) -> dict[str, Any]:
    """Read what a column may say beside its kind, code and name."""
    found: dict[str, Any] = {}
    if dims := written_dims(keys.plain("dims") or {}):
        if kind not in (ColumnKind.VALUE, ColumnKind.PLAN, ColumnKind.ESTIMATE):
            keys.refuse("dims", dims, "chỉ cột số mới tách theo phân tổ", "only columns of figures may be split")
        found["dims"] = dims
    for name in ("groups_vi", "groups_en"):
        if groups := keys.texts(name):
            if len(groups) > MOST_GROUPS:
                keys.refuse(name, len(groups), f"nhiều nhất {MOST_GROUPS} dòng tiêu đề", f"at most {MOST_GROUPS} lines")
            found[name] = list(groups)
    if number := keys.text("number", ""):
        found["number"] = number
    return found | _formula_of_column(keys, kind)


def layout_of_row(keys: Keys) -> dict[str, Any]:
    """Read how a row is printed."""
    found: dict[str, Any] = {}
    if label := keys.text("label", ""):
        found["label"] = label
    if keys.boolean("of_which", False):
        found["of_which"] = True
    if from_list := keys.text("from_list", ""):
        found["from_list"] = from_list
    return found


def written_dims(dims: Mapping[str, str]) -> str:
    """Return pairs of dimension and item as the ledger writes them."""
    return ";".join(f"{dimension}={item}" for dimension, item in sorted(dims.items()))


def check_column_formulas(keys: Keys, columns: Sequence[Mapping[str, Any]]) -> None:
    """A formula reads figures of columns that stand on the form and are not formulas themselves."""
    figures = {column["code"] for column in columns if column["kind"] not in (ColumnKind.FORMULA, ColumnKind.NOTE)}
    for column in columns:
        if column["kind"] != ColumnKind.FORMULA:
            continue
        for code in codes(from_json(column["formula"])):
            if code not in figures:
                keys.refuse(
                    "columns", code, "công thức dùng cột không có trong biểu", "the formula uses no such column"
                )


def _formula_of_column(keys: Keys, kind: ColumnKind) -> dict[str, Any]:
    if kind is not ColumnKind.FORMULA:
        return {}
    written = keys.text("formula")
    try:
        node = parse_formula(written)
    except TinhSoError as error:
        keys.refuse("formula", written, error.message("vi"), error.message("en"))
    return {
        "formula": to_json(node),
        "decimals": keys.integer("decimals", 0, MOST_DECIMALS, 1),
        "as_percent": keys.boolean("as_percent", False),
    }


def _signatory(keys: Keys) -> dict[str, str]:
    found = {"title_vi": keys.text("title_vi"), "title_en": keys.text("title_en")}
    found |= {name: text for name in ("note_vi", "note_en") if (text := keys.text(name, ""))}
    keys.finish()
    return found
