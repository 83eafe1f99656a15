"""Illustrative series of communes: provincial totals by period, shared out over the communes of the time, exactly.

1. A province's total follows its trend, its season (Tết) and the anchors of the stories.
2. Communes share it by their size and a little chance of their own; pinned figures are set aside first.
3. A part never exceeds its whole (online dossiers, signed documents), commune by commune.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from tinhso.kernel.periods import Period
from tinhso.site.demo.anchors import (
    BUON_MA_THUOT,
    DOUBTED,
    EA_KAR,
    EA_KAR_BEFORE,
    FIRST_NEW,
    HOUSEHOLDS,
    PENDING,
    PERIODS,
    PINNED,
)
from tinhso.site.demo.numbers import draw, part, share_out

Figures = dict[str, dict[str, int]]
"""Value by indicator and commune code."""

# Per mille of a usual month; dossiers and classes are few in the month of Tết.
SEASON = (980, 900, 870, 1010, 1020, 1000, 960, 990, 1030, 1010, 1000, 990)
LAST_INDEX = len(PERIODS) - 1
_WEIGHT = 1_000_000


def _toward(start: int, end: int, index: int) -> int:
    """Return the value on a straight line over all periods, rounded down."""
    return start + (end - start) * index // LAST_INDEX


def _received(index: int) -> int:
    """Dossiers received: 118.402 in the last period, four per mille fewer each month before, with the season."""
    return 118_402 * SEASON[PERIODS[index].number - 1] * (1000 - 4 * (LAST_INDEX - index)) // 1_000_000


def _online_per_mille(index: int) -> int:
    """61,6% in the last period and 0,4 points less each month before; a little uneven beyond the last year."""
    back = LAST_INDEX - index
    return 616 - 4 * back + (draw(3, "online", index) - 1 if back > 12 else 0)


def _on_time_per_mille(index: int) -> int:
    """97,4% now, 96,5% a month ago, wandering about 95 to 97 before."""
    return {0: 974, 1: 965, 2: 968, 3: 961}.get(LAST_INDEX - index, 948 + draw(18, "on time", index))


def _households(index: int) -> int:
    """About 25.000 households a month, fewer at Tết."""
    return 24_600 * SEASON[PERIODS[index].number - 1] * (985 + draw(30, "households", index)) // 1_000_000


def _smes(index: int) -> int:
    """Firms on platforms grew until the reorganisation and hardly since."""
    before = min(index, PERIODS.index(FIRST_NEW))
    return 9_050 + 175 * before + 6 * max(0, index - before)


Total = Callable[[int], int]
WHOLES: Mapping[str, Total] = {
    "dossiers_received": _received,
    "dossiers_resolved": lambda index: part(_received(index), 949),
    "documents_outgoing": lambda index: _toward(8_900, 11_300, index) * SEASON[PERIODS[index].number - 1] // 1000,
    "documents_incoming": lambda index: _toward(29_400, 36_800, index) * SEASON[PERIODS[index].number - 1] // 1000,
    "feedback_received": lambda index: _toward(1_650, 2_480, index) * (940 + draw(120, "feedback", index)) // 1000,
    "public_kiosk_visits": lambda index: part(_received(index), 330 + draw(40, "kiosk", index)),
}
# part: (whole, per mille by period)
PARTS: Mapping[str, tuple[str, Total]] = {
    "dossiers_online": ("dossiers_received", _online_per_mille),
    "dossiers_on_time": ("dossiers_resolved", _on_time_per_mille),
    "dossiers_digitised": ("dossiers_received", lambda index: _toward(455, 831, index)),
    "online_payments": ("dossiers_online", lambda index: _toward(298, 552, index)),
    "documents_signed": ("documents_outgoing", lambda index: _toward(931, 978, index)),
    "work_files_online": ("documents_incoming", lambda index: _toward(352, 488, index)),
    "feedback_answered": ("feedback_received", lambda index: _toward(918, 966, index)),
}


@dataclass(frozen=True)
class Communes:
    """The communes of both epochs.

    Attributes:
        new: codes since 1/7/2025.
        successor: default successor of each old code.
    """

    new: tuple[str, ...]
    successor: Mapping[str, str]
    _weights: dict[str, dict[str, int]] = field(default_factory=dict, repr=False)

    def of(self, period: Period) -> tuple[str, ...]:
        """Return the codes valid on the last day of a period."""
        return self.new if period >= FIRST_NEW else tuple(self.successor)

    def weights(self, indicator: str, period: Period) -> dict[str, int]:
        """Return how communes share an indicator in a period: their size, with up to 8% of chance."""
        sizes = self._sizes(_GROUP.get(indicator, indicator), period >= FIRST_NEW)
        return {
            code: size * (920 + draw(161, code, indicator, period.code)) // 1000 + 1 for code, size in sizes.items()
        }

    def steady_weights(self, indicator: str, period: Period) -> dict[str, int]:
        """Return the same without chance, for what hardly changes from month to month."""
        return self._sizes(indicator, period >= FIRST_NEW)

    def _sizes(self, group: str, new: bool) -> dict[str, int]:
        key = f"{group}:{new}"
        if key not in self._weights:
            sizes = self._new_sizes(group)
            self._weights[key] = sizes if new else self._old_sizes(group, sizes)
        return self._weights[key]

    def _new_sizes(self, group: str) -> dict[str, int]:
        sizes = {code: _WEIGHT * (60 + draw(100, code, group)) // 100 for code in self.new}
        for code, per_mille in _USUAL_SHARE.get(group, {}).items():
            others = sum(size for other, size in sizes.items() if other != code)
            sizes[code] = others * per_mille // (100_000 - per_mille)
        return sizes

    def _old_sizes(self, group: str, sizes: Mapping[str, int]) -> dict[str, int]:
        """A new commune's size is divided over the old ones that went into it."""
        parts = {code: EA_KAR_BEFORE.get(code, 50 + draw(100, code, group, "old")) for code in self.successor}
        whole: dict[str, int] = {}
        for code, new in self.successor.items():
            whole[new] = whole.get(new, 0) + parts[code]
        return {code: sizes[new] * parts[code] // whole[new] for code, new in self.successor.items()}

    @cached_property
    def villages(self) -> dict[str, int]:
        """Villages of each old commune; a new one has those of the old ones that went into it."""
        return {code: 5 + draw(8, code, "villages") for code in self.successor}


_GROUP = dict.fromkeys(["dossiers_received", "dossiers_resolved", "public_kiosk_visits"], "dossiers")
# Usual share of the province, in hundred-thousandths.
_USUAL_SHARE = {
    "dossiers": {EA_KAR: 1_064, BUON_MA_THUOT: 665},
    "documents_outgoing": {EA_KAR: 850},
    "households_trained": {EA_KAR: 1_700, DOUBTED: 185},
}


def commune_figures(communes: Communes, index: int) -> Figures:
    """Return every direct indicator of the communes' form in one period, by commune."""
    period = PERIODS[index]
    figures: Figures = {}
    for indicator, total in WHOLES.items():
        figures[indicator] = _share(communes, indicator, period, total(index))
    for indicator, (whole, per_mille) in PARTS.items():
        total_part = part(sum(figures[whole].values()), per_mille(index))
        figures[indicator] = _share_part(communes, indicator, period, total_part, figures[whole])
    figures["dossiers_overdue"] = {
        code: resolved - figures["dossiers_on_time"][code] for code, resolved in figures["dossiers_resolved"].items()
    }
    figures |= _village_figures(communes, index)
    figures["households_trained"] = _household_figures(communes, index)
    figures["training_sessions"] = {
        # One figure is doubted; its classes are those of a usual month.
        code: max(1, (value // (10 if code == DOUBTED and index == LAST_INDEX else 1) + 22) // 45)
        for code, value in figures["households_trained"].items()
    }
    figures["smes_on_platform"] = share_out(_smes(index), communes.steady_weights("smes_on_platform", period))
    return figures


def _share(communes: Communes, indicator: str, period: Period, total: int) -> dict[str, int]:
    weights = communes.weights(indicator, period)
    pinned = dict(PINNED.get((indicator, period.code), {}))
    rest = {code: weight for code, weight in weights.items() if code not in pinned}
    return share_out(total - sum(pinned.values()), rest) | pinned


def _share_part(
    communes: Communes, indicator: str, period: Period, total: int, whole: Mapping[str, int]
) -> dict[str, int]:
    """Share a part out by the communes' wholes, each a little better or worse than the others, never above its whole.

    Where nearly all of a whole is meant, what is left over is shared out instead: few communes reach 100%.
    """
    left_over = 10 * total > 9 * sum(whole.values())
    spread = 1200 if left_over else 261
    pinned = dict(PINNED.get((indicator, period.code), {}))
    if left_over:
        pinned = {code: whole[code] - value for code, value in pinned.items()}
        total = sum(whole.values()) - total
    weights = {
        code: value * (850 + draw(spread, code, indicator) + draw(spread // 6, code, indicator, period.code)) + 1
        for code, value in whole.items()
        if code not in pinned
    }
    found = share_out(total - sum(pinned.values()), weights, whole) | pinned
    return {code: whole[code] - value for code, value in found.items()} if left_over else found


def _household_figures(communes: Communes, index: int) -> dict[str, int]:
    period = PERIODS[index]
    weights = communes.weights("households_trained", period)
    pinned = dict(PINNED.get(("households_trained", period.code), {}))
    sent, others = HOUSEHOLDS.get(period.code, (_households(index), None))
    if index == LAST_INDEX:
        pinned[DOUBTED] = 10 * _household_figures(communes, index - 1)[DOUBTED]
    groups = [(sent + (others or 0), list(weights))]
    if others is not None:
        groups = [(sent, [code for code in weights if code not in PENDING]), (others, list(PENDING))]
    found: dict[str, int] = {}
    for total, codes in groups:
        fixed = {code: pinned[code] for code in codes if code in pinned}
        rest = {code: weights[code] for code in codes if code not in fixed}
        found |= share_out(total - sum(fixed.values()), rest) | fixed
    return found


def _village_figures(communes: Communes, index: int) -> Figures:
    """Villages stay, fibre reaches one after another, and a village's digital team now and then finds a member."""
    period = PERIODS[index]
    reached = _toward(812, 963, index)
    found: Figures = {"villages": {}, "villages_with_fibre": {}, "digital_team_members": {}}
    for code, villages in communes.villages.items():
        target = communes.successor[code] if period >= FIRST_NEW else code
        with_fibre = sum(draw(1000, code, "fibre", village) < reached for village in range(villages))
        members = sum(
            2 + draw(3, code, "team", village) + (draw(6 * len(PERIODS), code, "joined", village) <= index)
            for village in range(villages)
        )
        for indicator, value in zip(found, (villages, with_fibre, members), strict=True):
            found[indicator][target] = found[indicator].get(target, 0) + value
    return found
