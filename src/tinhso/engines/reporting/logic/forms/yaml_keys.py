"""Reading one YAML mapping strictly: every key is asked for, of the kind that is wanted, and nothing else may stand.

Whatever is wrong is refused with file, line, field, the value and the reason (REP-001).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, time
from pathlib import Path
from typing import Any, NoReturn

import yaml

from tinhso.engines.reporting.contracts.errors import BrokenDefinition

# More digits than any bound has: Python refuses to read thousands of them.
_WHOLE = re.compile(r"[0-9]{1,18}")


class Keys:
    """One mapping of a definition file with the place of each of its keys."""

    def __init__(self, node: yaml.Node, file: Path, path: str = "") -> None:
        self._file, self._path, self._line = file, path, node.start_mark.line + 1
        self._nodes: dict[str, yaml.Node] = {}
        self._asked: set[str] = set()
        if not isinstance(node, yaml.MappingNode):
            self.refuse("", "", "phải là các cặp khóa: giá trị", "must be pairs of key: value")
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self.refuse("", "", "khóa phải là chữ", "a key must be text")
            if key.value in self._nodes:
                self.refuse(key.value, key.value, "khóa viết hai lần", "key stands twice")
            self._nodes[key.value] = value

    def __contains__(self, name: str) -> bool:
        """Whether a key is written."""
        return name in self._nodes

    def text(self, name: str, default: str | None = None) -> str:
        """Return a text; required without a default."""
        node = self._scalar(name, default)
        return (default or "") if node is None else " ".join(node.value.split())

    def integer(self, name: str, least: int, most: int, default: int | None = None) -> int:
        """Return a whole number within bounds."""
        node = self._scalar(name, default)
        if node is None:
            assert default is not None
            return default
        if not _WHOLE.fullmatch(node.value) or not least <= int(node.value) <= most:
            wanted = f"{least}…{most}"
            self.refuse(name, node.value, f"phải là số nguyên {wanted}", f"must be a whole number {wanted}")
        return int(node.value)

    def boolean(self, name: str, default: bool) -> bool:
        """Return true or false."""
        node = self._scalar(name, default)
        if node is None:
            return default
        if node.value not in ("true", "false"):
            self.refuse(name, node.value, "phải là true hoặc false", "must be true or false")
        return bool(node.value == "true")

    def day(self, name: str) -> date:
        """Return a date written 2026-11-14."""
        text = self.text(name)
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.refuse(name, text, "phải là ngày như 2026-11-14", "must be a date like 2026-11-14")

    def hour(self, name: str, default: str) -> time:
        """Return a time of the day written "17:00"."""
        text = self.text(name, default)
        try:
            return time.fromisoformat(text)
        except ValueError:
            self.refuse(name, text, 'phải là giờ trong ngoặc kép như "17:00"', 'must be a quoted time like "17:00"')

    def choice(self, name: str, known: Collection[str], default: str | None = None) -> str:
        """Return one of a closed list."""
        text = self.text(name, default)
        if text not in known:
            listed = ", ".join(known)
            self.refuse(name, text, f"phải là một trong: {listed}", f"must be one of: {listed}")
        return text

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts; empty when the key is absent."""
        items = self._items(name)
        if any(not isinstance(item, yaml.ScalarNode) for item in items):
            self.refuse(name, "", "phải là danh sách chữ", "must be a list of texts")
        return tuple(str(item.value) for item in items)

    def each(self, name: str) -> list[Keys]:
        """Return a list of mappings; empty when the key is absent."""
        items = self._items(name)
        return [Keys(item, self._file, f"{self._field(name)}[{at}]") for at, item in enumerate(items)]

    def inner(self, name: str) -> Keys | None:
        """Return one mapping, None when the key is absent."""
        self._asked.add(name)
        return Keys(self._nodes[name], self._file, self._field(name)) if name in self._nodes else None

    def plain(self, name: str) -> Any:
        """Return whatever stands there as plain data, None when the key is absent; numbers stay texts."""
        self._asked.add(name)
        return _plain(self._nodes[name]) if name in self._nodes else None

    def has(self, name: str) -> bool:
        """Say whether a key that may be absent stands there."""
        self._asked.add(name)
        return name in self._nodes

    def finish(self) -> None:
        """Refuse keys that nobody asked for."""
        for name in (one for one in self._nodes if one not in self._asked):
            known = ", ".join(sorted(self._asked))
            self.refuse(name, name, f"khóa lạ; các khóa dùng được: {known}", f"unknown key; known keys: {known}")

    def refuse(self, name: str, value: object, reason_vi: str, reason_en: str) -> NoReturn:
        """Refuse the file because of one key.

        Raises:
            BrokenDefinition (REP-001)
        """
        line = self._nodes[name].start_mark.line + 1 if name in self._nodes else self._line
        raise BrokenDefinition(
            file=self._file.name,
            line=line,
            field=self._field(name) or None,
            value=value,
            reason_vi=reason_vi,
            reason_en=reason_en,
        )

    def _scalar(self, name: str, default: object) -> yaml.ScalarNode | None:
        self._asked.add(name)
        node = self._nodes.get(name)
        if node is None:
            if default is None:
                self.refuse(name, "", "thiếu khóa này", "this key is missing")
            return None
        if not isinstance(node, yaml.ScalarNode):
            self.refuse(name, "", "phải là một giá trị đơn", "must be a single value")
        return node

    def _items(self, name: str) -> list[yaml.Node]:
        self._asked.add(name)
        node = self._nodes.get(name)
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            self.refuse(name, "", "phải là danh sách", "must be a list")
        return list(node.value)

    def _field(self, name: str) -> str:
        return f"{self._path}.{name}".strip(".")


def read_keys(file: Path) -> Keys:
    """Read a definition file.

    Raises:
        BrokenDefinition (REP-001): not YAML, or not a mapping.
    """
    try:
        node = yaml.compose(file.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except (OSError, UnicodeDecodeError) as error:
        raise BrokenDefinition(
            file=file.name, value=error, reason_vi="không đọc được, tệp phải là UTF-8", reason_en="must be UTF-8"
        ) from error
    except RecursionError as error:
        raise BrokenDefinition(
            file=file.name, value="", reason_vi="lồng nhau quá sâu", reason_en="nested too deeply"
        ) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise BrokenDefinition(
            file=file.name,
            line=mark.line + 1 if mark else None,
            value=getattr(error, "problem", "") or "",
            reason_vi="không phải YAML đúng",
            reason_en="not valid YAML",
        ) from error
    start = yaml.Mark(file.name, 0, 0, 0, "", 0)
    return Keys(node if node is not None else yaml.ScalarNode("", "", start, start), file)


def _plain(node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return {key.value: _plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item) for item in node.value]
    return str(node.value)
