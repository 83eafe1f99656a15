"""The bytes of a figure that its event commits to: canonical JSON of the entry, made fast.

An import makes a million leaves, so the constant parts are written once per indicator, unit and state and only joined
per row. `leaf_document` is the plain definition; tests hold both against `kernel.canonical`.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from tinhso.engines.indicators.contracts import EntryView, Missing, Scenario, SourceKind, Status
from tinhso.kernel.quantities import Operator

LEAF_VERSION = 1


def leaf_document(entry: EntryView) -> dict[str, Any]:
    """Return what a leaf says, field by field (docs/reference/codes.md, "Leaf of a figure")."""
    document: dict[str, Any] = {
        "v": LEAF_VERSION,
        "indicator": entry.indicator,
        "definition": entry.definition_version,
        "unit": entry.unit,
        "unit_from": entry.unit_from.isoformat(),
        "period": entry.period,
        "dims": entry.key.dims,
        "scenario": Scenario(entry.key.scenario).code,
        "line": entry.key.line,
        "entry_no": entry.entry_no,
        "value": None if entry.value is None else decimal_text(entry.value, entry.decimals),
        "decimals": entry.decimals,
        "operator": entry.operator.symbol,
        "missing": entry.missing.code,
        "status": entry.status.code,
        "source": entry.source.code,
    }
    if entry.note_commitment is not None:
        document["note"] = entry.note_commitment.hex()
    if entry.evidence_commitment is not None:
        document["evidence"] = entry.evidence_commitment.hex()
    return document


def figure_leaf(entry: EntryView) -> bytes:
    """Return the leaf of an entry: canonical JSON in UTF-8."""
    unit = unit_part(entry.unit, entry.unit_from)
    return leaf_bytes(
        indicator_parts(entry.indicator, entry.definition_version, entry.decimals),
        unit,
        period_part(entry.period),
        key_parts(entry.key.dims, entry.key.scenario, entry.key.line),
        entry.entry_no,
        None if entry.value is None else decimal_text(entry.value, entry.decimals),
        state_parts(entry.operator, entry.missing, entry.status, entry.source),
        entry.note_commitment,
        entry.evidence_commitment,
    )


def decimal_text(value: int, decimals: int) -> str:
    """Write a scaled integer with exactly its decimals: 6120 with 2 is 61.20."""
    if not decimals:
        return str(value)
    digits = str(abs(value)).rjust(decimals + 1, "0")
    return f"{'-' if value < 0 else ''}{digits[:-decimals]}.{digits[-decimals:]}"


def leaf_bytes(
    indicator: tuple[str, str],
    unit: str,
    period: str,
    key: tuple[str, str, str],
    entry_no: int,
    value: str | None,
    state: tuple[str, str, str, str],
    note: bytes | None = None,
    evidence: bytes | None = None,
) -> bytes:
    """Join the parts of a leaf; keys stand in the order of their code points, as canonical JSON has them.

    Args:
        indicator, unit, period, key, state: from the functions of this module.
        value: decimal text, None when missing.
        note, evidence: commitments, 32 bytes each.
    """
    head, code = indicator
    dims, line, scenario = key
    missing, operator, source, status = state
    witness = f'"evidence":"{evidence.hex()}",' if evidence is not None else ""
    remark = f'"note":"{note.hex()}",' if note is not None else ""
    said = f'"{value}"' if value is not None else "null"
    return (
        f'{{{head}{dims}"entry_no":{entry_no},{witness}{code}{line}{missing}{remark}{operator}{period}{scenario}'
        f'{source}{status}{unit}"v":{LEAF_VERSION},"value":{said}}}'
    ).encode()


def new_figure_parts(
    indicator: tuple[str, str], period: str, key: tuple[str, str, str], state: tuple[str, str, str, str]
) -> bytes:
    """Return everything before the unit in the leaf of a key's first entry without notes, the usual of an import."""
    whole = leaf_bytes(indicator, "", period, key, 1, None, state)
    return whole.removesuffix(VALUE_PART + b"null}")


VALUE_PART = f'"v":{LEAF_VERSION},"value":'.encode()
"""What stands between the unit and the value of a leaf."""


@lru_cache(maxsize=4096)
def indicator_parts(code: str, version: int, decimals: int) -> tuple[str, str]:
    """Return the fields decimals and definition, and the field indicator."""
    return f'"decimals":{decimals},"definition":{version},', f'"indicator":{_quoted(code)},'


@lru_cache(maxsize=65536)
def unit_part(code: str, valid_from: date) -> str:
    """Return the fields unit and unit_from."""
    return f'"unit":{_quoted(code)},"unit_from":"{valid_from.isoformat()}",'


@lru_cache(maxsize=16384)
def period_part(code: str) -> str:
    """Return the field period."""
    return f'"period":{_quoted(code)},'


@lru_cache(maxsize=65536)
def key_parts(dims: str, scenario: int, line: str) -> tuple[str, str, str]:
    """Return the fields dims, line and scenario."""
    return f'"dims":{_quoted(dims)},', f'"line":{_quoted(line)},', f'"scenario":"{Scenario(scenario).code}",'


@lru_cache(maxsize=1024)
def state_parts(operator: int, missing: int, status: int, source: int) -> tuple[str, str, str, str]:
    """Return the fields missing, operator, source and status."""
    return (
        f'"missing":"{Missing(missing).code}",',
        f'"operator":"{Operator(operator).symbol}",',
        f'"source":"{SourceKind(source).code}",',
        f'"status":"{Status(status).code}",',
    )


def _quoted(text: str) -> str:
    return json.dumps(unicodedata.normalize("NFC", text), ensure_ascii=False)


class LeafStream(Sequence[bytes]):
    """Leaves made while they are hashed, so that a million of them never stand in memory at once.

    `trust.api.figure_root` goes through a sequence once and then asks for its length; that is all this one can do.

    Args:
        leaves: the leaves.
        count: says how many there are; asked when the last one has been made.
    """

    def __init__(self, leaves: Iterable[bytes], count: Callable[[], int]) -> None:
        self._leaves = leaves
        self._count = count

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._leaves)

    def __len__(self) -> int:
        return self._count()

    def __getitem__(self, index: Any) -> Any:
        raise TypeError("the leaves of a stream can only be gone through once")
