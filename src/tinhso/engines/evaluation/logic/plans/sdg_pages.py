"""A plan's targets by the Open SDG measure, and as CSV."""

from __future__ import annotations

from decimal import Decimal

from tinhso.engines.evaluation.contracts.open_sdg import SdgProgress
from tinhso.engines.evaluation.logic.plans.pages import PlanPage
from tinhso.engines.evaluation.logic.plans.standing import TargetStanding
from tinhso.engines.evaluation.logic.targets.open_sdg import measure_progress
from tinhso.kernel.csv_text import csv_text
from tinhso.kernel.quantities import plain_text, round_half_up

SHOWN_DECIMALS = 6


def progress_of(standing: TargetStanding) -> SdgProgress:
    """Return the Open SDG measure of a target as it stands."""
    return measure_progress(standing.spec, standing.figures, standing.moment.on)


def open_sdg_csv(page: PlanPage) -> bytes:
    """The measure of every target with what it is made of, as CSV."""
    head = ["number", "target", "indicator", "status", "ratio", "observed", "required", "score", "base", "base_on",
            "value", "value_on", "replaced", "why"]  # fmt: skip
    rows = []
    for one in page.targets:
        found = progress_of(one)
        rows.append(
            [one.spec.number, one.spec.code, one.spec.indicator, found.status, _plain(found.ratio),
             _plain(found.observed), _plain(found.required), _plain(found.score),
             "" if found.base is None else plain_text(found.base), found.base_on or "",
             "" if found.value is None else plain_text(found.value), found.value_on or "",
             " ".join(found.replaced), found.why or ""]
        )  # fmt: skip
    return csv_text([head, *rows]).encode()


def _plain(value: Decimal | None) -> str:
    return "" if value is None else plain_text(round_half_up(value, SHOWN_DECIMALS))
