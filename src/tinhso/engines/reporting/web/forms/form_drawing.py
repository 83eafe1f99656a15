"""A draft as the fields of the page that draws it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import DefinitionView
from tinhso.engines.orgs import api as orgs
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import ColumnKind, FormDraftView, FormProblem, IndicatorMatch
from tinhso.engines.reporting.web import quantities
from tinhso.kernel import formulas
from tinhso.web_kit.display import language

# The header block in the order of paper.
HEADER_FIELDS = ("number", "legal_basis", "sender_vi", "receiver_vi", "period_vi", "deadline_vi")


@dataclass(frozen=True, slots=True)
class DrawnRow:
    """A row with its fields. `best` is what a row that waits may mean."""

    at: int
    stt: str
    name: str
    indent: int
    of_which: bool
    carry_over: bool
    is_heading: bool
    waiting: bool
    indicator: str
    indicator_name: str
    unit: str
    best: str
    best_name: str
    best_why: str
    is_first: bool
    is_last: bool
    dims: str
    items: tuple[tuple[str, str], ...]
    from_list: str


@dataclass(frozen=True, slots=True)
class DrawnColumn:
    """A column with its fields."""

    at: int
    kind: str
    kind_words: str
    name: str
    groups: str
    number: str
    entered: bool
    may_enter: bool
    may_remove: bool
    formula: str
    as_percent: bool
    decimals: int
    problem: str
    is_first: bool
    is_last: bool


def drawing_of(draft: FormDraftView, problems: Sequence[FormProblem] = ()) -> dict[str, Any]:
    """Return everything the page shows."""
    plain = draft.definition
    known = {one.code: one for one in indicators.definitions()}
    matches = api.matches_of(plain)
    columns = plain["columns"]
    rows = plain["rows"]
    said = {one.field: one.message(language()) for one in problems}
    return {
        "draft": draft,
        "name": plain["name_en" if language().startswith("en") else "name_vi"],
        "plain": plain,
        "notes": notes_of(draft),
        "header": _header(plain.get("header", {})),
        "columns": [_column(at, one, columns, said) for at, one in enumerate(columns)],
        "rows": [_row(at, one, len(rows), known, matches.get(one["no"], ())) for at, one in enumerate(rows)],
        "signatories": list(enumerate(plain.get("signatories", []))),
        "rules": [_rule(at, one, said) for at, one in enumerate(plain["rules"])],
        "row_numbers": [(row["no"], row.get("label") or row["no"]) for row in rows if row["indicator"]],
        "kinds": _kinds_to_add(columns),
        "dimensions": [
            (one.code, one.name_en if language().startswith("en") else one.name_vi)
            for one in indicators.dimension_items().values()
        ],
        "outline": _outline(plain, said),
        "placeholders": placeholder_words(),
        "list_kinds": list(list_kind_words().items()),
        "open_list": _open_list(plain.get("list")),
        "list_figures": [
            (code, _("cộng cột “%(name)s”") % {"name": name} if name else _("đếm số dòng"))
            for code, name in api.figures_of_list(plain)
        ]
        if plain.get("list")
        else [],
        "waiting": sum(bool(row.get("waiting")) for row in rows),
        "problem_list": list(said.values()),
    }


def notes_of(draft: FormDraftView) -> list[tuple[str, str]]:
    """What the reader of a file left out: (cell, words)."""
    key = "en" if language().startswith("en") else "vi"
    return [(note["cell"], note[key]) for note in draft.definition.get("notes", [])]


def kind_words() -> dict[str, str]:
    """What each kind of column is called."""
    return {
        "value": _("Kỳ này"),
        "previous": _("Kỳ trước"),
        "same_period_last_year": _("Cùng kỳ năm trước"),
        "change": _("So cùng kỳ (%)"),
        "year_to_date": _("Lũy kế từ đầu năm"),
        "plan": _("Kế hoạch"),
        "plan_share": _("So kế hoạch (%)"),
        "estimate": _("Ước thực hiện"),
        "formula": _("Cột tự tính theo công thức"),
        "note": _("Ghi chú"),
    }


def why(match: IndicatorMatch) -> str:
    """`92 điểm, trùng: hồ sơ, tiếp nhận`: the score of a candidate and its reason."""
    if match.by_code:
        return _("trùng mã")
    words = ", ".join(match.shared_words)
    return _("giống %(score)d/100, trùng: %(words)s") % {"score": match.score, "words": words}


def _header(header: Mapping[str, str]) -> list[tuple[str, str, str]]:
    labels = {
        "number": _("Biểu số"),
        "legal_basis": _("Căn cứ"),
        "sender_vi": _("Đơn vị gửi"),
        "receiver_vi": _("Đơn vị nhận"),
        "period_vi": _("Kỳ báo cáo"),
        "deadline_vi": _("Hạn gửi"),
    }
    return [(name, labels[name], header.get(name, "")) for name in HEADER_FIELDS]


def _row(
    at: int, row: Mapping[str, Any], count: int, known: Mapping[str, DefinitionView], found: Sequence[IndicatorMatch]
) -> DrawnRow:
    definition = known.get(row["indicator"])
    best = found[0] if found else None
    return DrawnRow(
        at=at,
        stt=row.get("label") or row["no"],
        name=row["name_vi"],
        indent=row["indent"],
        of_which=row.get("of_which", False),
        carry_over=row["carry_over"],
        is_heading=not row["indicator"] and not row.get("waiting"),
        waiting=bool(row.get("waiting")),
        indicator=row["indicator"],
        indicator_name=definition.name(language()) if definition else row["indicator"],
        unit=quantities.unit_name(definition),
        best=best.code if best else "",
        best_name=known[best.code].name(language()) if best else "",
        best_why=why(best) if best else "",
        is_first=at == 0,
        is_last=at == count - 1,
        dims=row["dims"],
        items=tuple(_items(definition)) if definition else (),
        from_list=row.get("from_list", ""),
    )


def _items(definition: DefinitionView) -> list[tuple[str, str]]:
    """The parts of an indicator that a row can ask for: (`sex=F`, “Giới tính: Nữ”)."""
    dimensions, english = indicators.dimension_items(), language().startswith("en")
    return [
        (
            f"{code}={item.code}",
            f"{dimensions[code].name_en}: {item.name_en}" if english else f"{dimensions[code].name_vi}: {item.name_vi}",
        )
        for code in definition.dimensions
        for item in dimensions[code].items_on(orgs.today())
    ]


def _column(
    at: int, column: Mapping[str, Any], columns: Sequence[Mapping[str, Any]], problems: Mapping[str, str]
) -> DrawnColumn:
    kind = column["kind"]
    return DrawnColumn(
        at=at,
        kind=kind,
        kind_words=_("Theo phân tổ") if column.get("dims") else kind_words()[kind],
        name=column["name_vi"],
        groups=" > ".join(column.get("groups_vi", [])),
        number=column.get("number", ""),
        entered=column["entered"],
        may_enter=kind in ("plan", "estimate"),
        may_remove=column["code"] != ColumnKind.VALUE,
        formula=_formula(column, columns),
        as_percent=column.get("as_percent", False),
        decimals=column.get("decimals", 1),
        problem=problems.get(f"k{at}-formula", ""),
        is_first=at == 0,
        is_last=at == len(columns) - 1,
    )


def _formula(column: Mapping[str, Any], columns: Sequence[Mapping[str, Any]]) -> str:
    """The formula as it is typed: in column numbers where the columns have them."""
    if column["kind"] != ColumnKind.FORMULA:
        return ""
    if "formula_text" in column:
        return str(column["formula_text"])
    text = formulas.to_text(formulas.from_json(column["formula"]))
    numbers = {one["code"]: str(one["number"]).partition("=")[0] for one in columns if one.get("number")}
    return " ".join(numbers.get(word, word) for word in text.split(" "))


def _rule(at: int, rule: Mapping[str, Any], problems: Mapping[str, str]) -> dict[str, Any]:
    text = rule.get("rule_text") or formulas.to_text(formulas.from_json(rule["rule"], rule=True))
    shown = {"at": at, "rule": text, "row": rule["row"], "severity": rule["severity"], "message": rule["message_vi"]}
    return shown | {"problem": problems.get(f"u{at}-rule", "")}


def placeholder_words() -> list[tuple[str, str]]:
    """What an outline can say of a row."""
    return [
        ("value", _("số kỳ này")),
        ("previous", _("số kỳ trước")),
        ("same_period_last_year", _("số cùng kỳ năm trước")),
        ("year_to_date", _("lũy kế từ đầu năm")),
        ("plan", _("kế hoạch")),
        ("change", _("tăng, giảm so cùng kỳ")),
        ("change_from_previous", _("tăng, giảm so kỳ trước")),
        ("plan_share", _("so kế hoạch, %")),
        ("sentence", _("cả câu so sánh")),
    ]


def list_kind_words() -> dict[str, str]:
    """What a column of a list may hold."""
    return {"text": _("chữ"), "number": _("số"), "date": _("ngày")}


def _outline(plain: Mapping[str, Any], problems: Mapping[str, str]) -> list[dict[str, Any]]:
    sections = plain.get("outline", [])
    return [
        {
            "at": at, "heading": one["heading_vi"], "text": one["text_vi"], "is_first": at == 0,
            "problem": problems.get(f"o{at}-text_vi", ""), "is_last": at == len(sections) - 1,
        }
        for at, one in enumerate(sections)
    ]  # fmt: skip


def _open_list(plain: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The list being drawn, as the page's fields."""
    if not plain:
        return None
    columns = [
        {
            "at": at, "name": one["name_vi"], "kind": one["kind"], "needed": one.get("needed", False),
            "decimals": one.get("decimals", 0), "is_first": at == 0, "is_last": at == len(plain["columns"]) - 1,
        }
        for at, one in enumerate(plain["columns"])
    ]  # fmt: skip
    return {"name": plain["name_vi"], "columns": columns, "may_remove": len(columns) > 1}


def _kinds_to_add(columns: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    present = {column["kind"] for column in columns} - {str(ColumnKind.FORMULA)}
    return [(kind, words) for kind, words in kind_words().items() if kind not in present]
