"""How to read a lake without this product: views for DuckDB, and totals in plain SQL that Spark runs too."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from tinhso.engines.cube.logic.lake.catalogue import FIGURES, TABLES, LakeManifest
from tinhso.kernel.clock import in_vietnam

RECIPES = Path(__file__).parent / "sql"
DAY = "{day}"


def duckdb_views(manifest: LakeManifest) -> str:
    """Return the statements that make a view of every table, by the files that the manifest names."""
    said = [f"-- duckdb < views.sql, in the lake's own folder. As of checkpoint {manifest.tree_size}."]
    for table in (FIGURES, *TABLES):
        files = ", ".join(f"'{one.path}'" for one in manifest.files if one.table == table)
        if files:
            read = f"read_parquet([{files}], hive_partitioning = false)"
            said.append(f"CREATE OR REPLACE VIEW {table} AS SELECT * FROM {read};")
    return "\n".join(said) + "\n"


def recipe(manifest: LakeManifest) -> dict[str, bytes]:
    """Return the statements by name. "Today" is the checkpoint's day, whenever they are run: a lake says one thing."""
    day = f"DATE '{in_vietnam(datetime.fromisoformat(manifest.sealed_at)).date()}'"
    texts = {file.name: file.read_text(encoding="utf-8") for file in sorted(RECIPES.glob("*.sql"))}
    said = {"views.sql": duckdb_views(manifest)} | {name: text.replace(DAY, day) for name, text in texts.items()}
    return {name: text.encode() for name, text in said.items()}
