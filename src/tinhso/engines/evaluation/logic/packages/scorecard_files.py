"""`scorecards/CODE.yaml` with its table `CODE.csv`: one version of a scorecard; one that cannot be scored is refused.

A row without a shape is a node. A component whose parent row is absent gets one by its code: 4.22.1 stands under 4.22.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from tinhso.engines.evaluation.contracts import PackageFileRefused, Text
from tinhso.engines.evaluation.contracts.scorecards import (
    Cluster,
    Commendation,
    Component,
    ScorecardDefinition,
    ScoreNode,
    Shape,
)
from tinhso.engines.evaluation.logic.packages.reading import (
    PackageFile,
    is_code,
    is_day,
    is_flag,
    is_list,
    is_number,
    is_share,
    is_text,
    is_words,
    one_of,
    open_file,
)
from tinhso.kernel.files.keys import Key, is_version
from tinhso.kernel.formulas import FormulaError, Reference, parse_formula, references
from tinhso.kernel.periods import known_schemes

Stored = dict[str, Any]
MOST_DECIMALS = 6
_BOTH = "`{vi: …, en: …}`"
CARD_KEYS = (
    Key("code", "code", "mã bộ chỉ số, trùng tên tệp", "code, the name of its file and of its table", is_code),
    Key("version", "whole number", "số phiên bản, từ 1", "number of the version, from 1", is_version),
    Key("valid_from", "day", "ngày có hiệu lực", "first day it is in force", is_day),
    Key("title", _BOTH, "tên bộ chỉ số", "title", is_text),
    Key("level", "code", "cấp của đơn vị được chấm", "level of the units that are scored", is_code),
    Key("unit", "code", "mã đơn vị bao trùm", "code of the unit above them", is_code),
    Key("scheme", "scheme of periods", "loại kỳ", "its periods", lambda value: value in known_schemes()),
    Key(
        "shown_as", "`points` `index`", "hiện theo điểm hay chỉ số 0–1", "shown as points or as an index",
        one_of(("points", "index")),
    ),
    Key(
        "decimals", "0 to 6", "số chữ số thập phân khi hiện", "decimals shown; ranks are made before",
        lambda value: isinstance(value, int) and 0 <= value <= MOST_DECIMALS,
    ),
    Key("points", "exact number in quotes", "tổng điểm, để đối chiếu", "sum of all points, for comparison", is_number),
    Key("source", "text", "văn bản nguồn", "the document it comes from", is_words),
    Key("status", _BOTH, "điều cần kiểm tra", "what is still to be checked", is_text, required=False),
    Key("illustrative", "`true` or `false`", "chỉ để minh họa", "made up for illustration", is_flag, required=False),
    Key(
        "indicator", "code", "mã chỉ tiêu mà tổng điểm trở thành khi đóng đợt",
        "code of the indicator that the total becomes when a round is closed", is_code, required=False,
    ),
    Key("clusters", "list", "các khối thi đua", "groups of units compared with one another", is_list, required=False),
    Key(
        "commendation", "mapping", "quy tắc đề nghị khen thưởng", "rule of the commendation list",
        lambda value: isinstance(value, dict), required=False,
    ),
)  # fmt: skip
CLUSTER_KEYS = (
    Key("code", "code", "mã khối", "code of the cluster", is_code),
    Key("title", _BOTH, "tên khối", "its name", is_text),
    Key(
        "types", "list of types of units", "loại đơn vị thuộc khối, như Phường", "types of its units, such as Phường",
        lambda value: is_list(value) and all(isinstance(one, str) for one in value),
    ),
)  # fmt: skip
COMMENDATION_KEYS = (
    Key("per_cluster", "whole number", "số đơn vị mỗi khối; ai bằng hạng cuối thì cùng được",
        "places in each cluster; who shares the last place is in", is_version),
    Key("least_share", "exact number in quotes, 0 to 1", "phần điểm tối thiểu", "least share of the points", is_share),
    Key("on_time", "`true` or `false`", "chỉ đơn vị gửi đúng hạn", "only who sent by the day", is_flag),
)  # fmt: skip
COLUMN_KEYS = (
    ("code", "code of the criterion, text: 4.10 is not 4.1", "mã tiêu chí, là văn bản"),
    ("name_vi", "name in Vietnamese", "tên"),
    ("name_en", "name in English, may be empty", "tên tiếng Anh"),
    ("points", "maximum points; empty for a node", "điểm tối đa; trống ở dòng nhóm"),
    (
        "shape",
        "yes_no, graded, halves, ratio, to_target, goalposts, formula, not_scored; empty for a node",
        "cách chấm",
    ),
    ("low", "lower goalpost; above the higher one where less is better", "cận dưới"),
    ("high", "higher goalpost, or the target of to_target", "cận trên, hoặc mục tiêu"),
    ("grades", "of graded: head=1;deputy=0.5;none=0", "các mức và phần điểm"),
    (
        "indicator",
        "code of the indicator that answers it, empty where people do; of a node, the indicator its score becomes "
        "when a round is closed",
        "mã chỉ tiêu tự chấm; ở dòng nhóm, chỉ tiêu mà điểm của nhóm trở thành khi đóng đợt",
    ),
    ("evidence", "documents that are asked for beside the answer; the column may be absent", "minh chứng cần có"),
    (
        "formula",
        "of formula: what it earns in percent of its points, over codes of indicators of the same period, as "
        "`formulas.md` has it, without selections and other periods; below 0 is 0, above 100 is 100; the column may "
        "be absent",
        "công thức trên mã chỉ tiêu, ra phần trăm số điểm",
    ),
    (
        "self_days_before",
        "how many days before the round's day it is to be answered, 1 to 365; of a node, what stands below it; empty "
        "with the round; the column may be absent",
        "phải tự chấm trước hạn chung của đợt bao nhiêu ngày; trống thì theo hạn chung",
    ),
    (
        "appraise_days_before",
        "how many days before the round's day it is to be appraised, likewise; the column may be absent",
        "phải thẩm định trước hạn chung của đợt bao nhiêu ngày",
    ),
)
COLUMNS = tuple(name for name, _en, _vi in COLUMN_KEYS)
DAYS_BEFORE = ("self_days_before", "appraise_days_before")
MOST_DAYS_BEFORE = 365
MAY_BE_ABSENT = frozenset({"evidence", "formula", *DAYS_BEFORE})
"""Columns that a table may leave out; a row keeps them only where something stands there."""
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_CODE = re.compile(r"[0-9A-Za-z]+(\.[0-9A-Za-z]+)*")


def read_scorecard(path: Path) -> Stored:
    """Read a scorecard into its stored form.

    Raises:
        PackageFileRefused (EVA-001): with file, line and field, of the YAML or of the table.
    """
    file = open_file(path)
    file.check(CARD_KEYS, file.data)
    file.items("clusters", CLUSTER_KEYS, file.data)
    if "commendation" in file.data:
        file.check(COMMENDATION_KEYS, file.data["commendation"], "commendation")
    table = PackageFile(path.with_suffix(".csv"), {})
    rows = _rows(file, table)
    stated, summed = (
        Fraction(str(file.data["points"])),
        sum((Fraction(row["points"]) for row in rows if row["shape"]), Fraction(0)),
    )
    if stated != summed:
        raise file.refuse(
            "points",
            f"Các tiêu chí cộng lại {_plain(summed)} điểm, tệp ghi {_plain(stated)}",
            f"The components have {_plain(summed)} points, the file says {_plain(stated)}",
        )
    _check_weights(file, rows, summed)
    known = {key.name: file.data[key.name] for key in CARD_KEYS if file.data.get(key.name) is not None}
    return {**known, "valid_from": known["valid_from"].isoformat(), "points": str(known["points"]), "rows": rows}


def _check_weights(file: PackageFile, rows: list[dict[str, str]], summed: Fraction) -> None:
    """Refuse an index whose components have weights, none above one, that do not make one together."""
    are_weights = all(Fraction(row["points"]) <= 1 for row in rows if row["shape"])
    if file.data["shown_as"] == "index" and are_weights and summed != 1:
        raise file.refuse(
            "points",
            f"Các trọng số cộng lại {_plain(summed)}, không phải 1",
            f"The weights make {_plain(summed)}, not 1",
        )


def _plain(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else str(Decimal(value.numerator) / value.denominator)


def _rows(file: PackageFile, table: PackageFile) -> list[dict[str, str]]:
    if not table.path.is_file():
        raise file.refuse("code", f"Thiếu bảng {table.path.name}", f"The table {table.path.name} is missing")
    rows = _read_table(table)
    seen = set[str]()
    for line, row in enumerate(rows, start=2):
        if row["code"] in seen:
            raise _refuse(table, line, "code", f"Mã “{row['code']}” lặp lại", f"“{row['code']}” stands twice")
        seen.add(row["code"])
        _check_row(table, line, row)
    if not any(row["shape"] for row in rows):
        raise _refuse(table, 2, "shape", "Bảng không có tiêu chí nào", "The table has no component")
    return rows


def _read_table(table: PackageFile) -> list[dict[str, str]]:
    reader = None
    try:
        with table.path.open(encoding="utf-8", newline="") as stream:
            reader = csv.DictReader(stream, strict=True)
            there = tuple(reader.fieldnames or ())
            if there != tuple(one for one in COLUMNS if one in there or one not in MAY_BE_ABSENT):
                listed = ", ".join(COLUMNS)
                raise _refuse(table, 1, "code", f"Các cột phải là {listed}", f"Columns: {listed}")
            return [plain_row(row) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        line = reader.line_num + 1 if reader else 1
        raise _refuse(table, line, "", f"CSV: {problem}", f"CSV: {problem}") from problem


def plain_row(row: Mapping[str, str | None]) -> dict[str, str]:
    """A row as it is stored."""
    found = {name: (row.get(name) or "").strip() for name in COLUMNS}
    return {name: text for name, text in found.items() if text or name not in MAY_BE_ABSENT}


def _refuse(table: PackageFile, line: int, field: str, problem_vi: str, problem_en: str) -> PackageFileRefused:
    return PackageFileRefused(
        file=table.path.name, line=line, field=field, problem_vi=problem_vi, problem_en=problem_en
    )


def _check_row(table: PackageFile, line: int, row: Mapping[str, str]) -> None:
    """Refuse a component without a rule, and a rule without what it needs."""

    def wrong(field: str, vi: str, en: str) -> Exception:
        return _refuse(table, line, field, f"{row['code']}: {vi}", f"{row['code']}: {en}")

    if not _CODE.fullmatch(row["code"]):
        raise wrong("code", "mã không dùng được", "the code cannot be used")
    if not row["name_vi"]:
        raise wrong("name_vi", "thiếu tên", "the name is missing")
    _check_days(row, wrong)
    if not row["shape"]:
        if row["points"]:
            raise wrong("shape", "có điểm mà không có cách chấm", "points without a rule to score them")
        return
    if row["shape"] not in set(Shape):
        raise wrong("shape", f"không có cách chấm “{row['shape']}”", f"no shape “{row['shape']}”")
    if not _NUMBER.fullmatch(row["points"]) or Fraction(row["points"]) < 0:
        raise wrong("points", f"điểm “{row['points']}” không dùng được", f"“{row['points']}” are no points")
    if (row["shape"] == Shape.NOT_SCORED) != (Fraction(row["points"]) == 0):
        raise wrong("points", "chỉ tiêu chí không chấm mới có 0 điểm", "only what is not scored has no points")
    _check_formula(row, wrong)
    needed = {Shape.TO_TARGET: ("high",), Shape.GOALPOSTS: ("low", "high")}.get(Shape(row["shape"]), ())
    for name in ("low", "high"):
        if (name in needed) != bool(row[name]) or (row[name] and not _NUMBER.fullmatch(row[name])):
            raise wrong(name, f"“{row[name]}” không đi với cách chấm này", f"“{row[name]}” does not go with the shape")
    if row["low"] == row["high"] != "" or (row["shape"] == Shape.TO_TARGET and Fraction(row["high"]) <= 0):
        raise wrong("high", "cận không dùng được", "the bounds cannot be used")
    if (row["shape"] == Shape.GRADED) != bool(row["grades"]) or _grades(row["grades"]) is None:
        raise wrong("grades", "mức viết như head=1;deputy=0.5;none=0", "write grades like head=1;deputy=0.5;none=0")


def _check_days(row: Mapping[str, str], wrong: Callable[[str, str, str], Exception]) -> None:
    for name in DAYS_BEFORE:
        text = row.get(name, "")
        if text and not (text.isdecimal() and len(text) < 4 and 1 <= int(text) <= MOST_DAYS_BEFORE):
            raise wrong(name, f"“{text}” không phải số ngày từ 1 đến 365", f"“{text}” is no number of days, 1 to 365")
        if text and row["shape"] and (row["indicator"] or row["shape"] in (Shape.FORMULA, Shape.NOT_SCORED)):
            raise wrong(
                name, "không ai phải trả lời tiêu chí này, nên không có hạn", "nobody answers it: it has no day"
            )


def _check_formula(row: Mapping[str, str], wrong: Callable[[str, str, str], Exception]) -> None:
    if (row["shape"] == Shape.FORMULA) != bool(row.get("formula")):
        raise wrong("formula", "công thức đi cùng cách chấm formula", "a formula goes with the shape formula")
    if row["shape"] != Shape.FORMULA:
        return
    if row["indicator"]:
        raise wrong("indicator", "công thức đã nêu chỉ tiêu của nó", "the formula names its indicators itself")
    if fault := _formula_fault(row["formula"]):
        raise wrong("formula", *fault)


def _formula_fault(text: str) -> tuple[str, str] | None:
    """Why a formula cannot score, in both languages; None where it can."""
    try:
        asked = references(parse_formula(text))
    except FormulaError as error:
        return error.message("vi"), error.message("en")
    if not asked:
        return "công thức không dùng chỉ tiêu nào", "the formula uses no indicator"
    other = next((one for one in asked if one != Reference(one.code)), None)
    if other is not None:
        return f"“{other.key}”: chỉ dùng được số của kỳ này", f"“{other.key}”: only figures of the same period"
    return None


def _grades(text: str) -> dict[str, Fraction] | None:
    found = {}
    for part in filter(None, text.split(";")):
        name, sign, share = part.partition("=")
        if not sign or not _NUMBER.fullmatch(share) or not 0 <= Fraction(share) <= 1 or name in found:
            return None
        found[name] = Fraction(share)
    return found


def scorecard_of(stored: Mapping[str, Any]) -> ScorecardDefinition:
    """Make a scorecard from its stored form, with the nodes that its codes imply."""
    rows = {row["code"]: row for row in stored["rows"]}
    components = tuple(_component(row, rows) for row in stored["rows"] if row["shape"])
    parents = {above for one in components for above in _above(one.code)}
    nodes = [
        ScoreNode(
            code=code,
            parent=code.rpartition(".")[0],
            name=Text(rows[code]["name_vi"], rows[code]["name_en"]) if code in rows else Text(code, code),
            points=sum((one.points for one in components if one.code.startswith(f"{code}.")), Fraction(0)),
            indicator=rows[code]["indicator"] if code in rows else "",
        )
        for code in sorted(parents, key=sort_key)
    ]
    return ScorecardDefinition(
        code=stored["code"],
        version=stored["version"],
        valid_from=date.fromisoformat(stored["valid_from"]),
        title=Text(**stored["title"]),
        level=stored["level"],
        unit=stored["unit"],
        scheme=stored["scheme"],
        shown_as=stored["shown_as"],
        decimals=stored["decimals"],
        source=stored["source"],
        status=Text(**stored.get("status", {"vi": "", "en": ""})),
        illustrative=stored.get("illustrative", False),
        nodes=tuple(nodes),
        components=components,
        clusters=tuple(
            Cluster(one["code"], Text(**one["title"]), tuple(one["types"])) for one in stored.get("clusters", ())
        ),
        commendation=_commendation(stored.get("commendation")),
        indicator=stored.get("indicator", ""),
    )


def _commendation(stored: Mapping[str, Any] | None) -> Commendation | None:
    if stored is None:
        return None
    return Commendation(stored["per_cluster"], Fraction(str(stored["least_share"])), stored["on_time"])


def _above(code: str) -> list[str]:
    parts = code.split(".")
    return [".".join(parts[:length]) for length in range(1, len(parts))]


def sort_key(code: str) -> list[tuple[int, int, str]]:
    """Order codes as people count: 4.2 before 4.10."""
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in code.split(".")]


def _days_before(code: str, rows: Mapping[str, Mapping[str, str]], name: str) -> int:
    """What stands in the component's own row, else in the nearest one above it; 0 is with the round."""
    stated = (rows.get(one, {}).get(name, "") for one in (code, *reversed(_above(code))))
    return int(next(filter(None, stated), "0"))


def _component(row: Mapping[str, str], rows: Mapping[str, Mapping[str, str]]) -> Component:
    return Component(
        code=row["code"],
        parent=row["code"].rpartition(".")[0],
        name=Text(row["name_vi"], row["name_en"]),
        points=Fraction(row["points"]),
        shape=Shape(row["shape"]),
        low=Decimal(row["low"]) if row["low"] else None,
        high=Decimal(row["high"]) if row["high"] else None,
        grades=_grades(row["grades"]) or {},
        indicator=row["indicator"],
        evidence=row.get("evidence", ""),
        formula=row.get("formula", ""),
        self_days_before=_days_before(row["code"], rows, "self_days_before"),
        appraise_days_before=_days_before(row["code"], rows, "appraise_days_before"),
    )
