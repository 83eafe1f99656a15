"""What labels stand for: a code, or a name read without tones; one answer, or none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import DefinitionView
from tinhso.engines.orgs import api as orgs
from tinhso.engines.reporting.contracts.mapping import DIMENSION, SKIP, WHOLE, WorkbookMapping
from tinhso.kernel.vietnamese import clean_text, fold

AXIS_WORDS: dict[str, tuple[str, str]] = {
    "unit": ("đơn vị", "unit"),
    "period": ("kỳ", "period"),
    "indicator": ("chỉ tiêu", "indicator"),
}


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a label stands for: no code means nobody knows, several candidates mean that it is unclear."""

    code: str = ""
    name: str = ""
    exact: bool = True
    candidates: tuple[str, ...] = ()


@dataclass
class _Index:
    """Codes and names of one kind of thing."""

    codes: dict[str, str] = field(default_factory=dict)
    exact: dict[str, set[str]] = field(default_factory=dict)
    folded: dict[str, set[str]] = field(default_factory=dict)

    def add(self, code: str, name: str, others: Iterable[str]) -> None:
        self.codes[code] = name
        for text in filter(None, (name, *others)):
            self.exact.setdefault(clean_text(text).casefold(), set()).add(code)
            self.folded.setdefault(fold(text), set()).add(code)

    def find(self, label: str) -> Meaning:
        if label in self.codes:
            return Meaning(label, self.codes[label])
        exact = self.exact.get(label.casefold(), set())
        found = exact or self.folded.get(fold(label), set())
        if len(found) == 1:
            code = next(iter(found))
            return Meaning(code, self.codes[code], exact=bool(exact))
        return Meaning(candidates=tuple(f"{self.codes[code]} ({code})" for code in sorted(found)))


class Labels:
    """Looks labels up: decisions of a person first, then codes, then names; questions do not grow with cells."""

    def __init__(self, mapping: WorkbookMapping) -> None:
        self._decisions = mapping.decisions
        self.definitions: dict[str, list[DefinitionView]] = {}
        for version in indicators.definition_versions():
            self.definitions.setdefault(version.code, []).append(version)
        self._indicators = _Index()
        for code, versions in self.definitions.items():
            for version in versions:
                self._indicators.add(code, version.name_vi, [version.name_en])
        self._units: dict[tuple[str, date], _Index] = {}
        self.dimensions = indicators.dimension_items() if mapping.dims else {}
        self._items: dict[tuple[str, date], _Index] = {}

    def item(self, dimension: str, label: str, on: date) -> Meaning:
        """The item of a dimension, in force on a day, that a label stands for; WHOLE where a person said so."""
        decided = self.decision(DIMENSION + dimension, label)
        if decided == WHOLE:
            return Meaning(WHOLE)
        if (dimension, on) not in self._items:
            index = self._items[dimension, on] = _Index()
            for item in self.dimensions[dimension].items_on(on):
                index.add(item.code, item.name_vi, [item.name_en])
        return self._items[dimension, on].find(decided or label)

    def decision(self, axis: str, label: str) -> str:
        """What a person decided about a label: a code, SKIP, or nothing."""
        return self._decisions.get(label_key(axis, label), "")

    def indicator(self, label: str) -> Meaning:
        """The indicator that a label stands for."""
        return self._indicators.find(self.decision("indicator", label) or label)

    def unit(self, label: str, level: str, on: date) -> Meaning:
        """The unit of a level that a label stands for on a day."""
        if (level, on) not in self._units:
            index = self._units[level, on] = _Index()
            for unit in orgs.units_on(level, on):
                index.add(unit.code, unit.name_vi, [unit.short_name, unit.name_en])
        return self._units[level, on].find(self.decision("unit", label) or label)

    def axis_words(self, name: str) -> tuple[str, str]:
        """What an axis is called in both languages; of a dimension its name."""
        if name in AXIS_WORDS:
            return AXIS_WORDS[name]
        dimension = self.dimensions[name.removeprefix(DIMENSION)]
        return f"phân tổ “{dimension.name_vi}”", f"dimension “{dimension.name_en}”"

    def skips(self, axis: str, label: str) -> bool:
        return self.decision(axis, label) == SKIP


def label_key(axis: str, label: str) -> str:
    """The key of a decision about a label: tones and capitals do not matter."""
    return f"{axis}:{fold(label)}"
