"""The content of a version of a definition: the columns that make it what it is, and their digest in the log."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from tinhso.engines.indicators.contracts import DefinitionView
from tinhso.kernel.canonical import canonical_json

# A change of any of these needs a higher version.
CONTENT = (
    "valid_from", "name_vi", "name_en", "concept_vi", "concept_en", "measure_unit", "decimals", "kind", "nature",
    "time_rule", "space_rule", "direction", "collected_level", "scheme", "dimensions", "formula", "weight_indicator",
    "merge_rule", "comparable", "publication", "source", "owner", "legal_basis", "illustrative",
)  # fmt: skip


def content_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of a version from the values of its document (`name.vi` is the column name_vi)."""
    columns = {name.replace(".", "_"): value for name, value in values.items()}
    return {name: list(columns[name]) if name == "dimensions" else columns[name] for name in CONTENT}


def content_of_view(view: DefinitionView) -> dict[str, Any]:
    """Return the same columns of a stored version."""
    return {name: list(view.dimensions) if name == "dimensions" else getattr(view, name) for name in CONTENT}


def content_bytes(content: Mapping[str, Any]) -> bytes:
    """Return the canonical JSON of a version's content: what its digest in the log is of."""
    return canonical_json(
        {name: value.isoformat() if isinstance(value, date) else value for name, value in content.items()}
    )


def content_digest(content: Mapping[str, Any]) -> str:
    """Return SHA-256 over the canonical JSON of a version's content, hexadecimal."""
    return hashlib.sha256(content_bytes(content)).hexdigest()


def version_name(code: str, version: int) -> str:
    """Return how a version is called in reports and in the log: `dossiers@2`."""
    return f"{code}@{version}"
