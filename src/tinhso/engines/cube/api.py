"""The public verbs of the cube: ask for figures, open one, keep the snapshot.

Each loads its rules when it is first asked: Arrow and DuckDB are half a second of a start that most processes spare.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from tinhso.engines.cube.contracts import (
    ContributionPage,
    FigureQuery,
    FigureTable,
    LakeStatus,
    RuleQuestion,
    SnapshotStatus,
    VerdictTable,
)
from tinhso.engines.orgs.contracts import Rights
from tinhso.kernel.periods import Period

__all__ = [
    "check_lake",
    "check_rules",
    "compact",
    "contributions",
    "export_lake",
    "export_whole_lake",
    "get_ready",
    "query",
    "rebuild",
    "snapshot_status",
]


def query(question: FigureQuery) -> FigureTable:
    """Answer a question about figures, exactly and as of now or of a checkpoint.

    Raises:
        EmptyQuery (CUB-001), UnknownIndicator (CUB-002), MixedPeriodSchemes (CUB-003), FinerThanCollected (CUB-004),
        UnknownLevel (CUB-005), UnknownStructure (CUB-006), FormulaCannotBeComputed (CUB-008), FutureMoment (CUB-011).
    """
    from tinhso.engines.cube.logic import answering

    return answering.answer(question)


def query_levels(question: FigureQuery, levels: Sequence[tuple[str, frozenset[int] | None]]) -> list[FigureTable]:
    """Answer the same question about units of several levels, in one reading where they come up by the same rules.

    Args:
        levels: each with the units that its rows are bounded by (`level` and `within` of a question).

    Raises:
        what `query` raises.
    """
    from tinhso.engines.cube.logic import several_levels

    return list(several_levels.answer_together([replace(question, level=one, within=within) for one, within in levels]))


def check_rules(question: RuleQuestion) -> VerdictTable:
    """Decide conditions over the ledger for all units of a level at once: a query for the figures, one a condition.

    A figure that the ledger does not have, an indicator of another kind of period or collected at a higher level, leave
    a condition undecided.

    Raises:
        UnknownLevel (CUB-005), and what `query` raises.
    """
    from tinhso.engines.cube.logic.rules import checking as rule_checking

    return rule_checking.check(question)


def contributions(
    question: FigureQuery,
    unit_id: int,
    period: Period,
    *,
    indicator: str | None = None,
    dims: str = "",
    page: int = 1,
    size: int = 100,
) -> ContributionPage:
    """Return the entries behind one row of a query: figures, adjustment lines and units still missing.

    Args:
        question: the query the row came from.
        unit_id, period, dims: the row.
        indicator: the row's indicator; None is the first the question asks for. Of a computed one all inputs are shown.
        page: from 1. size: 1 to 1000.

    Raises:
        UnknownQueryUnit (CUB-007): no such row, or the unit is outside the asker's scope. MalformedQuery (CUB-010).
        And everything `query` raises.
    """
    from tinhso.engines.cube.logic import contributing

    return contributing.contributions(question, indicator or question.indicators[0], unit_id, period, dims, page, size)


def compact(full: bool = False) -> SnapshotStatus:
    """Move the tail into the snapshot when it is large enough (`full`: whatever its size, into one file)."""
    from tinhso.engines.cube.logic.snapshots import compaction

    return compaction.compact(full=full)


def rebuild() -> SnapshotStatus:
    """Make the whole snapshot again from the ledger; answers stay the same to the byte."""
    from tinhso.engines.cube.logic.snapshots import compaction

    return compaction.rebuild()


def snapshot_status() -> SnapshotStatus:
    """Tell how far the snapshot reaches and whether it can be used."""
    from tinhso.engines.cube.logic.snapshots import snapshot

    return snapshot.status_of(snapshot.current_snapshot())


def export_lake(place: Path | str, rights: Rights, on_stretch: Callable[[int, int], None] | None = None) -> LakeStatus:
    """Bring a lake of Parquet files up to the last checkpoint: what the reader may see, written once.

    Args:
        place: a folder, or `s3://bucket/prefix` of the store that TINHSO_LAKE_STORE names.
        on_stretch: told after each stretch of the log how many leaves are in, and of how many.

    Raises:
        NothingSealed (CUB-012), LakeUnreadable (CUB-013), LakeOfAnother (CUB-014), LakeOutOfReach (CUB-018)
    """
    from tinhso.engines.cube.logic.lake import exporting, places, scope

    with places.opened(place) as lake:
        return exporting.export_lake(lake, partial(scope.scope_of, rights), on_stretch)


def export_whole_lake(place: Path | str, on_stretch: Callable[[int, int], None] | None = None) -> LakeStatus:
    """Bring a lake of the whole ledger up to the last checkpoint, for the cube on a cluster (TINHSO_CUBE_URL).

    Whoever can read the folder can read every figure, as with the database itself. Args and errors: `export_lake`.
    """
    from tinhso.engines.cube.logic.lake import exporting, places, scope

    with places.opened(place) as lake:
        return exporting.export_lake(lake, scope.scope_of_cube, on_stretch)


def check_lake(place: Path | str) -> tuple[LakeStatus, list[str]]:
    """Hold every file of a lake against its manifest; return what it holds and what is wrong.

    Raises:
        LakeUnreadable (CUB-013), LakeOutOfReach (CUB-018)
    """
    from tinhso.engines.cube.logic.lake import exporting, places

    with places.opened(place) as lake:
        return exporting.check_lake(lake)


def get_ready() -> None:
    """Load what the first question would load."""
    from tinhso.engines.cube.logic import answering  # noqa: F401
