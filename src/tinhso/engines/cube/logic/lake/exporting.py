"""Bringing a lake up to the last checkpoint: only what is new is written, and a broken off export goes on where it was.

1. Figures are written stretch by stretch of the log; after each `progress.json` names what is there.
2. The small tables follow, then the texts beside them (recipe, data package), then the manifest takes the place of the
   one before, in one rename. It has the hash of everything: a lake broken off between the two names those texts.
3. Files that no manifest names any more are removed, and what is left of any that were never put in place.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace

from tinhso.engines.cube.contracts import LakeStatus
from tinhso.engines.cube.errors import LakeOfAnother, LakeUnreadable, NothingSealed
from tinhso.engines.cube.logic.lake.catalogue import (
    FIGURES,
    MANIFEST,
    PROGRESS,
    TABLES,
    LakeFile,
    LakeManifest,
    LakeText,
    read_manifest,
    write_manifest,
)
from tinhso.engines.cube.logic.lake.data_package import data_package
from tinhso.engines.cube.logic.lake.figures import write_stretch
from tinhso.engines.cube.logic.lake.places import LakePlace
from tinhso.engines.cube.logic.lake.recipe import recipe
from tinhso.engines.cube.logic.lake.scope import LakeScope
from tinhso.engines.cube.logic.lake.small_tables import write_tables
from tinhso.engines.cube.logic.snapshots.manifest import log_root_at
from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import DefinitionView
from tinhso.engines.trust.api import latest_checkpoint

LEAVES_A_STRETCH = 50_000

OnStretch = Callable[[int, int], None]
ScopeOf = Callable[[Sequence[DefinitionView]], LakeScope]


def export_lake(place: LakePlace, scope_of: ScopeOf, on_stretch: OnStretch | None = None) -> LakeStatus:
    """Bring a lake up to the last checkpoint; see `api.export_lake`.

    Args:
        scope_of: decides what of all indicators goes in.
    """
    checkpoint = latest_checkpoint()
    if checkpoint is None:
        raise NothingSealed()
    scope = scope_of(indicators.definition_versions(None, checkpoint.tree_size))
    before = _standing(place, scope, scope_of)
    known = replace(
        before or LakeManifest(0, "", "", "", leaf_bound=0, reader=scope.reader, scope=scope.digest, files=()),
        tree_size=checkpoint.tree_size,
        root_hash=checkpoint.root_hash.hex(),
        sealed_at=checkpoint.sealed_at.isoformat(),
        note=checkpoint.note,
    )
    periods = indicators.periods_by_id()
    known = replace(known, files=tuple(one for one in known.files if one.table == FIGURES))
    written: list[LakeFile] = []
    while known.leaf_bound < checkpoint.tree_size:
        end = min(known.leaf_bound + LEAVES_A_STRETCH, checkpoint.tree_size)
        written += (added := write_stretch(place, known.leaf_bound, end, scope, periods))
        known = replace(known, leaf_bound=end, files=(*known.files, *added))
        write_manifest(place, known, PROGRESS)
        if on_stretch:
            on_stretch(end, checkpoint.tree_size)
    tables = write_tables(place, checkpoint.tree_size, scope, periods)
    known = replace(known, files=(*known.files, *tables))
    known = replace(known, texts=_write_texts(place, known))
    write_manifest(place, known)
    place.remove(PROGRESS)
    _remove_unnamed(place, known)
    place.remove_unfinished()
    return _status(known, len(written))


def _write_texts(place: LakePlace, manifest: LakeManifest) -> tuple[LakeText, ...]:
    texts = recipe(manifest) | data_package(manifest)
    for name, content in texts.items():
        place.write(name, content)
    return tuple(
        LakeText(name, len(content), hashlib.sha256(content).hexdigest()) for name, content in sorted(texts.items())
    )


def check_lake(place: LakePlace) -> tuple[LakeStatus, list[str]]:
    """Hold every file of a lake against its manifest; see `api.check_lake`."""
    manifest = read_manifest(place)
    if manifest is None:
        raise LakeUnreadable(place=place.name, problem=f"{MANIFEST}?")
    named: tuple[LakeFile | LakeText, ...] = (*manifest.files, *manifest.texts)
    faults = [fault for one in named if (fault := _fault_of(place, one))]
    return _status(manifest, 0), faults


def _standing(place: LakePlace, scope: LakeScope, scope_of: ScopeOf) -> LakeManifest | None:
    """Return how far the lake has come: by an export that was broken off, or by the last one that went through.

    Raises:
        LakeOfAnother (CUB-014): of another log, or made for somebody who reaches other figures.
    """
    known = [one for name in (PROGRESS, MANIFEST) if (one := read_manifest(place, name)) is not None]
    for one in known:
        if log_root_at(one.tree_size) != one.root_hash:
            raise LakeOfAnother(place=place.name, why_vi="của một nhật ký khác", why_en="it was made from another log")
        _refuse_another_reach(place, one, scope, scope_of)
    whole = [one for one in known if not any(_fault_of(place, file) for file in one.files if file.table == FIGURES)]
    return max(whole, key=lambda one: one.leaf_bound, default=None)


def _refuse_another_reach(place: LakePlace, made: LakeManifest, scope: LakeScope, scope_of: ScopeOf) -> None:
    """Refuse to go on with a lake where figures of its time are reached that were not then, or the other way about.

    The reader may reach other units now, or an indicator may have been published, or taken back, since.
    """
    definitions = indicators.definition_versions(None, made.tree_size)
    then = scope_of(definitions)
    if made.scope != then.digest:
        raise LakeOfAnother(
            place=place.name,
            why_vi=f"làm cho {made.reader} với phạm vi xem số khác",
            why_en=f"it was made for {made.reader}, who reached other figures",
        )
    codes = {one.indicator_id: one.code for one in definitions}
    nothing = frozenset[int]()
    changed = sorted(
        code for id_, code in codes.items() if then.reach.get(id_, nothing) != scope.reach.get(id_, nothing)
    )
    if changed:
        raise LakeOfAnother(
            place=place.name,
            why_vi=f"có từ khi chỉ tiêu “{changed[0]}” được công bố khác bây giờ",
            why_en=f"it is of a time when “{changed[0]}” was published otherwise than now",
        )


def _fault_of(place: LakePlace, one: LakeFile | LakeText) -> str:
    try:
        size = place.size(one.path)
        if size != one.bytes:
            return f"{one.path}: {'no such file' if size is None else f'{size} bytes'}, {one.bytes} bytes expected"
        return "" if place.sha256(one.path) == one.sha256 else f"{one.path}: SHA-256 differs"
    except OSError as problem:
        return f"{one.path}: {problem.strerror or problem}"


def _remove_unnamed(place: LakePlace, manifest: LakeManifest) -> None:
    named = {one.path for one in manifest.files}
    found = [path for table in (FIGURES, *TABLES) for path in place.parquet_files(table)]
    for path in found:
        if path not in named:
            place.remove(path)


def _status(manifest: LakeManifest, added: int) -> LakeStatus:
    figures = [one for one in manifest.files if one.table == FIGURES]
    return LakeStatus(
        tree_size=manifest.tree_size,
        figures=sum(one.rows for one in figures),
        files=len(manifest.files),
        bytes=sum(one.bytes for one in manifest.files),
        added_files=added,
    )
