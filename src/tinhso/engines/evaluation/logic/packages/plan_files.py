"""`targets/CODE.yaml`: one version of a plan with its targets; a target that cannot be judged is refused here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from tinhso.engines.evaluation.contracts import (
    Direction,
    ForecastWith,
    Measure,
    PathKind,
    PlanDefinition,
    StateRules,
    TargetSpec,
    Text,
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

Stored = dict[str, Any]
PUBLICATIONS = ("public", "internal")
_BOTH, _EXACT = "`{vi: …, en: …}`", "exact number in quotes"

PLAN_KEYS = (
    Key("code", "code", "mã kế hoạch, trùng tên tệp", "code of the plan, the name of its file", is_code),
    Key("version", "whole number", "số phiên bản, từ 1", "number of the version, from 1", is_version),
    Key("valid_from", "day", "ngày có hiệu lực", "first day it is in force", is_day),
    Key("ends_on", "day", "ngày kế hoạch kết thúc", "last day of the plan", is_day),
    Key("title", _BOTH, "tên kế hoạch", "title", is_text),
    Key("unit", "code", "mã đơn vị của kế hoạch", "code of the unit the plan is about", is_code),
    Key(
        "publication", "`public` `internal`", "mức công bố, không rộng hơn mức của chỉ tiêu",
        "who sees it; never wider than its indicators", one_of(PUBLICATIONS),
    ),
    Key("source", "text", "văn bản nguồn", "the document it comes from", is_words),
    Key("extent", _BOTH, "phạm vi địa bàn, quy ước khi sắp xếp", "territory counted, rule at a reorganisation", is_text,
        required=False),
    Key("illustrative", "`true` or `false`", "chỉ để minh họa", "made up for illustration", is_flag, required=False),
    Key("rules", "list of rules", "quy tắc xếp trạng thái, theo ngày hiệu lực", "dated rules of states", is_list),
    Key("targets", "list of targets", "các mục tiêu, theo thứ tự", "its targets in order", is_list),
)  # fmt: skip
RULE_KEYS = (
    Key("valid_from", "day", "ngày có hiệu lực", "first day on which judgements follow it", is_day),
    Key(
        "on_track_probability", "0 to 1", "khả năng đạt tối thiểu để gọi là đúng tiến độ",
        "least likelihood of being reached for on track", is_share,
    ),
    Key(
        "hard_probability", "0 to 1", "khả năng đạt dưới mức này là khó hoàn thành",
        "hard to reach where less likely than this", is_share,
    ),
    Key(
        "tolerance_share", "0 to 1", "phần quãng đường được phép thấp hơn lộ trình",
        "how far behind its path it may be, of the whole way", is_share,
    ),
)  # fmt: skip
TARGET_KEYS = (
    Key("code", "code", "mã mục tiêu, không đổi qua các phiên bản", "code, the same in every version", is_code),
    Key("number", "text", "số thứ tự trong văn bản", "its number in the document", is_words),
    Key("indicator", "code", "mã chỉ tiêu", "code of the indicator", is_code),
    Key("name", _BOTH, "tên, khi khác tên chỉ tiêu", "its name, where not the indicator's", is_text, required=False),
    Key(
        "direction", "`up` `down` `range` `keep`", "hướng: ít nhất, nhiều nhất, trong khoảng, giữ",
        "at least, at most, within, or held all the time", one_of(Direction),
    ),
    Key("value", _EXACT, "giá trị phải đạt (up, down, keep)", "what must be reached (up, down, keep)", is_number,
        required=False),
    Key("low", _EXACT, "cận dưới (range)", "lower bound (range)", is_number, required=False),
    Key("high", _EXACT, "cận trên (range)", "upper bound (range)", is_number, required=False),
    Key("starts_on", "day", "ngày bắt đầu lộ trình", "day on which the path begins", is_day),
    Key("due_on", "day", "ngày phải đạt", "day by which it must be reached", is_day),
    Key(
        "path", "`linear` `seasonal` `milestones` `at_date`", "lộ trình: đường thẳng, theo mùa, theo mốc, ngày cuối",
        "straight line, share of past years, milestones, or nothing before the date", one_of(PathKind),
    ),
    Key("base", _EXACT, "giá trị xuất phát, cần cho đường thẳng", "where a straight line begins", is_number,
        required=False),
    Key("milestones", "list of `{day, value}`", "các mốc, theo ngày", "milestones by day", is_list, required=False),
    Key(
        "measure", "`level` `cumulative`", "mức của kỳ, hoặc cộng dồn từ ngày bắt đầu (chỉ tiêu cộng được qua các kỳ)",
        "the level of a period, or the sum since it began (of an indicator added over periods)", one_of(Measure),
        required=False,
    ),
    Key(
        "forecast", "`usual` `ets`", "dự báo: cách thường dùng, hoặc thêm san bằng mũ (ETS)",
        "methods that compete: drift and Theta, or exponential smoothing too", one_of(ForecastWith), required=False,
    ),
    Key("level", "code", "cấp của các đơn vị làm nên khoảng thiếu (của một tổng: chia theo số cùng kỳ năm trước)",
        "level of the units that make the gap (a sum's is divided by the same periods of a year before)", is_code,
        required=False),
    Key("owner", "code", "cơ quan chủ trì", "code of the agency that answers for it", is_code),
    Key("source", "text", "văn bản nêu mục tiêu", "where it is set", is_words),
    Key("withdrawn_on", "day", "ngày không còn áp dụng", "day from which it does not apply", is_day, required=False),
    Key("withdrawn_reason", _BOTH, "vì sao không còn áp dụng", "why it does not apply", is_text, required=False),
)  # fmt: skip
MILESTONE_KEYS = (
    Key("day", "day", "ngày của mốc", "day of the milestone", is_day),
    Key("value", _EXACT, "giá trị của mốc", "what is asked for by then", is_number),
)


def read_plan(path: Path) -> Stored:
    """Read one file of a plan into its stored form: days and exact numbers as text.

    Raises:
        PackageFileRefused (EVA-001): with file, line and field.
    """
    file = open_file(path)
    file.check(PLAN_KEYS, file.data)
    rules = file.items("rules", RULE_KEYS, file.data)
    targets = file.items("targets", TARGET_KEYS, file.data)
    for number, rule in enumerate(rules, start=1):
        if Decimal(str(rule["hard_probability"])) > Decimal(str(rule["on_track_probability"])):
            place = f"rules[{number}].hard_probability"
            raise file.refuse(place, f"“{place}” phải nhỏ hơn on_track_probability", f"“{place}” is above on_track")
    seen = set[str]()
    for number, target in enumerate(targets, start=1):
        place = f"targets[{number}]"
        if target["code"] in seen:
            raise file.refuse(f"{place}.code", f"Mã “{target['code']}” lặp lại", f"“{target['code']}” stands twice")
        seen.add(target["code"])
        _check_target(file, place, target)
    return {
        **{key.name: _plain(file.data[key.name]) for key in PLAN_KEYS if file.data.get(key.name) is not None},
        "rules": [_stored(rule) for rule in rules],
        "targets": [_stored(target) for target in targets],
    }


def _check_target(file: PackageFile, place: str, target: Mapping[str, Any]) -> None:
    """Refuse what no rule could decide."""
    is_range = target["direction"] == Direction.RANGE
    for name in ("low", "high") if is_range else ("value",):
        if target.get(name) is None:
            field = f"{place}.{name}"
            raise file.refuse(field, f"Thiếu “{field}”: hướng {target['direction']} cần nó", f"“{field}” is missing")
    for name in ("value",) if is_range else ("low", "high"):
        if target.get(name) is not None:
            field = f"{place}.{name}"
            raise file.refuse(field, f"“{field}” không dùng với hướng này", f"“{field}” does not go with the direction")
    if is_range and Decimal(str(target["low"])) > Decimal(str(target["high"])):
        raise file.refuse(f"{place}.low", f"“{place}.low” lớn hơn high", f"“{place}.low” is above high")
    if target["due_on"] <= target["starts_on"]:
        raise file.refuse(f"{place}.due_on", f"“{place}.due_on” phải sau starts_on", f"“{place}.due_on” is too early")
    if target["path"] == PathKind.LINEAR and target.get("base") is None and target["direction"] in ("up", "down"):
        raise file.refuse(f"{place}.base", f"Thiếu “{place}.base”: đường thẳng cần điểm đầu", "A line needs a base")
    if (target["path"] == PathKind.MILESTONES) != (target.get("milestones") is not None):
        field = f"{place}.milestones"
        raise file.refuse(field, f"“{field}” đi cùng path: milestones", f"“{field}” goes with path: milestones")
    if target["path"] == PathKind.SEASONAL and target.get("measure") != Measure.CUMULATIVE:
        field = f"{place}.measure"
        raise file.refuse(
            field, f"“{field}”: lộ trình theo mùa cần cumulative", f"“{field}”: seasonal needs cumulative"
        )
    days = [one["day"] for one in file.items("milestones", MILESTONE_KEYS, target, place)]
    if days != sorted(set(days)) or any(not target["starts_on"] <= day <= target["due_on"] for day in days):
        field = f"{place}.milestones"
        raise file.refuse(
            field, f"“{field}” phải theo thứ tự ngày, trong thời gian mục tiêu", f"“{field}” out of order"
        )


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return value


def _stored(item: Mapping[str, Any]) -> Stored:
    exact = {"value", "low", "high", "base", "on_track_probability", "hard_probability", "tolerance_share"}
    found: Stored = {name: str(one) if name in exact else _plain(one) for name, one in item.items()}
    milestones: list[Stored] = found.get("milestones") or []
    for one in milestones:
        one["value"] = str(one["value"])
    return found


def plan_of(stored: Mapping[str, Any], decimals: Mapping[str, int]) -> PlanDefinition:
    """Make a plan from its stored form.

    Args:
        decimals: of each indicator's figures.
    """
    return PlanDefinition(
        code=stored["code"],
        version=stored["version"],
        valid_from=date.fromisoformat(stored["valid_from"]),
        ends_on=date.fromisoformat(stored["ends_on"]),
        title=Text(**stored["title"]),
        unit=stored["unit"],
        publication=stored["publication"],
        source=stored["source"],
        illustrative=stored.get("illustrative", False),
        extent=Text(**stored.get("extent", {"vi": "", "en": ""})),
        rules=tuple(_rule(rule) for rule in stored["rules"]),
        targets=tuple(_target(target, decimals.get(target["indicator"], 0)) for target in stored["targets"]),
    )


def _rule(stored: Mapping[str, Any]) -> StateRules:
    return StateRules(
        date.fromisoformat(stored["valid_from"]),
        Decimal(stored["on_track_probability"]),
        Decimal(stored["hard_probability"]),
        Decimal(stored["tolerance_share"]),
    )


def _target(stored: Mapping[str, Any], decimals: int) -> TargetSpec:
    direction = Direction(stored["direction"])
    value, low, high, base = (
        Decimal(stored[name]) if name in stored else None for name in ("value", "low", "high", "base")
    )
    withdrawn = stored.get("withdrawn_on")
    return TargetSpec(
        code=stored["code"],
        number=stored["number"],
        indicator=stored["indicator"],
        direction=direction,
        low=low if direction is Direction.RANGE else None if direction is Direction.DOWN else value,
        high=high if direction is Direction.RANGE else value if direction is Direction.DOWN else None,
        decimals=decimals,
        starts_on=date.fromisoformat(stored["starts_on"]),
        due_on=date.fromisoformat(stored["due_on"]),
        path=PathKind(stored["path"]),
        measure=Measure(stored.get("measure", Measure.LEVEL)),
        base=base,
        milestones=tuple(
            (date.fromisoformat(one["day"]), Decimal(one["value"])) for one in stored.get("milestones", [])
        ),
        owner=stored["owner"],
        source=stored["source"],
        level=stored.get("level", ""),
        name=Text(**stored.get("name", {"vi": "", "en": ""})),
        withdrawn_on=date.fromisoformat(withdrawn) if withdrawn else None,
        forecast=ForecastWith(stored.get("forecast", ForecastWith.USUAL)),
        withdrawn_reason=Text(**stored.get("withdrawn_reason", {"vi": "", "en": ""})),
    )
