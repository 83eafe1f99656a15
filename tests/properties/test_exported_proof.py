"""An exported proof verifies in a process that knows nothing of the product, and not once anything in it is altered."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.properties.small_province import BMT, EA_KAR, NOVEMBER, NOW, OCTOBER, PROVINCE, Province, build
from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import (
    BatchSpec,
    FigureKey,
    FigureState,
    FigureWrite,
    Missing,
    Scenario,
    SourceKind,
)
from tinhso.engines.indicators.testing import make_definition, make_period, write_figure
from tinhso.engines.insight import api as insight
from tinhso.engines.insight.contracts import NothingToProve
from tinhso.engines.reporting.testing import at, now_rights
from tinhso.engines.trust import api as trust
from tinhso.engines.trust import verify_figure
from tinhso.engines.trust.tests.altering import accepted_alterations
from tinhso.testing.standing import standing

pytestmark = pytest.mark.django_db

VERIFIER = Path(trust.__file__).with_name("verify_figure.py")
Document = dict[str, Any]


proven_province = standing("proven_province", build)


@pytest.fixture
def province(proven_province: Province) -> Province:
    return proven_province


def verified(document: Document, folder: Path, key: str = "") -> subprocess.CompletedProcess[str]:
    """Run the one-file verifier on a proof, alone in a folder, without the product on its path."""
    proof = folder / "proof.json"
    proof.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    command = [sys.executable, "-I", str(VERIFIER), str(proof), "--key", key or trust.verifier_key().text()]
    return subprocess.run(command, cwd=folder, env={}, capture_output=True, text=True, check=False)


def total(code: str, period: str, **parameters: str) -> Document:
    with at(NOW) as now:
        choice = insight.read_choice(parameters, rights=now_rights("vp.khoa"), now=now, language="vi")
        return insight.proof_of_total(choice, code, PROVINCE, period)


def test_exported_proofs_of_totals_shares_and_records_verify_offline(province: Province, tmp_path: Path) -> None:
    with at(NOW):
        record = insight.proof_of_entry(province.entry_of(EA_KAR), now_rights("vp.khoa"))
    for document, value in (
        (total("households_trained", OCTOBER), "1301"),
        (total("households_trained", NOVEMBER), "405"),
        (total("online_share", NOVEMBER), "61.9"),
        (record, "405"),
    ):
        done = verified(document, tmp_path)
        assert done.returncode == 0, done.stdout + done.stderr
        assert document["figure"]["value"] == value
        assert value in done.stdout.replace(",", ".")


def test_a_proof_is_refused_with_another_key(province: Province, tmp_path: Path) -> None:
    own = trust.verifier_key()
    other = type(own)(own.name, Ed25519PrivateKey.generate().public_key().public_bytes_raw()).text()
    assert verified(total("households_trained", OCTOBER), tmp_path, other).returncode == 1


def letter_changed(text: str) -> str:
    middle = len(text) // 2
    return text[:middle] + ("0" if text[middle] != "0" else "1") + text[middle + 1 :]


def change(*path: str | int) -> Callable[[Document], None]:
    """An alteration of the part at a path: a number one more, a text another letter, a list one shorter."""

    def alter(document: Document) -> None:
        part: Any = document
        for step in path[:-1]:
            part = list(part.values())[step] if isinstance(part, dict) and isinstance(step, int) else part[step]
        value = part[path[-1]]
        if isinstance(value, int):
            part[path[-1]] = value + 1
        else:
            part[path[-1]] = value[:-1] if isinstance(value, list) else letter_changed(value)

    return alter


def drop_contribution(document: Document) -> None:
    """Leave a unit out, and the event that nothing then needs."""
    left_out = document["contributions"].pop()
    if left_out["event"] not in {one["event"] for one in document["contributions"]}:
        del document["events"][left_out["event"]]


def count_twice(document: Document) -> None:
    document["contributions"].append(copy.deepcopy(document["contributions"][0]))


def other_value_everywhere(document: Document) -> None:
    """The figure and the record it rests on, altered together: the leaf is no longer the one in the log."""
    leaf = document["contributions"][0]["leaf"]
    document["contributions"][0]["leaf"] = leaf.replace('"value":"421"', '"value":"431"').replace(
        '"value":"405"', '"value":"415"'
    )
    document["figure"]["value"] = str(int(document["figure"]["value"]) + 10)


ALTERATIONS: dict[str, Callable[[Document], None]] = {
    "the value": change("figure", "value"),
    "the operator": lambda document: document["figure"].update(operator="≈"),
    "the indicator": change("figure", "indicator"),
    "the unit": change("figure", "unit"),
    "the period": change("figure", "period"),
    "the definition": change("definition", "content"),
    "a row of the register": lambda document: document["units"][0]["columns"].update(code="s24374"),
    "a count of answers": lambda document: document["figure"].update(received=3),
    "a record": change("contributions", 0, "leaf"),
    "the place of a record": change("contributions", 0, "index"),
    "the way of a record to its event": change("contributions", 0, "path", 0),
    "an event": change("events", 0, "payload"),
    "the place of an event": change("events", 0, "leaf_index"),
    "the way of an event to the checkpoint": change("events", 0, "path", 0),
    "a shortened way": change("events", 0, "path"),
    "the checkpoint": change("checkpoint"),
    "a unit left out": drop_contribution,
    "a unit counted twice": count_twice,
    "a sign": lambda document: document["contributions"][0].update(sign=-1),
    "a value and its record together": other_value_everywhere,
    "a key nobody checks": lambda document: document["figure"].update(remark="đúng"),
}


def test_a_proof_with_anything_altered_is_refused(province: Province, tmp_path: Path) -> None:
    proof = total("households_trained", OCTOBER)
    assert len(proof["contributions"]) == 3
    accepted = []
    for name, alter in ALTERATIONS.items():
        document = copy.deepcopy(proof)
        alter(document)
        assert document != proof, name
        done = verified(document, tmp_path)
        assert done.returncode in (0, 1), done.stderr
        if done.returncode == 0:
            accepted.append(name)
    assert accepted == []


def key() -> verify_figure.Key:
    return verify_figure.read_key(trust.verifier_key().text())


def entries(province: Province, code: str, unit: str, **parts: Any) -> list[int]:
    """The entries of one figure of November, oldest first."""
    world = province.world
    told = FigureKey(world.definitions[code].indicator_id, world.unit_id(unit), make_period(NOVEMBER), **parts)
    return [one.id for one in indicators.history(told)]


def write(province: Province, code: str, unit: str, value: int | None, **parts: Any) -> None:
    world = province.world
    write_figure(world.definitions[code], world.unit_id(unit), make_period(NOVEMBER), value, **parts)


def proof_of(entry_id: int) -> Document:
    return insight.proof_of_entry(entry_id, now_rights("vp.khoa"))


def proofs_of_every_kind(province: Province) -> Iterator[tuple[str, str | None, Document]]:
    """Proofs of figures that came in different ways and went through different things, with the value of each."""
    world = province.world
    communes = sorted(world.territory.communes)
    plan = {"scenario": Scenario.PLAN}
    with at(NOW) as now:
        write(province, "households_trained", BMT, 9_000, key=plan)
        write(province, "dossiers_online", EA_KAR, 700, source=SourceKind.DOCUMENT, note="theo báo chí")
        write(province, "dossiers_online", PROVINCE, 55, key={"line": "phong-tthc"})
        write(province, "dossiers_received", EA_KAR, 1_300, note="cộng sót")
        write(province, "dossiers_received", BMT, None, missing=Missing.NOT_REPORTED, note="gửi nhầm")
        many = make_definition("many_rows")
        keys = [(code, f"nd09:2026-{month:02}") for code in communes for month in range(1, 11)]
        writes = [
            FigureWrite(FigureKey(many.indicator_id, world.unit_id(code), make_period(period)), FigureState(n))
            for n, (code, period) in enumerate(keys)
        ]
        indicators.write_batches([BatchSpec("indicators.imported", "indicators.import:many", "system:test", writes)])
        trust.seal_all()
        choice = insight.read_choice({}, rights=now_rights("vp.khoa"), now=now, language="vi")
        yield "target", "9000", proof_of(entries(province, "households_trained", BMT, **plan)[-1])
        yield "document", "700", proof_of(entries(province, "dossiers_online", EA_KAR)[-1])
        yield "line", "55", proof_of(entries(province, "dossiers_online", PROVINCE, line="phong-tthc")[-1])
        corrected = entries(province, "dossiers_received", EA_KAR)
        yield "corrected", "1300", proof_of(corrected[-1])
        before = next(one for one in corrected[-2::-1] if indicators.entry(one).value == 1261)
        yield "before the correction", "1261", proof_of(before)
        yield "withdrawn", None, proof_of(entries(province, "dossiers_received", BMT)[-1])
        june = sum(10 * place + 5 for place in range(len(communes)))
        yield "of many rows", str(june), insight.proof_of_total(choice, "many_rows", PROVINCE, "nd09:2026-06")
        quarter = str(3 * june - 3 * len(communes))
        yield "of a quarter", quarter, insight.proof_of_total(choice, "many_rows", PROVINCE, "nd09:2026-Q2")
        stock = make_definition("stock_of_things", time_rule="last", nature="stock")
        for place, code in enumerate(communes):
            write_figure(stock, world.unit_id(code), make_period("nd09:2026-06"), place + 1)
        trust.seal_all()
        stand = str(sum(range(1, len(communes) + 1)))
        yield "of a stock", stand, insight.proof_of_total(choice, "stock_of_things", PROVINCE, "nd09:2026-Q2")
        yield "with a line", None, insight.proof_of_total(choice, "dossiers_online", PROVINCE, NOVEMBER)
        yield "ratio", None, insight.proof_of_total(choice, "online_share", PROVINCE, OCTOBER)


def test_no_value_of_a_proof_of_any_kind_may_be_another_one(province: Province, tmp_path: Path) -> None:
    kinds = []
    for name, value, document in proofs_of_every_kind(province):
        kinds.append(name)
        assert value is None or document["figure"]["value"] == value, name
        assert verified(document, tmp_path).returncode == 0, name
        assert accepted_alterations(document, key()) == [], name
    assert len(kinds) == 11


def test_a_state_between_two_statuses_is_no_record_to_prove(province: Province) -> None:
    with at(NOW):
        history = [indicators.entry(one) for one in entries(province, "households_trained", EA_KAR)]
        moved = [one.id for one in history if one.missing is Missing.MOVED]
        assert moved
        with pytest.raises(NothingToProve):
            proof_of(moved[0])
