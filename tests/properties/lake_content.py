"""What a lake says, however many files it says it in: its figures in order, its small tables and its texts."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

Reader = Callable[[str], bytes]
# They name the files of figures, of which an export that was broken off makes others.
BY_FILE = frozenset({"views.sql", "datapackage.json"})


def content_of_folder(folder: Path) -> dict[str, Any]:
    return _content(lambda path: (folder / path).read_bytes())


def content_of_store(place: str) -> dict[str, Any]:
    from tinhso.engines.cube.logic.lake.places import opened

    with opened(place) as lake:
        return _content(lambda path: lake.read(path) or b"")


def _content(read: Reader) -> dict[str, Any]:
    manifest = json.loads(read("manifest.json"))
    said: dict[str, Any] = {"figures": []}
    for one in manifest["files"]:
        if one["table"] == "figures":
            said["figures"] += pq.read_table(io.BytesIO(read(one["path"]))).to_pylist()
        else:
            said[one["table"]] = one["sha256"]
    said["figures"].sort(key=lambda row: row["entry_id"])
    said |= {one["path"]: read(one["path"]) for one in manifest["texts"] if one["path"] not in BY_FILE}
    return said | {"checkpoint": (manifest["tree_size"], manifest["root_hash"], manifest["leaf_bound"])}
