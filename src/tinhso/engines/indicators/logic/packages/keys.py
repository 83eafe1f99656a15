"""The one table of keys that a package of definitions may use; docs/reference/package-keys.md is written from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tinhso.engines.indicators.contracts import (
    Direction,
    Kind,
    MergeRule,
    Nature,
    Publication,
    SpaceRule,
    TimeRule,
)


@dataclass(frozen=True)
class Key:
    """One key: what it may hold and what it means.

    `name` has a dot where the key stands inside another one. `sort` is text, code, whole, day, flag, codes, formula,
    items or anything; `choices` closes a code. A key without a default must be given.
    """

    name: str
    sort: str
    meaning_vi: str
    meaning_en: str
    default: Any = ...
    choices: tuple[str, ...] = ()

    @property
    def required(self) -> bool:
        return self.default is ...


def _choice(name: str, members: Any, vi: str, en: str, default: Any = ...) -> Key:
    return Key(name, "code", vi, en, default, tuple(member.value for member in members))


PACKAGE_KEYS: tuple[Key, ...] = (
    Key("code", "code", "mã gói, trùng tên thư mục", "code of the package, the name of its folder"),
    Key("title.vi", "text", "tên gói", "title in Vietnamese"),
    Key("title.en", "text", "tên gói bằng tiếng Anh", "title in English"),
    Key("source", "text", "nguồn của gói", "where the package comes from"),
    Key("licence", "text", "giấy phép", "its licence", ""),
    Key("valid_from", "anything", "ngày có hiệu lực", "day from which it holds", None),
    Key("requires", "anything", "gói phải nạp trước", "packages to be loaded before", None),
    Key("files", "anything", "các tệp dữ liệu khác", "other data files and what they are", None),
    Key("status", "anything", "điều cần kiểm tra", "what is still to be checked", None),
    Key("unknown", "anything", "điều chưa biết", "what is not known", None),
    Key("illustrative", "flag", "số liệu minh họa", "everything in it is made up for illustration", False),
)
DIMENSION_KEYS: tuple[Key, ...] = (
    Key("code", "code", "mã phân tổ, trùng tên tệp", "code of the dimension, the name of its file"),
    Key("name.vi", "text", "tên phân tổ", "name in Vietnamese"),
    Key("name.en", "text", "tên phân tổ bằng tiếng Anh", "name in English"),
    Key("items", "items", "các mục, theo thứ tự hiện", "its items in the order shown: code, name.vi, name.en"),
)
ITEM_KEYS: tuple[Key, ...] = (
    Key("code", "item", "mã mục", "code of the item"),
    Key("name.vi", "text", "tên mục", "name in Vietnamese"),
    Key("name.en", "text", "tên mục bằng tiếng Anh", "name in English"),
    Key("valid_from", "day", "ngày mục có hiệu lực; không ghi là từ đầu", "first day of its force", None),
    Key("valid_to", "day", "ngày cuối mục có hiệu lực", "last day of its force; set once", None),
)
INDICATOR_KEYS: tuple[Key, ...] = (
    Key("code", "code", "mã chỉ tiêu, trùng tên tệp", "code of the indicator, the name of its file"),
    Key("version", "whole", "số phiên bản, từ 1", "number of the version, from 1; one YAML document for each"),
    Key("valid_from", "day", "ngày phiên bản có hiệu lực", "first day on which the version is in force"),
    Key("name.vi", "text", "tên chỉ tiêu", "name in Vietnamese"),
    Key("name.en", "text", "tên chỉ tiêu bằng tiếng Anh", "name in English"),
    Key("concept.vi", "text", "khái niệm, phương pháp tính", "what it means and how it is counted, in Vietnamese", ""),
    Key("concept.en", "text", "khái niệm bằng tiếng Anh", "the same in English", ""),
    Key("measure_unit", "code", "mã đơn vị tính", "code of the measure unit (kernel/quantities/measure_units.csv)"),
    Key("decimals", "whole", "số chữ số thập phân, 0 đến 9", "decimals, 0 to 9; the same in every version"),
    _choice("kind", Kind, "loại số", "what kind of number"),
    _choice("nature", Nature, "tính chất theo thời gian", "how it relates to time"),
    _choice("time_rule", TimeRule, "cách gộp các kỳ", "how periods make a longer one"),
    _choice("space_rule", SpaceRule, "cách gộp các đơn vị", "how units make a larger one"),
    _choice("direction", Direction, "hướng tốt", "which way is better", "none"),
    Key("collected_level", "code", "cấp thu thập", "level of the units that report it"),
    Key("scheme", "code", "loại kỳ", "scheme of its periods, such as nd09.month or calendar.year"),
    Key("dimensions", "codes", "các phân tổ", "dimensions by which it may be split", ()),
    Key("formula", "formula", "công thức từ chỉ tiêu khác", "formula over other indicators, such as a / b", None),
    Key("weight_indicator", "code", "chỉ tiêu làm quyền số", "indicator that weighs a weighted mean", ""),
    _choice("merge_rule", MergeRule, "cách gộp đơn vị cũ", "how old units make the unit that succeeds them"),
    Key("comparable", "flag", "so sánh được với bản trước", "comparable with the version before", True),
    _choice("publication", Publication, "mức công bố", "who sees its figures"),
    Key("source", "text", "nguồn của định nghĩa", "where the definition comes from"),
    Key("owner", "code", "cơ quan chủ trì", "code of the agency that owns it"),
    Key("legal_basis", "text", "căn cứ pháp lý", "decision or decree behind it", ""),
    Key("illustrative", "flag", "chỉ để minh họa", "made up for illustration", False),
)
SORTS: dict[str, str] = {
    "text": "text",
    "code": "code: letters, digits, `_`, `.`, `-`",
    "item": "code of an item: letters, digits, `_`, `.`, `-`",
    "whole": "whole number",
    "day": "day, `2025-07-01`",
    "flag": "`true` or `false`",
    "codes": "list of codes",
    "formula": "formula in one line of text",
    "items": "list of items",
    "anything": "anything",
}
TABLES: Sequence[tuple[str, str, tuple[Key, ...]]] = (
    ("package.yaml", "One in every package.", PACKAGE_KEYS),
    ("indicators/CODE.yaml", "One file an indicator, one YAML document a version, oldest first.", INDICATOR_KEYS),
    (
        "dimensions/CODE.yaml",
        "One file a dimension. Items may be added later and ended once, never changed or removed.",
        DIMENSION_KEYS,
    ),
    ("items of a dimension", "", ITEM_KEYS),
)


def keys_page() -> str:
    """Return docs/reference/package-keys.md."""
    parts = [
        "# Keys of packages of definitions\n\n"
        "Written from `logic/packages/keys.py` of the indicators engine; a test compares both. A key\n"
        "that is not listed, stands twice or has an unusable value refuses the whole package, with file, line and\n"
        "field. The closed lists are explained in `codes.md`. A key with a dot stands inside another one:\n"
        "`name: {vi: …, en: …}`.\n"
    ]
    for title, note, keys in TABLES:
        rows = "\n".join(_row(key) for key in keys)
        head = "| key | holds | needed | meaning | nghĩa |\n|---|---|---|---|---|"
        parts.append(f"\n## `{title}`\n{note}{chr(10) if note else ''}\n{head}\n{rows}\n")
    return "".join(parts)


def _row(key: Key) -> str:
    holds = " ".join(f"`{choice}`" for choice in key.choices) or SORTS[key.sort]
    default = key.default
    if isinstance(default, bool):
        default = str(default).lower()
    needed = "yes" if key.required else f"no (`{default}`)" if default not in ("", None, ()) else "no"
    return f"| `{key.name}` | {holds} | {needed} | {key.meaning_en} | {key.meaning_vi} |"
