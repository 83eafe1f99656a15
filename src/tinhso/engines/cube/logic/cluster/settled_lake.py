"""The lake as the cube finds it: the figures of its last checkpoint, checked once per process and manifest.

A lake names things by words; what a question asks for is small, so its indicators and periods are laid beside the
files and everything else falls away in the first join. Files of years that no period asks for are not opened.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from tinhso.engines.cube.errors import LakeNotForCube
from tinhso.engines.cube.logic.engine.lazy_ibis import ibis
from tinhso.engines.cube.logic.lake.catalogue import FIGURES, MANIFEST, LakeFile, read_manifest
from tinhso.engines.cube.logic.lake.places import FolderPlace
from tinhso.engines.cube.logic.lake.scope import scope_of_cube
from tinhso.engines.cube.logic.snapshots.entry_columns import as_entries
from tinhso.engines.cube.logic.snapshots.manifest import log_root_at
from tinhso.engines.cube.logic.steps.tables import table
from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import Missing, Scenario, Status
from tinhso.kernel.periods import Period
from tinhso.kernel.quantities import Operator

if TYPE_CHECKING:
    from tinhso.engines.cube.logic.engine.workspace import Workspace
    from tinhso.engines.cube.logic.plan import Plan

_KEY = ("indicator_id", "period_id", "unit_id", "dims", "scenario", "line")


@dataclass(frozen=True, slots=True)
class SettledLake:
    """Every entry of leaves below `leaf_bound`, in files by year of their period."""

    place: Path
    leaf_bound: int
    files: tuple[LakeFile, ...]

    def lay_out(self, desk: Workspace, plans: Sequence[Plan]) -> str:
        """Make the view `lake_entries` of what the plans ask for."""
        periods = {period_id: period for plan in plans for period_id, period in _asked_periods(plan)}
        years = {period.end.year for period in periods.values()}
        files = [str(self.place / one.path) for one in self.files if _year_of(one) in years]
        if not files:
            return ""
        # Every version there is, also one that the plan's moment does not know: none may fall out in the join.
        versions = indicators.definition_versions({code for plan in plans for code in plan.versions})
        desk.read("lake_figures", files)
        desk.load("lake_definitions", [(one.code, one.version, one.indicator_id, one.id) for one in versions])
        desk.load("lake_periods", [(period.code, period_id) for period_id, period in periods.items()])
        desk.define("lake_entries", entries_of_lake)
        return "lake_entries"


@dataclass(slots=True)
class _Memory:
    stamp: tuple[str, int, int, int] | None = None
    lake: SettledLake | None = None


_lock = threading.Lock()
_memory = _Memory()


def current_lake() -> SettledLake:
    """Return the lake to read now; everything but a look at its manifest only when that has changed.

    Raises:
        LakeNotForCube (CUB-016), LakeUnreadable (CUB-013)
    """
    place = Path(settings.TINHSO_CUBE_LAKE)
    with _lock:
        try:
            found = (place / MANIFEST).stat()
        except OSError as problem:
            raise LakeNotForCube(place=str(place), why_vi="chưa có kho nào ở đó", why_en="there is none") from problem
        stamp = str(place), found.st_ino, found.st_mtime_ns, found.st_size
        if _memory.lake is None or _memory.stamp != stamp:
            _memory.lake, _memory.stamp = _checked(place), stamp
        return _memory.lake


def forget_lake() -> None:
    """Check everything anew at the next question."""
    with _lock:
        _memory.stamp = _memory.lake = None


def _checked(place: Path) -> SettledLake:
    manifest = read_manifest(FolderPlace(place))
    if manifest is None or log_root_at(manifest.tree_size) != manifest.root_hash:
        raise LakeNotForCube(place=str(place), why_vi="của một nhật ký khác", why_en="it was made from another log")
    if manifest.scope != scope_of_cube(indicators.definition_versions(None, manifest.tree_size)).digest:
        raise LakeNotForCube(
            place=str(place),
            why_vi=f"làm cho {manifest.reader}, không có mọi số liệu",
            why_en=f"it was made for {manifest.reader} and does not hold every figure",
        )
    files = tuple(one for one in manifest.files if one.table == FIGURES)
    for one in files:
        _check_file(place, one)
    return SettledLake(place, manifest.leaf_bound, files)


def _check_file(place: Path, one: LakeFile) -> None:
    """Look at the size alone: reading a lake through on one machine is what `tinhso lake check` is for."""
    try:
        whole = (place / one.path).stat().st_size == one.bytes
    except OSError:
        whole = False
    if not whole:
        raise LakeNotForCube(
            place=str(place), why_vi=f"tệp {one.path} thiếu hoặc hỏng", why_en=f"{one.path} is missing or damaged"
        )


def _year_of(one: LakeFile) -> int:
    return int(Path(one.path).parent.name.removeprefix("year="))


def _asked_periods(plan: Plan) -> Iterable[tuple[int, Period]]:
    """Return the ledger periods that some figure speaks of, by id."""
    own = [(slot.period_id, slot.period) for slot in plan.slots]
    weighing = [(weight.weight_period_id, weight.weight_period) for weight in plan.weights]
    return [(period_id, period) for period_id, period in own + weighing if period_id > 0]


# Steps


def entries_of_lake() -> ibis.Table:
    """The figures asked for as entries of a snapshot: words as codes, and beside each state the one it replaced."""
    figures = table("lake_figures").join(table("lake_definitions"), ["indicator", "version"])
    figures = figures.join(table("lake_periods"), "period")
    words: dict[str, dict[str, int]] = {
        "scenario": {one.code: int(one) for one in Scenario},
        "operator": {one.symbol: int(one) for one in Operator},
        "missing": {one.code: int(one) for one in Missing},
        "status": {one.code: int(one) for one in Status},
    }
    figures = figures.mutate(**{name: _code_of(figures[name], codes) for name, codes in words.items()})
    before = ibis.window(group_by=list(_KEY), order_by="entry_no")
    stated = ("operator", "missing", "status")
    return as_entries(figures.mutate(**{f"previous_{name}": figures[name].lag().over(before) for name in stated}))


def _code_of(word: ibis.Value, codes: dict[str, int]) -> Any:
    return ibis.cases(*((word == text, code) for text, code in codes.items()), else_=None)
