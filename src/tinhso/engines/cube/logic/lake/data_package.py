"""What a lake says of itself to other tools: a Frictionless data package with every file, its size and its hash."""

from __future__ import annotations

import json
from typing import Any

from tinhso.engines.cube.logic.engine.arrow import pa
from tinhso.engines.cube.logic.lake.catalogue import FIGURE_COLUMNS, FIGURES, TABLES, LakeFile, LakeManifest

DATA_PACKAGE = "datapackage.json"
_TYPES = {pa.string(): "string", pa.date32(): "date", pa.bool_(): "boolean", pa.int64(): "integer"}


def data_package(manifest: LakeManifest) -> dict[str, bytes]:
    """Return the description of the lake's tables as a file, by its name."""
    return {DATA_PACKAGE: json.dumps(described(manifest), ensure_ascii=False, indent=1).encode()}


def described(manifest: LakeManifest) -> dict[str, Any]:
    """Return the description of a lake (Data Package 2.0). The same lake is described in the same words."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "tinhso-lake",
        "title": "Sổ số liệu dạng tệp Parquet",
        "created": manifest.sealed_at,
        "checkpoint": {
            "tree_size": manifest.tree_size,
            "root_hash": manifest.root_hash,
            "note": manifest.note,
        },
        "reader": manifest.reader,
        "resources": [_resource(one) for one in manifest.files],
    }


def _resource(one: LakeFile) -> dict[str, Any]:
    """A file that carries its own schema: validators read Parquet only with an extra of their own, hashes always."""
    columns = FIGURE_COLUMNS if one.table == FIGURES else TABLES[one.table]
    return {
        "name": one.path.removesuffix(".parquet").replace("/", "-").replace("=", "-").lower(),
        "path": one.path,
        "type": "file",
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "bytes": one.bytes,
        "hash": f"sha256:{one.sha256}",
        "table": one.table,
        "rowCount": one.rows,
        "schema": {"fields": [{"name": field.name, "type": _TYPES[field.type]} for field in columns]},
    }
