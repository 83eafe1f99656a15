"""What a lake holds: its tables with their columns, and the manifest that says which files they are made of.

Figures are partitioned by the year of their period and only ever added to; the small tables are written anew where
anything in them has changed. A manifest is put in place at the end, at once: who reads by it sees one checkpoint.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from tinhso.engines.cube.errors import LakeUnreadable
from tinhso.engines.cube.logic.engine.arrow import pa
from tinhso.engines.cube.logic.lake.places import LakePlace

FORMAT = "tinhso-lake/1"
MANIFEST, PROGRESS = "manifest.json", "progress.json"
FIGURES = "figures"

_TEXT, _DAY, _YES, _NUMBER = pa.string(), pa.date32(), pa.bool_(), pa.int64()
FIGURE_COLUMNS = pa.schema(
    [
        ("indicator", _TEXT), ("unit_id", _NUMBER), ("period", _TEXT), ("dims", _TEXT), ("scenario", _TEXT),
        ("line", _TEXT), ("entry_no", _NUMBER), ("value", _NUMBER), ("decimals", _NUMBER), ("operator", _TEXT),
        ("missing", _TEXT), ("status", _TEXT), ("source", _NUMBER), ("value_delta", _NUMBER),
        ("presence_delta", _NUMBER), ("version", _NUMBER), ("leaf_index", _NUMBER), ("entry_id", _NUMBER),
        ("event_id", _NUMBER),
    ]
)  # fmt: skip
TABLES: dict[str, pa.Schema] = {
    "units": pa.schema(
        [
            ("unit_id", _NUMBER), ("code", _TEXT), ("kind", _TEXT), ("level", _TEXT), ("surrogate_code", _YES),
            ("valid_from", _DAY), ("valid_to", _DAY),
        ]
    ),
    "unit_names": pa.schema(
        [
            ("unit_id", _NUMBER), ("type_vi", _TEXT), ("name_vi", _TEXT), ("name_en", _TEXT), ("valid_from", _DAY),
            ("valid_to", _DAY),
        ]
    ),
    "unit_links": pa.schema(
        [
            ("structure", _TEXT), ("child_id", _NUMBER), ("parent_id", _NUMBER), ("valid_from", _DAY),
            ("valid_to", _DAY),
        ]
    ),
    "successions": pa.schema(
        [
            ("decision", _TEXT), ("effective_on", _DAY), ("title", _TEXT), ("old_id", _NUMBER), ("new_id", _NUMBER),
            ("whole", _YES),
        ]
    ),
    "weights": pa.schema([("old_id", _NUMBER), ("new_id", _NUMBER), ("basis", _TEXT), ("billionths", _NUMBER)]),
    "indicators": pa.schema(
        [
            ("indicator", _TEXT), ("version", _NUMBER), ("valid_from", _DAY), ("name_vi", _TEXT), ("name_en", _TEXT),
            ("measure_unit", _TEXT), ("decimals", _NUMBER), ("kind", _TEXT), ("nature", _TEXT), ("scheme", _TEXT),
            ("collected_level", _TEXT), ("time_rule", _TEXT), ("space_rule", _TEXT), ("merge_rule", _TEXT),
            ("weight_indicator", _TEXT), ("dimensions", _TEXT), ("formula", _TEXT), ("comparable", _YES),
            ("publication", _TEXT), ("owner", _TEXT), ("illustrative", _YES),
        ]
    ),
    "periods": pa.schema(
        [("period", _TEXT), ("scheme", _TEXT), ("first_day", _DAY), ("last_day", _DAY), ("year", _NUMBER)]
    ),
    "reporting_days": pa.schema([("period", _TEXT), ("additive", _YES), ("day", _DAY)]),
    "expected": pa.schema([("indicator", _TEXT), ("period", _TEXT), ("unit_id", _NUMBER), ("due_at", _TEXT)]),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class LakeFile:
    """One Parquet file, by its place in the lake (POSIX)."""

    path: str
    table: str
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class LakeText:
    """A text beside the tables (the recipe, the data package); its place is its name."""

    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class LakeManifest:
    """A lake as of one checkpoint.

    Attributes:
        tree_size, root_hash: the checkpoint; `note` is its signed text.
        leaf_bound: figures of leaves below it are in the files (`tree_size`, once the export is through).
        reader, scope: for whom it was made, and a digest of how far they reach.
        texts: what stands beside the files; none in a lake of an older release.
    """

    tree_size: int
    root_hash: str
    sealed_at: str
    note: str
    leaf_bound: int
    reader: str
    scope: str
    files: tuple[LakeFile, ...]
    texts: tuple[LakeText, ...] = ()
    format: str = FORMAT


def read_manifest(place: LakePlace, name: str = MANIFEST) -> LakeManifest | None:
    """Return the manifest of a lake, None where there is none.

    Raises:
        LakeUnreadable (CUB-013)
    """
    try:
        content = place.read(name)
        if content is None:
            return None
        said: dict[str, Any] = json.loads(content)
        if said.get("format") != FORMAT:
            raise LakeUnreadable(place=place.name, problem=f"format {said.get('format')}")
        files = tuple(LakeFile(**one) for one in said["files"])
        texts = tuple(LakeText(**one) for one in said.get("texts", ()))
        return LakeManifest(**(said | {"files": files, "texts": texts}))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
        raise LakeUnreadable(place=place.name, problem=repr(problem)) from problem


def write_manifest(place: LakePlace, manifest: LakeManifest, name: str = MANIFEST) -> None:
    """Put a manifest in place of the one before, durably and at once."""
    place.write(name, json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode())
