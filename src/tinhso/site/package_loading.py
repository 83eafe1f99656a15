"""A package goes through every engine that reads a part of it, together or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from django.db import transaction

from tinhso.engines.evaluation import api as evaluation
from tinhso.engines.indicators import api as indicators
from tinhso.engines.insight import api as insight
from tinhso.engines.orgs import api as orgs
from tinhso.engines.reporting import api as reporting


def load_package(folder: Path, actor: str) -> Sequence[str]:
    """Load the calendar and the rules of periods inside which units change, then indicators, then the forms and
    regimes that arrange them, then plans and scorecards, then the boards that show them.

    Returns:
        One line a kind of definition: what was added and what stood already.

    Raises:
        PackageRefused and its kin: with file, line, field and reason; nothing of the package was loaded.
    """
    with transaction.atomic():
        told = _load_office(folder, actor)
        definitions = indicators.load_package(folder, actor)
        arranged = reporting.load_regimes(folder, actor)
        plans = evaluation.load_plans(folder, actor)
        cards = evaluation.load_scorecards(folder, actor)
        boards = insight.load_boards(folder, actor)
    return (
        *told,
        f"indicators: {len(definitions.added)} added, {len(definitions.unchanged)} unchanged",
        f"forms and regimes: {arranged}",
        f"plans: {', '.join(plans) or 'unchanged'}",
        f"scorecards: {', '.join(cards) or 'unchanged'}",
        f"boards: {', '.join(boards) or 'unchanged'}",
    )


def _load_office(folder: Path, actor: str) -> list[str]:
    """Load what every engine stands on: the working calendar, and who reports periods inside which units change."""
    files = (
        ("calendar.csv", "days of the working calendar", orgs.load_calendar),
        ("straddling.csv", "rules of straddling periods", orgs.load_straddling),
    )
    return [f"{what}: {load(folder / name, actor=actor)}" for name, what, load in files if (folder / name).is_file()]
