"""Our thirteen kinds of objects of one consolidated report, as plain data and in our own words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tinhso.engines.indicators.contracts import DefinitionView, DimensionView
from tinhso.engines.reporting.contracts import FormDefinition, RegimeDefinition

Content = Mapping[str, Any]
Objects = dict[str, list[dict[str, Any]]]


def objects_of(
    content: Content,
    regime: RegimeDefinition,
    form: FormDefinition,
    definitions: Mapping[str, DefinitionView],
    dimensions: Mapping[str, DimensionView],
) -> Objects:
    """Return the objects of a consolidated table by their name; `content` is that of a frozen version or of today."""
    used = [definitions[code] for code in form.indicators if code in definitions]
    return {
        "regime": [_regime(regime)],
        "form": [_form(form)],
        "outline_section": [
            {"form": form.code, "section": number, "heading": one.heading_vi, "text": one.text_vi}
            for number, one in enumerate(form.outline, start=1)
        ],
        "cell": [*_cells(content), *_lines(content)],
        "list_row": list(_list_rows(content)),
        "narrative": _narrative(content),
        "standing": [_standing(content, one) for one in content["units"]],
        "approval": _approval(content),
        "indicator": [_indicator(one) for one in used],
        "indicator_set": _sets(used),
        "indicator_group": list(_groups(form)),
        "dimension": [_dimension(one) for code, one in sorted(dimensions.items()) if _is_used(code, used)],
        "total": list(_totals(content)),
    }


def _regime(regime: RegimeDefinition) -> dict[str, Any]:
    return {
        "code": regime.code,
        "version": regime.version,
        "name": regime.name_vi,
        "kind": regime.kind,
        "period_scheme": regime.scheme,
        "form": regime.form,
        "assigner": regime.assigner,
        "consolidator": regime.consolidator,
        "legal_basis": regime.legal_basis,
        "deadlines": [
            {
                "level": one.level,
                "working_days_after_cut_off": one.working_days_after_cut_off,
                "at": one.at.isoformat("minutes"),
            }
            for one in regime.deadlines
        ],
    }


def _form(form: FormDefinition) -> dict[str, Any]:
    head = form.header
    return {
        "code": form.code,
        "version": form.version,
        "name": form.name_vi,
        "number": head.number if head else "",
        "legal_basis": head.legal_basis if head else "",
        "columns": [
            {"code": one.code, "kind": str(one.kind), "dims": one.dims, "entered": one.entered} for one in form.columns
        ],
        "rows": [
            {"row": one.no, "label": one.label, "name": one.name_vi, "indicator": one.indicator, "dims": one.dims,
             "indent": one.indent}
            for one in form.rows
        ],
    }  # fmt: skip


def _cells(content: Content) -> Iterator[dict[str, Any]]:
    columns = {one["row_no"]: one for one in content["columns"]}
    for unit in content["units"]:
        for row_no, quantity in unit["figures"].items():
            yield _keyed(content, unit["code"], columns[row_no]) | _quantity(quantity)


def _lines(content: Content) -> Iterator[dict[str, Any]]:
    """The agency's own lines stand among the figures, at the unit whose total they are part of."""
    columns = {one["row_no"]: one for one in content["columns"]}
    for line in content["lines"]:
        key = _keyed(content, _aggregate(content), columns[line["row_no"]])
        yield key | {"line": line["line"], "title": line["title"], "value": line["value"], "operator": "="}


def _list_rows(content: Content) -> Iterator[dict[str, Any]]:
    """Every line that units listed, each value under the heading it was asked by."""
    listed = content.get("list", {"lines": (), "columns": ()})
    for line in listed["lines"]:
        yield {
            "request": content["request"]["code"],
            "unit": line["unit"],
            "row": str(line["line"]),
            "values": [
                {"column": one["code"], "name": one["name_vi"], "value": line["values"][one["code"]]}
                for one in listed["columns"]
                if line["values"].get(one["code"])
            ],
        }


def _totals(content: Content) -> Iterator[dict[str, Any]]:
    for column in content["columns"]:
        total = content["totals"][column["row_no"]]
        key = _keyed(content, _aggregate(content), column)
        key.pop("request")
        yield key | _quantity(total["total"]) | {"received": total["received"], "expected": total["expected"]}


def _keyed(content: Content, unit: str, column: Content) -> dict[str, Any]:
    request = content["request"]
    return {"request": request["code"], "period": request["period"], "unit": unit, "row": column["row_no"],
            "indicator": column["indicator"], "dims": column["dims"]}  # fmt: skip


def _quantity(quantity: Mapping[str, Any]) -> dict[str, Any]:
    """What a figure says; an operator stands only beside a value. Gaps of a year to date are not part of a figure."""
    found = {name: quantity[name] for name in ("value", "missing", "status") if name in quantity}
    return found | ({"operator": quantity.get("operator", "=")} if "value" in quantity else {})


def _aggregate(content: Content) -> str:
    request = content["request"]
    return str((request["aggregate"] or request["assigner"])["code"])


def _sender(content: Content) -> str:
    request = content["request"]
    return str((request["consolidator"] or request["assigner"])["code"])


def _narrative(content: Content) -> list[dict[str, Any]]:
    text = content.get("narrative", "")
    return [{"request": content["request"]["code"], "sender": _sender(content), "text": text}] if text else []


def _standing(content: Content, unit: Content) -> dict[str, Any]:
    return {
        "request": content["request"]["code"],
        "unit": unit["code"],
        "unit_name": unit["name_vi"],
        "standing": unit["standing"],
        "punctuality": unit["punctuality"],
        "first_submitted_at": unit["first_submitted_at"],
        "submissions": unit["submissions"],
        "corrections": unit["corrections"],
    }


def _approval(content: Content) -> list[dict[str, Any]]:
    """Who approved the version; confirmed by account, never called signed."""
    version = content.get("version")
    if not version:
        return []
    return [
        {
            "request": content["request"]["code"],
            "version": version["number"],
            "version_name": version["name_vi"],
            "office": version["approver_title"],
            "capacity": version["capacity"],
            "approved_at": version["frozen_at"],
            "certificate": False,
        }
    ]


def _indicator(one: DefinitionView) -> dict[str, Any]:
    return {
        "code": one.code,
        "version": one.version,
        "name": one.name_vi,
        "measure_unit": one.measure_unit,
        "decimals": one.decimals,
        "kind": str(one.kind),
        "nature": str(one.nature),
        "time_rule": str(one.time_rule),
        "space_rule": str(one.space_rule),
        "computed": one.formula is not None,
    }


def _sets(used: Sequence[DefinitionView]) -> list[dict[str, Any]]:
    """Indicators by the package that defines them."""
    found: dict[str, list[dict[str, str]]] = {}
    for one in used:
        found.setdefault(one.package, []).append({"code": one.code})
    return [{"code": code, "indicators": codes} for code, codes in sorted(found.items())]


def _groups(form: FormDefinition) -> Iterator[dict[str, Any]]:
    """Headings of the form with the rows that stand under them."""
    heading: dict[str, Any] | None = None
    for row in form.rows:
        if not row.indicator:
            if heading is not None:
                yield heading
            heading = {"form": form.code, "row": row.no, "name": row.name_vi, "rows": []}
        elif heading is not None:
            heading["rows"].append({"row": row.no})
    if heading is not None:
        yield heading


def _dimension(one: DimensionView) -> dict[str, Any]:
    items = [{"code": item.code, "name": item.name_vi} for item in one.items]
    return {"code": one.code, "name": one.name_vi, "items": items}


def _is_used(code: str, used: Sequence[DefinitionView]) -> bool:
    return any(code in one.dimensions for one in used)
