"""One board file, read strictly: every key is known, every value fits, every card's kind is registered."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from tinhso.engines.insight.contracts import BoardPackageRefused, UnknownCardKind
from tinhso.engines.insight.logic.cards import CardKind, card_kinds
from tinhso.engines.insight.logic.cards.options import is_code, is_text
from tinhso.kernel.files.keys import Key, is_version
from tinhso.kernel.periods import known_schemes

SECTIONS = ("headline", "first", "cards", "charts", "wide")


def _is_scheme(value: Any) -> bool:
    return value in known_schemes()


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


KEYS = (
    Key("code", "code", "mã bảng, trùng tên tệp", "code of the board, the name of its file", is_code),
    Key("version", "whole number", "số phiên bản, từ 1", "number of the version, from 1", is_version),
    Key("valid_from", "day", "ngày có hiệu lực", "first day it is in force", lambda value: isinstance(value, date)),
    Key("title", "`{vi: …, en: …}`", "tên bảng", "title", is_text),
    Key("unit", "code", "mã đơn vị mà bảng nói tới", "code of the unit the board is about", is_code),
    Key("scheme", "scheme of periods", "loại kỳ chọn được", "the periods one may choose from", _is_scheme),
    Key("regime", "code", "chế độ báo cáo được theo dõi", "the report regime it follows", is_code, required=False),
    Key("headline", "cards", "các câu mở đầu", "the clauses of the headline", _is_list, required=False),
    Key("first", "cards", "việc cần cho ý kiến, kế hoạch", "decisions and the plan", _is_list, required=False),
    Key("cards", "cards", "các thẻ số, bốn thẻ một hàng", "figure cards, four in a row", _is_list, required=False),
    Key("charts", "cards", "các biểu đồ, hai cái một hàng", "charts, two in a row", _is_list, required=False),
    Key("wide", "cards", "bản đồ và bảng", "the map and the table", _is_list, required=False),
)


def read_board(file: Path) -> dict[str, Any]:
    """Read one board file into its stored form.

    Raises:
        BoardPackageRefused (INS-003), UnknownCardKind (INS-002): with the file and the field.
    """
    data = _parsed(file)
    known = {key.name for key in KEYS}
    for name in sorted(set(data) - known, key=str):
        raise refuse(file, str(name), f"Khóa “{name}” không được dùng", f"Key “{name}” is not known")
    for key in KEYS:
        _check(file, key, data)
    if data["code"] != file.stem:
        raise refuse(file, "code", "Mã phải trùng tên tệp", "The code must be the name of the file")
    return {
        **{name: data[name] for name in ("code", "version", "title", "unit", "scheme")},
        "valid_from": data["valid_from"].isoformat(),
        "regime": data.get("regime", ""),
        "cards": [card for section in SECTIONS for card in _cards(file, section, data.get(section) or [])],
    }


def _parsed(file: Path) -> dict[str, Any]:
    try:
        data = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (yaml.YAMLError, OSError, ValueError, OverflowError, RecursionError) as problem:
        raise refuse(file, "", f"YAML: {problem}", f"YAML: {problem}") from problem
    if not isinstance(data, dict):
        raise refuse(file, "", "Tệp phải là các cặp khóa: giá trị", "The file must be a mapping")
    return data


def _check(file: Path, key: Key, data: dict[str, Any]) -> None:
    value = data.get(key.name)
    if value is None and not key.required:
        return
    if value is None:
        raise refuse(file, key.name, f"Thiếu “{key.name}” ({key.meaning_vi})", f"“{key.name}” is missing")
    if not key.fits(value):
        raise refuse(
            file,
            key.name,
            f"“{key.name}”: giá trị “{value}” không dùng được, cần {key.holds}",
            f"“{key.name}”: the value “{value}” cannot be used, {key.holds} is wanted",
        )


def _cards(file: Path, section: str, items: list[Any]) -> list[dict[str, Any]]:
    return [_card(file, section, f"{section}[{number}]", item) for number, item in enumerate(items, start=1)]


def _card(file: Path, section: str, place: str, item: Any) -> dict[str, Any]:
    if not isinstance(item, dict) or not is_code(item.get("kind")):
        raise refuse(file, place, f"{place} cần có kind", f"{place} needs a kind")
    known = card_kinds()
    if item["kind"] not in known:
        raise UnknownCardKind(
            kind=item["kind"], known=", ".join(sorted(known)), file=file.name, line=_line_of(file, place), field=place
        )
    options = {name: value for name, value in item.items() if name != "kind"}
    _check_options(file, place, known[item["kind"]], options)
    return {"kind": item["kind"], "section": section, "options": options}


def _check_options(file: Path, place: str, kind: CardKind, options: dict[str, Any]) -> None:
    known = {option.name: option for option in kind.options}
    for name in options:
        if name not in known:
            raise refuse(
                file, place, f"Thẻ {kind.name} không có khóa “{name}”", f"Card {kind.name} has no key “{name}”"
            )
        if not known[name].fits(options[name]):
            text = options[name]
            raise refuse(file, place, f"“{name}”: không dùng được “{text}”", f"“{name}”: “{text}” cannot be used")
    for name, option in known.items():
        if option.required and name not in options:
            raise refuse(file, place, f"Thẻ {kind.name} thiếu “{name}”", f"Card {kind.name} needs “{name}”")


def refuse(file: Path, field: str, problem_vi: str, problem_en: str) -> BoardPackageRefused:
    """Return the refusal of a board file, with the line where the field stands."""
    line = _line_of(file, field)
    return BoardPackageRefused(file=file.name, line=line, field=field, problem_vi=problem_vi, problem_en=problem_en)


def _line_of(file: Path, field: str) -> int | None:
    """The line of `title` or `charts[2]`; the first one of what holds it where it is missing, None without any YAML."""
    try:
        node = yaml.compose(file.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except (yaml.YAMLError, OSError, UnicodeError, RecursionError) as problem:
        mark = getattr(problem, "problem_mark", None)
        return mark.line + 1 if mark else None
    line = 1
    for step in re.findall(r"[^\[\]]+", field):
        if isinstance(node, yaml.MappingNode):
            key, node = next(((key, value) for key, value in node.value if key.value == step), (None, None))
            line = key.start_mark.line + 1 if key else line
        elif isinstance(node, yaml.SequenceNode):
            node = node.value[int(step) - 1]
            line = node.start_mark.line + 1
    return line
