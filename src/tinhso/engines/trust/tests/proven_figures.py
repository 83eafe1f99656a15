"""A small province whose figures are recorded, sealed and proven, for the tests of proofs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any, NamedTuple

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
        "unit_from": "2025-07-01",
        "period": "nd09:2026-11",
        "dims": "",
        "scenario": "actual",
        "value": "60",
        "decimals": 0,
        "operator": "=",
        "rule": "sum",
    }
    return plain | changes


def prove_figure(shown: Json, parts: Sequence[Json], tree_size: int | None = None, told: Told | None = None) -> Json:
    """Prove a figure with the definition that fits it and a register in which every unit belongs to the figure's."""
    told = told or tell(shown, [leaf_of(one) | {"role": one["role"]} for one in parts])
    proofs = api.event_proofs({*told.event_ids, *(one["event"]["event_id"] for one in parts)}, tree_size)
    defined, registered = told.event_ids
    return api.figure_proof_document(
        shown,
        [{**one, "event": proofs[one["event"]["event_id"]]} for one in parts],
        definition=api.ShownDefinition(1, told.content, proofs[defined]),
        units=[
            (api.CommittedRow(table, number, row, registered), proofs[registered])
            for table, rows in told.register.items()
            for number, row in rows.items()
        ],
    )


class Told(NamedTuple):
    """What the log was told beside the figures: their definition, and who belongs to whom."""

    content: bytes
    register: dict[str, dict[str, dict[str, str]]]
    event_ids: list[int]


def tell(shown: Json, leaves: Sequence[Json]) -> Told:
    """Record and seal the definition of a figure and the register of its units."""
    content = canonical_json(definition_of(shown, leaves))
    name = f"{shown['indicator']}@1"
    digests = {"definitions": {name: hashlib.sha256(content).hexdigest()}}
    register = rows_of_units({(one["unit"], one["unit_from"]) for one in leaves}, shown)
    said = {
        table: {"columns": sorted(rows["1"]), "digests": {number: _digest(row) for number, row in rows.items()}}
        for table, rows in register.items()
    }
    ids = api.record_many(
        [
            event_spec(0, kind="indicators.definitions_loaded", public=digests),
            event_spec(0, kind="orgs.units_loaded", rows=said),
        ]
    )
    api.seal_all()
    return Told(content, register, ids)


def leaf_of(part: Json) -> Json:
    """What a contribution's record says."""
    said: Json = json.loads(part["leaf"])
    return said


def definition_of(shown: Json, leaves: Sequence[Json]) -> Json:
    """The definition that a figure follows."""
    formula = None
    if shown["rule"] == "ratio_of_sums":
        above, below = (
            next(one["indicator"] for one in leaves if one["role"] == role) for role in ("numerator", "denominator")
        )
        formula = {"op": "share" if "multiplier" in shown else "/", "args": [{"code": above}, {"code": below}]}
    return {
        "name_vi": "Hồ sơ giải quyết đúng hạn",
        "name_en": "Files settled on time",
        "measure_unit": "file",
        "decimals": shown["decimals"],
        "space_rule": shown["rule"],
        "time_rule": "sum",
        "formula": formula,
    }


def rows_of_units(units: set[tuple[str, str]], shown: Json) -> dict[str, dict[str, dict[str, str]]]:
    """Rows of the register by table and number: every unit, and its link to the figure's own."""
    target = (shown["unit"], shown["unit_from"])
    others = sorted(units - {target})
    if not others:
        return {}
    numbered = {key: number for number, key in enumerate([target, *others], start=1)}
    return {
        "orgs_unit": {str(n): {"code": f"s{code}", "valid_from": f"d{day}"} for (code, day), n in numbered.items()},
        "orgs_link": {
            str(n): {"child_id": f"i{numbered[key]}", "parent_id": "i1", "valid_from": f"d{key[1]}", "valid_to": "None"}
            for n, key in enumerate(others, start=1)
        },
    }


def _digest(row: dict[str, str]) -> str:
    return hashlib.sha256(canonical_json(row)).hexdigest()[:32]


def province() -> Json:
    """Three communes in two events: 10 + 20 + 30 = 60; return the proof of the total."""
    events = [[leaf("24121", "10"), leaf("24133", "20")], [leaf("24154", "30")]]
    ids = submit(*events)
    return prove_figure(figure(), contributions(ids, events))
