"""A small province whose figures are recorded, sealed and proven, for the tests of proofs."""

from collections.abc import Sequence
from typing import Any

from tinhso.engines.trust import api
from tinhso.engines.trust.testing import event_spec
from tinhso.kernel.canonical import canonical_json

Json = dict[str, Any]


def leaf(unit: str, value: str | None, **changes: Any) -> bytes:
    """One figure's leaf as the ledger of figures writes it."""
    plain: Json = {
        "v": 1,
        "indicator": "TTHC.DUNG_HAN",
        "definition": 1,
        "unit": unit,
        "unit_from": "2025-07-01",
        "period": "nd09:2026-11",
        "dims": "",
        "scenario": "actual",
        "line": "",
        "entry_no": 1,
        "value": value,
        "decimals": 0,
        "operator": "=",
        "missing": "",
        "status": "provisional",
        "source": "manual",
    }
    return canonical_json(plain | changes)


def submit(*events: list[bytes]) -> list[int]:
    """Record one event for each list of leaves, seal, and return their ids."""
    specs = [event_spec(n, figures=api.figure_root(leaves)) for n, leaves in enumerate(events)]
    ids = api.record_many(specs)
    api.seal_all()
    return ids


def contributions(ids: list[int], events: Sequence[list[bytes]], role: str = "numerator", **extra: int) -> list[Json]:
    """Prove every figure of these events under the latest checkpoint."""
    proofs = api.event_proofs(ids)
    made: list[Json] = []
    for event_id, leaves in zip(ids, events, strict=True):
        paths = api.figure_paths(leaves, range(len(leaves)))
        made += [
            api.combine_figure_proof(one, paths[n], proofs[event_id], role=role, **extra)
            for n, one in enumerate(leaves)
        ]
    return made


def figure(**changes: Any) -> Json:
    """What is published about a total."""
    plain: Json = {
        "indicator": "TTHC.DUNG_HAN",
        "unit": "66",
        "period": "nd09:2026-11",
        "value": "60",
        "decimals": 0,
        "operator": "=",
        "rule": "sum",
    }
    return plain | changes


def province() -> Json:
    """Three communes in two events: 10 + 20 + 30 = 60; return the proof of the total."""
    events = [[leaf("24121", "10"), leaf("24133", "20")], [leaf("24154", "30")]]
    ids = submit(*events)
    return api.figure_proof_document(figure(expected=4, received=3), contributions(ids, events))
