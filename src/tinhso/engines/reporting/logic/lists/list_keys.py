"""The keys of a form that ask for an open list: its columns, and the rows that take their figure from it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from tinhso.engines.reporting.contracts.lists import COUNT, SUM, ListColumnKind
from tinhso.engines.reporting.logic.forms.yaml_keys import Keys

MOST_COLUMNS, MOST_DECIMALS = 12, 6
_CODE = re.compile(r"[a-z][a-z0-9_]{0,29}")


def list_of_form(keys: Keys) -> dict[str, Any]:
    """Read the `list` of a form; nothing where it has none."""
    inner = keys.inner("list")
    if inner is None:
        return {}
    columns = [_column(one) for one in inner.each("columns")]
    found = {"name_vi": inner.text("name_vi"), "name_en": inner.text("name_en"), "columns": columns}
    codes = [one["code"] for one in columns]
    twice = next((code for at, code in enumerate(codes) if code in codes[:at]), None)
    if twice is not None:
        inner.refuse("columns", twice, "viết hai lần trong danh sách", "stands twice on the list")
    if not 1 <= len(columns) <= MOST_COLUMNS:
        inner.refuse("columns", len(columns), f"từ 1 đến {MOST_COLUMNS} cột", f"1 to {MOST_COLUMNS} columns")
    inner.finish()
    return {"list": found}


def check_list_rows(keys: Keys, definition: Mapping[str, Any]) -> None:
    """A list needs a row that counts or sums it; a row can only take what the list has."""
    rows: Sequence[Mapping[str, Any]] = definition["rows"]
    fed = [row for row in rows if row.get("from_list")]
    known = {COUNT} | {SUM + one["code"] for one in definition.get("list", {}).get("columns", ()) if is_number(one)}
    for row in fed:
        if "list" not in definition or row["from_list"] not in known or not row["indicator"]:
            keys.refuse(
                f"rows.{row['no']}.from_list", row["from_list"], "danh sách không có cột số này",
                "the list has no such column of numbers",
            )  # fmt: skip
    if "list" in definition and not fed:
        keys.refuse("rows", "", "phải có dòng đếm hoặc cộng danh sách", "needs a row that counts or sums the list")


def is_number(column: Mapping[str, Any]) -> bool:
    """Say whether a column can be summed."""
    return bool(column["kind"] == ListColumnKind.NUMBER)


def _column(keys: Keys) -> dict[str, Any]:
    code = keys.text("code")
    if not _CODE.fullmatch(code):
        keys.refuse("code", code, "chữ thường không dấu, số, gạch dưới", "small letters, digits and _ only")
    found: dict[str, Any] = {
        "code": code,
        "kind": keys.choice("kind", list(ListColumnKind)),
        "name_vi": keys.text("name_vi"),
        "name_en": keys.text("name_en"),
    }
    if keys.boolean("needed", False):
        found["needed"] = True
    if decimals := keys.integer("decimals", 0, MOST_DECIMALS, 0):
        found["decimals"] = decimals
    keys.finish()
    return found
