"""What labels stand for: a code, or a name read without tones; one answer, or none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import DefinitionView
from tinhso.engines.orgs import api as orgs
from tinhso.engines.reporting.contracts.mapping import SKIP, AxisName, WorkbookMapping
from tinhso.kernel.vietnamese import clean_text, fold


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

    def decision(self, axis: AxisName, label: str) -> str:
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

    def skips(self, axis: AxisName, label: str) -> bool:
        return self.decision(axis, label) == SKIP


def label_key(axis: AxisName, label: str) -> str:
    """The key of a decision about a label: tones and capitals do not matter."""
    return f"{axis}:{fold(label)}"
