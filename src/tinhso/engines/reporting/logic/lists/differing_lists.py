"""How the lists of two states of a consolidation differ: lines that came, went or say something else, by unit.

A line has no identity of its own and its place says nothing. Lines that both sides tell are put aside; of the rest, an
old and a new one are the same line changed where they begin with the same value, else where they stand at the same
place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import Any

from tinhso.engines.reporting.contracts import Cause, ListDifference
from tinhso.engines.reporting.contracts.lists import OpenList, Value
from tinhso.engines.reporting.logic.lists.frozen_lists import known_list
from tinhso.engines.reporting.logic.lists.list_values import values_of

Content = Mapping[str, Any]
_Line = tuple[int, tuple[Value, ...]]
_Pair = tuple[_Line | None, _Line | None]


def differing_lines(
    before: Content, after: Content, causes: Mapping[str, Cause], reasons: Mapping[str, str]
) -> Iterator[ListDifference]:
    """Return every line that the two tell differently, units in the order of the later one.

    Args:
        causes: why a unit's lines may differ, by unit code. reasons: what was written about it.
    """
    kept = after.get("list") or before.get("list")
    if kept is None:
        return
    open_list = known_list(kept)
    old, new = _by_unit(before, open_list), _by_unit(after, open_list)
    units = [unit for side in (before, after) for unit in side["units"]]
    names = {unit["code"]: (unit["name_vi"], unit.get("name_en", "")) for unit in units}
    for code in [code for code in names if old.get(code) != new.get(code)]:
        for was, now in _pairs(old.get(code, []), new.get(code, [])):
            yield ListDifference(
                causes[code], code, names[code][0], was[1] if was else None, now[1] if now else None,
                reasons.get(code, ""), names[code][1],
            )  # fmt: skip


def _by_unit(content: Content, open_list: OpenList) -> dict[str, list[_Line]]:
    found: dict[str, list[_Line]] = {}
    for line in (content.get("list") or {"lines": ()})["lines"]:
        found.setdefault(line["unit"], []).append((line["line"], values_of(open_list, line["values"])))
    return found


def _pairs(old: list[_Line], new: list[_Line]) -> list[_Pair]:
    """The lines that only one side tells, an old one beside the new one that it became; in the order of the list."""
    only_old, only_new = _without(old, new), _without(new, old)
    found: list[_Pair] = []
    for key in (_beginning, _place):
        paired, only_old, only_new = _paired(only_old, only_new, key)
        found += paired
    found += [(line, None) for line in only_old] + [(None, line) for line in only_new]
    return sorted(found, key=lambda pair: (pair[1] or pair[0] or (0,))[0])


def _without(lines: list[_Line], others: list[_Line]) -> list[_Line]:
    also = Counter(values for _, values in others)
    left = []
    for line in lines:
        if also[line[1]]:
            also[line[1]] -= 1
        else:
            left.append(line)
    return left


def _paired(
    old: list[_Line], new: list[_Line], key: Callable[[_Line], Hashable]
) -> tuple[list[_Pair], list[_Line], list[_Line]]:
    waiting: dict[Hashable, list[_Line]] = {}
    for line in reversed(old):
        waiting.setdefault(key(line), []).append(line)
    pairs: list[_Pair] = []
    alone = []
    for line in new:
        if same := waiting.get(key(line)):
            pairs.append((same.pop(), line))
        else:
            alone.append(line)
    taken = {id(was) for was, _ in pairs}
    return pairs, [line for line in old if id(line) not in taken], alone


def _beginning(line: _Line) -> Hashable:
    return line[1][0]


def _place(line: _Line) -> Hashable:
    return line[0]
