"""An exported proof verifies in a process that knows nothing of the product, and not once anything in it is altered."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.properties.small_province import EA_KAR, NOVEMBER, NOW, OCTOBER, PROVINCE, Province, build
from tinhso.engines.insight import api as insight
from tinhso.engines.reporting.testing import at, now_rights
from tinhso.engines.trust import api as trust
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
    "the number of answers": lambda document: document["figure"].update(received=99),
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
