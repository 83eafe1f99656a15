"""Narrowing a unit's figures: words of a name, where a figure came from, its state, which agency uses it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tinhso.engines.indicators.contracts import SourceKind, Status
from tinhso.engines.insight.errors import MalformedChoice
from tinhso.engines.insight.logic.unit_figures.uses import OwnLine
from tinhso.kernel.vietnamese import match_rank, sort_key

AWAITED = "awaited"
SOURCES = tuple(kind.code for kind in SourceKind)
STATES = (*(status.code for status in Status), AWAITED)


@dataclass(frozen=True, slots=True)
class OwnFilter:
    """What a reader narrows the list to; empty texts narrow nothing.

    Attributes:
        source: code of a source kind. state: code of a status, or `awaited`. agency: code of a unit that uses it.
    """

    text: str = ""
    source: str = ""
    state: str = ""
    agency: str = ""

    @property
    def is_empty(self) -> bool:
        return self == OwnFilter()


def read_filter(text: str = "", source: str = "", state: str = "", agency: str = "") -> OwnFilter:
    """Read a filter from an address.

    Raises:
        MalformedChoice (INS-004): a source or a state that does not exist.
    """
    for parameter, value, known in (("nguon", source, SOURCES), ("trang-thai", state, STATES)):
        if value and value not in known:
            hint = ", ".join(known)
            raise MalformedChoice(
                parameter=parameter, value=value, hint_vi=f"Chọn một trong: {hint}.", hint_en=f"Choose one of: {hint}."
            )
    return OwnFilter(text.strip()[:200], source, state, agency[:40])


def narrowed(lines: Iterable[OwnLine], wanted: OwnFilter, language: str) -> list[OwnLine]:
    """Return the lines that fit, by name in Vietnamese order."""
    found = [line for line in lines if _fits(line, wanted)]
    if not wanted.text:
        return sorted(found, key=lambda line: (sort_key(line.definition.name(language)), line.dims))
    ranked = [(_rank(line, wanted.text), line) for line in found]
    kept = [(rank, line) for rank, line in ranked if rank is not None]
    return [line for _, line in sorted(kept, key=lambda one: (one[0], one[1].definition.code, one[1].dims))]


def _rank(line: OwnLine, text: str) -> int | None:
    definition = line.definition
    return match_rank(f"{definition.name_vi} {definition.name_en} {definition.code}", text)


def _fits(line: OwnLine, wanted: OwnFilter) -> bool:
    figure = line.figure
    if wanted.source and (figure is None or figure.source.code != wanted.source):
        return False
    if wanted.state and wanted.state not in _states(line):
        return False
    return not wanted.agency or any(unit.code == wanted.agency for unit in line.agencies)


def _states(line: OwnLine) -> set[str]:
    found = {AWAITED} if line.awaited is not None else set()
    return found | ({line.figure.status.code} if line.figure and line.figure.status else set())


def agencies_of(lines: Sequence[OwnLine]) -> list[tuple[str, str, str]]:
    """(code, name vi, name en) of every agency that uses one of these figures, in Vietnamese order."""
    found = {unit.code: (unit.code, unit.name("vi"), unit.name("en")) for line in lines for unit in line.agencies}
    return sorted(found.values(), key=lambda one: sort_key(one[1]))
