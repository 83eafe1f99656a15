"""What the keys of a definition must say together, and to what is already loaded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tinhso.engines.indicators.contracts import (
    DefinitionView,
    Kind,
    MergeRule,
    Nature,
    SpaceRule,
    TimeRule,
)
from tinhso.engines.indicators.contracts.package_errors import ChangedWithoutVersion
from tinhso.engines.indicators.logic.packages.content import CONTENT, content_of, content_of_view
from tinhso.engines.indicators.logic.packages.values import Document
from tinhso.kernel.formulas import Code, FormulaError, codes, from_json, order_formulas, references
from tinhso.kernel.periods import known_schemes
from tinhso.kernel.quantities import MAX_DECIMALS, measure_units

ADDS_NOTHING_UP = (Kind.RATIO, Kind.INDEX, Kind.RANK)


@dataclass(frozen=True)
class Known:
    """What a package is judged by: loaded versions by code, items by dimension (this package's included), levels."""

    versions: Mapping[str, Sequence[DefinitionView]]
    items: Mapping[str, Sequence[str]]
    levels: frozenset[str]


def check_definition(document: Document, known: Known) -> None:
    """Check the parts of one version against one another and against closed lists."""
    values = document.values
    if isinstance(values["code"], str):
        _check_code(document)
    if values["version"] is not None and not 1 <= values["version"] <= 9_999:
        document.refuse("version", "phiên bản bắt đầu từ 1", "versions begin with 1")
    if values["decimals"] is not None and not 0 <= values["decimals"] <= MAX_DECIMALS:
        document.refuse("decimals", f"từ 0 đến {MAX_DECIMALS}", f"between 0 and {MAX_DECIMALS}")
    _check_listed(document, "measure_unit", [unit.code for unit in measure_units()])
    _check_listed(document, "scheme", known_schemes())
    if known.levels:
        _check_listed(document, "collected_level", sorted(known.levels))
    for dimension in values["dimensions"] or ():
        if dimension not in known.items:
            document.refuse("dimensions", f"không có phân tổ “{dimension}”", f"there is no dimension “{dimension}”")
    _check_rules(document)


def check_versions(documents: Sequence[Document], known: Known) -> None:
    """Check the versions of one indicator in their order: rising, dated in order, with the same decimals."""
    loaded = known.versions.get(documents[0]["code"], ())
    before: tuple[int, date, int] | None = None
    for document in documents:
        here = document["version"], document["valid_from"], document["decimals"]
        if None in here:
            continue
        if before:
            _check_follows(document, before)
        for one in loaded:
            if one.decimals != document["decimals"]:
                _refuse_decimals(document, one.decimals)
                break
            _check_among_loaded(document, one)
        before = here


def check_formulas(documents: Sequence[Document], known: Known) -> None:
    """Check that formulas and weights name known indicators and items, and never lead back to themselves."""
    offered = {document["code"]: document for document in documents}
    for document in documents:
        weight = document["weight_indicator"]
        if weight and weight not in offered and weight not in known.versions:
            document.refuse("weight_indicator", "không có chỉ tiêu này", "there is no such indicator")
        if document["formula"]:
            _check_references(document, offered, known)
    formulas = {code: versions[-1].formula for code, versions in known.versions.items() if versions[-1].formula}
    formulas |= {code: document["formula"] for code, document in offered.items() if document["formula"]}
    try:
        order_formulas({code: from_json(formula) for code, formula in formulas.items()})
    except FormulaError as error:
        culprit = next((document for document in documents if document["formula"]), documents[0])
        culprit.note("formula", error)


def compare_with_loaded(document: Document, loaded: DefinitionView) -> bool:
    """Say whether a document repeats a loaded version; a difference is noted as a problem."""
    given, stored = content_of(document.values), content_of_view(loaded)
    changed = [name for name in CONTENT if given[name] != stored[name]]
    if changed:
        error = ChangedWithoutVersion(key=loaded.code, version=loaded.version, fields=", ".join(changed))
        document.note("version", error)
    return not changed


def _check_code(document: Document) -> None:
    try:
        Code(document["code"])
    except FormulaError as error:
        document.note("code", error)


def _check_listed(document: Document, name: str, listed: Sequence[str]) -> None:
    if document[name] is not None and document[name] not in listed:
        document.refuse(name, f"chọn một trong: {', '.join(listed)}", f"choose one of: {', '.join(listed)}")


def _check_rules(document: Document) -> None:
    """Refuse rules that would give wrong totals."""
    values = document.values
    if values["kind"] in ADDS_NOTHING_UP:
        for name in ("time_rule", "space_rule", "merge_rule"):
            if values[name] == "sum":
                document.refuse(name, f"{values['kind']} không cộng được", f"{values['kind']} cannot be added up")
    if values["kind"] == Kind.RATIO:
        for name in ("time_rule", "space_rule", "merge_rule"):
            if values[name] == "mean":
                document.refuse(name, "không lấy trung bình của tỷ lệ", "the mean of ratios is not a ratio")
    if values["nature"] in (Nature.STOCK, Nature.CUMULATIVE) and values["time_rule"] == TimeRule.SUM:
        document.refuse("time_rule", f"{values['nature']} không cộng qua các kỳ", "it cannot be added over periods")
    needs_formula = (TimeRule.RATIO_OF_SUMS, SpaceRule.RATIO_OF_SUMS, MergeRule.RATIO_OF_SUMS)
    for name in ("time_rule", "space_rule", "merge_rule"):
        if values[name] in needs_formula and not values["formula"]:
            document.refuse(name, "cần có công thức", "it needs a formula")
        if values[name] == SpaceRule.WEIGHTED_MEAN and not values["weight_indicator"]:
            document.refuse(name, "cần có weight_indicator", "it needs a weight_indicator")


def _check_follows(document: Document, before: tuple[int, date, int]) -> None:
    version, valid_from, decimals = before
    if document["version"] <= version:
        document.refuse("version", "phải lớn hơn phiên bản trước trong tệp", "it must be above the version before")
    if document["valid_from"] < valid_from:
        document.refuse("valid_from", "không được trước phiên bản trước", "it must not be before the version before")
    if document["decimals"] != decimals:
        _refuse_decimals(document, decimals)


def _check_among_loaded(document: Document, loaded: DefinitionView) -> None:
    newer = document["version"] > loaded.version and document["valid_from"] < loaded.valid_from
    older = document["version"] < loaded.version and document["valid_from"] > loaded.valid_from
    if newer or older:
        document.refuse(
            "valid_from",
            f"trái thứ tự với phiên bản {loaded.version} đã nạp ({loaded.valid_from})",
            f"out of order with the loaded version {loaded.version} ({loaded.valid_from})",
        )


def _refuse_decimals(document: Document, decimals: int) -> None:
    document.refuse(
        "decimals",
        f"mọi phiên bản phải có {decimals} chữ số thập phân như bản trước; muốn khác, hãy đặt mã chỉ tiêu mới",
        f"every version keeps the {decimals} decimals of the one before; give a new code to change them",
    )


def _check_references(document: Document, offered: Mapping[str, Document], known: Known) -> None:
    node = from_json(document["formula"])
    for code in codes(node):
        if code not in offered and code not in known.versions:
            document.refuse("formula", f"không có chỉ tiêu “{code}”", f"there is no indicator “{code}”")
    for reference in references(node):
        declared = _dimensions_of(reference.code, offered, known)
        for dimension, item in reference.where:
            if dimension not in declared or item not in known.items.get(dimension, ()):
                document.refuse(
                    "formula",
                    f"“{reference.code}” không có mục {dimension}={item}",
                    f"“{reference.code}” has no item {dimension}={item}",
                )


def _dimensions_of(code: str, offered: Mapping[str, Document], known: Known) -> Sequence[str]:
    if code in offered:
        return offered[code]["dimensions"] or ()
    versions = known.versions.get(code)
    return versions[-1].dimensions if versions else ()
