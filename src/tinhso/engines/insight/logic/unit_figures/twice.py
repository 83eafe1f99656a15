"""What a unit was asked twice: the same figure of the same period, by two requests or more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tinhso.engines.indicators.contracts import DefinitionView
from tinhso.engines.insight.logic.unit_figures.lines import Name
from tinhso.engines.reporting.contracts.unit_record import Asking
from tinhso.kernel.periods import Period


@dataclass(frozen=True, slots=True)
class AskedTwice:
    """Figures of a period that the same requests want, the earliest request first.

    Attributes:
        later: the others, each with whether it reads the first one's answer (nobody is asked again) or asks again.
    """

    period: Period
    figures: tuple[tuple[DefinitionView, str], ...]
    first: Asking
    later: tuple[tuple[Asking, bool], ...]

    @property
    def spared(self) -> int:
        """Cells that were not asked again because the answer was read."""
        return len(self.figures) * sum(is_read for _, is_read in self.later)

    @property
    def repeated(self) -> int:
        """Cells that stand on a further form all the same; the system fills them once the first is sent."""
        return len(self.figures) * sum(not is_read for _, is_read in self.later)


def asked_twice(askings: Sequence[Asking], definitions: Mapping[str, DefinitionView]) -> list[AskedTwice]:
    """Return what was asked twice, newest period first."""
    wanted: dict[tuple[Period, Name], list[Asking]] = {}
    for one in sorted(askings, key=lambda one: (one.opened_at, one.request_id)):
        for name in one.asked | one.read:
            if name[0] in definitions and definitions[name[0]].scheme == one.period.scheme:
                wanted.setdefault((one.period, name), []).append(one)
    together: dict[tuple[Period, tuple[tuple[int, bool], ...]], list[Name]] = {}
    by_id = {one.request_id: one for one in askings}
    for (period, name), several in wanted.items():
        if len(several) > 1:
            signs = tuple((one.request_id, name in one.read) for one in several)
            together.setdefault((period, signs), []).append(name)
    found = [
        AskedTwice(
            period,
            tuple((definitions[code], dims) for code, dims in sorted(names)),
            by_id[signs[0][0]],
            tuple((by_id[request_id], is_read) for request_id, is_read in signs[1:]),
        )
        for (period, signs), names in together.items()
    ]
    return sorted(found, key=lambda one: (one.period.end, len(one.figures)), reverse=True)
