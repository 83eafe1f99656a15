"""Forms, regimes and legal constants as packages write them, turned into the plain data that is stored.

The keys are explained in docs/reference/report-keys.md. Nothing here looks at the database: whether an indicator or
a form exists is asked by `loading.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tinhso.engines.reporting.contracts import ColumnKind, Severity
from tinhso.engines.reporting.contracts.errors import SecretReport
from tinhso.engines.reporting.logic.forms.layout_keys import (
    check_column_formulas,
    layout_of_column,
    layout_of_form,
    layout_of_row,
    written_dims,
)
from tinhso.engines.reporting.logic.forms.yaml_keys import Keys, read_keys
from tinhso.engines.reporting.logic.lists.list_keys import check_list_rows, list_of_form
from tinhso.engines.reporting.logic.papers.outline_keys import outline_of_form
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.formulas import from_json, parse_formula, to_json
from tinhso.kernel.periods import known_schemes

COLUMN_NAMES = {
    ColumnKind.VALUE: ("Kỳ này", "This period"),
    ColumnKind.PREVIOUS: ("Kỳ trước", "Previous period"),
    ColumnKind.SAME_PERIOD_LAST_YEAR: ("Cùng kỳ năm trước", "Same period last year"),
    ColumnKind.CHANGE: ("So cùng kỳ", "Against the same period"),
    ColumnKind.YEAR_TO_DATE: ("Lũy kế từ đầu năm", "Year to date"),
    ColumnKind.PLAN: ("Kế hoạch", "Plan"),
    ColumnKind.PLAN_SHARE: ("So kế hoạch", "Against the plan"),
    ColumnKind.ESTIMATE: ("Ước thực hiện", "Estimate"),
    ColumnKind.FORMULA: ("Tự tính", "Computed"),
    ColumnKind.NOTE: ("Ghi chú", "Note"),
}
REPEATABLE = (ColumnKind.FORMULA,)
ENTERABLE = (ColumnKind.VALUE, ColumnKind.PLAN, ColumnKind.ESTIMATE)
REGIME_KINDS = ("periodic", "thematic", "ad_hoc")


@dataclass(frozen=True, slots=True)
class Written:
    """One version as a file writes it."""

    file: str
    code: str
    version: int
    valid_from: date
    definition: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.code}@{self.version}"


@dataclass(frozen=True, slots=True)
class WrittenConstant:
    """One number of the law as a file writes it."""

    file: str
    code: str
    value: int
    valid_from: date
    source: str
    confirmed: bool


def read_form(file: Path) -> Written:
    """Read one file of `forms/`."""
    keys = read_keys(file)
    code, version, valid_from = keys.text("code"), keys.integer("version", 1, 999), keys.day("valid_from")
    columns = [_column(column) for column in keys.each("columns")]
    rows = [_row(row) for row in keys.each("rows")]
    definition = (
        {
            "name_vi": keys.text("name_vi"),
            "name_en": keys.text("name_en"),
            "guidance_vi": keys.text("guidance_vi", ""),
            "guidance_en": keys.text("guidance_en", ""),
            "source": keys.text("source"),
            "illustrative": keys.boolean("illustrative", False),
            "columns": columns or [_default_column(ColumnKind.VALUE)],
            "rows": rows,
            "rules": [_rule(rule, {row["no"] for row in rows}) for rule in keys.each("rules")],
        }
        | layout_of_form(keys)
        | outline_of_form(keys, {row["no"] for row in rows if row["indicator"]})
        | list_of_form(keys)
    )
    keys.finish()
    _check_form(keys, definition)
    return Written(file.name, code, version, valid_from, definition)


def read_regime(file: Path) -> Written:
    """Read one file of `regimes/`; a secret report is refused (REP-005)."""
    keys = read_keys(file)
    code, version, valid_from = keys.text("code"), keys.integer("version", 1, 999), keys.day("valid_from")
    if keys.boolean("secret", False):
        raise SecretReport(regime=code, file=file.name)
    lock = keys.inner("lock")
    definition = {
        "name_vi": keys.text("name_vi"),
        "name_en": keys.text("name_en"),
        "kind": keys.choice("kind", REGIME_KINDS),
        "scheme": keys.choice("scheme", known_schemes()),
        "form": keys.text("form"),
        "assigner": keys.text("assigner"),
        "consolidator": keys.text("consolidator", ""),
        "aggregate": keys.text("aggregate", ""),
        "respondents": [_respondents(rule) for rule in keys.each("respondents")],
        "deadlines": [_deadline(deadline) for deadline in keys.each("deadlines")],
        "lock": _lock(lock) if lock else {"working_days_after_last_deadline": 1, "at": "17:00"},
        "source": keys.text("source"),
        "legal_basis": keys.text("legal_basis", ""),
        "illustrative": keys.boolean("illustrative", False),
    }
    if not definition["deadlines"]:
        keys.refuse("deadlines", "", "phải có hạn gửi cho ít nhất một cấp", "needs a deadline for at least one level")
    if bool(definition["consolidator"]) != bool(definition["aggregate"]):
        keys.refuse("aggregate", definition["aggregate"], "đi cùng consolidator", "goes together with consolidator")
    keys.finish()
    return Written(file.name, code, version, valid_from, definition)


def read_constants(file: Path) -> list[WrittenConstant]:
    """Read one file of `legal/`."""
    keys = read_keys(file)
    found = [_constant(constant, file) for constant in keys.each("constants")]
    keys.finish()
    return found


def _column(keys: Keys) -> dict[str, Any]:
    kind = ColumnKind(keys.choice("kind", list(ColumnKind)))
    plain = _default_column(kind)
    column: dict[str, Any] = {
        "code": keys.text("code", plain["code"]),
        "kind": str(kind),
        "name_vi": keys.text("name_vi", plain["name_vi"]),
        "name_en": keys.text("name_en", plain["name_en"]),
        "entered": keys.boolean("entered", plain["entered"]),
    } | layout_of_column(keys, kind)
    if "dims" in column and "code" not in keys:
        column["code"] = f"{kind}_{column['dims'].replace('=', '_').replace(';', '_')}"
    if column["entered"] and kind not in ENTERABLE:
        keys.refuse("entered", "true", "cột này do hệ thống tính", "the system computes this column")
    keys.finish()
    return column


def _default_column(kind: ColumnKind) -> dict[str, Any]:
    name_vi, name_en = COLUMN_NAMES[kind]
    return {
        "code": str(kind), "kind": str(kind), "name_vi": name_vi, "name_en": name_en,
        "entered": kind is ColumnKind.VALUE,
    }  # fmt: skip


def _row(keys: Keys) -> dict[str, Any]:
    dims, no = keys.plain("dims") or {}, keys.text("no")
    row = {
        "no": no,
        "indicator": keys.text("indicator", ""),
        "dims": written_dims(dims),
        "name_vi": keys.text("name_vi", ""),
        "name_en": keys.text("name_en", ""),
        "indent": keys.integer("indent", 0, 5, 0),
        "carry_over": keys.boolean("carry_over", False),
    } | layout_of_row(keys)
    keys.finish()
    if not row["indicator"] and not row["name_vi"]:
        keys.refuse("name_vi", "", "dòng tiêu đề phải có tên", "a heading needs a name")
    if len(no) > 20:
        keys.refuse("no", no, "số dòng dài quá 20 ký tự", "row number longer than 20 characters")
    return row


def _rule(keys: Keys, row_nos: set[str]) -> dict[str, Any]:
    written = keys.plain("rule")
    try:
        node = parse_formula(written, rule=True) if isinstance(written, str) else from_json(written, rule=True)
    except TinhSoError as error:
        keys.refuse("rule", written, error.message("vi"), error.message("en"))
    rule = {
        "code": keys.text("code"),
        "severity": keys.choice("severity", list(Severity), Severity.WARNING),
        "row": keys.choice("row", sorted(row_nos)),
        "message_vi": keys.text("message_vi"),
        "message_en": keys.text("message_en"),
        "rule": to_json(node),
    }
    keys.finish()
    return rule


def _check_form(keys: Keys, definition: dict[str, Any]) -> None:
    """Refuse what would make cells ambiguous."""
    if not any(row["indicator"] for row in definition["rows"]):
        keys.refuse("rows", "", "biểu phải có ít nhất một chỉ tiêu", "a form needs at least one indicator")
    for name, values in (
        ("rows", [row["no"] for row in definition["rows"]]),
        ("rows", [f"{row['indicator']} {row['dims']}" for row in definition["rows"] if row["indicator"]]),
        ("columns", [column["code"] for column in definition["columns"]]),
        (
            "columns",
            [
                f"{column['kind']} {column.get('dims', '')}"
                for column in definition["columns"]
                if column["kind"] not in REPEATABLE
            ],
        ),
        ("rules", [rule["code"] for rule in definition["rules"]]),
    ):
        twice = next((value for at, value in enumerate(values) if value in values[:at]), None)
        if twice is not None:
            keys.refuse(name, twice, "viết hai lần trong biểu", "stands twice on the form")
    if not any(column["kind"] == column["code"] == ColumnKind.VALUE for column in definition["columns"]):
        keys.refuse("columns", "", "phải có cột value", "needs a value column")
    check_column_formulas(keys, definition["columns"])
    check_list_rows(keys, definition)


def _shown_once(column: dict[str, Any]) -> str:
    """What a column shows: each kind once, and once for every item of a dimension."""
    return f"{column['kind']} {column.get('dims', '')}".strip()


def _respondents(keys: Keys) -> dict[str, Any]:
    rule = {"level": keys.text("level", ""), "units": keys.texts("units"), "respondent": keys.text("respondent", "")}
    group = keys.text("group", "")
    if [bool(rule["level"]), bool(rule["units"]), bool(group)].count(True) != 1:
        keys.refuse(
            "level", rule["level"], "ghi một trong ba: level, units, group", "give one of level, units and group"
        )
    keys.finish()
    # What said nothing before is stored as before: versions compare by what they hold.
    return rule | {"units": list(rule["units"])} | ({"group": group} if group else {})


def _deadline(keys: Keys) -> dict[str, Any]:
    deadline = {
        "level": keys.text("level"),
        "working_days_after_cut_off": keys.integer("working_days_after_cut_off", 0, 250),
        "at": keys.hour("at", "17:00").isoformat("minutes"),
    }
    keys.finish()
    return deadline


def _lock(keys: Keys) -> dict[str, Any]:
    lock = {
        "working_days_after_last_deadline": keys.integer("working_days_after_last_deadline", 0, 250),
        "at": keys.hour("at", "17:00").isoformat("minutes"),
    }
    keys.finish()
    return lock


def _constant(keys: Keys, file: Path) -> WrittenConstant:
    constant = WrittenConstant(
        file.name,
        keys.text("code"),
        keys.integer("value", 0, 10**6),
        keys.day("valid_from"),
        keys.text("source"),
        keys.boolean("confirmed", False),
    )
    keys.finish()
    return constant
