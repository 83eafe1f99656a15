"""Files that prove a figure: checked by the one-file program in a process that has nothing but the key."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tinhso.engines.indicators.testing import make_definition, make_period, write_figure
from tinhso.engines.insight import api
from tinhso.engines.insight.contracts import FormulaNotProvable
from tinhso.engines.insight.testing import choose
from tinhso.engines.insight.tests.reading import Reader
from tinhso.engines.reporting.testing import World, at
from tinhso.engines.trust import api as trust
from tinhso.engines.trust import verify_figure
from tinhso.engines.trust.contracts import NotSealed
from tinhso.engines.trust.tests.altering import accepted_alterations

pytestmark = pytest.mark.django_db
NOW = "2026-11-17 13:42"
VERIFIER = Path(trust.__file__).with_name("verify_figure.py")


def check(document: dict[str, Any], folder: Path) -> int:
    """Run the one-file program; its exit code."""
    proof = folder / "proof.json"
    proof.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    command = [sys.executable, "-I", str(VERIFIER), str(proof), "--key", trust.verifier_key().text()]
    return subprocess.run(command, cwd=folder, env={}, capture_output=True, check=False).returncode


def test_the_downloaded_proof_of_a_share_verifies_and_fails_when_altered(
    world: World, reader: Callable[..., Reader], tmp_path: Path
) -> None:
    with at(NOW):
        trust.seal_all()
        address = "/nguon-goc/phieu?chi-tieu=online_share&don-vi=66&ky=nd09:2026-11"
        document = json.loads(reader().fetch(address))
    assert (document["figure"]["value"], document["figure"]["rule"]) == ("61.9", "ratio_of_sums")
    assert check(document, tmp_path) == 0
    altered = copy.deepcopy(document)
    altered["figure"]["value"] = "62.0"
    assert check(altered, tmp_path) == 1
    altered = copy.deepcopy(document)
    altered["contributions"][0]["leaf"] = altered["contributions"][0]["leaf"].replace('"value":"780"', '"value":"781"')
    assert altered != document
    assert check(altered, tmp_path) == 1
    assert check({**document, "contributions": document["contributions"][1:]}, tmp_path) == 1


def test_a_total_restated_through_divided_units_verifies(world: World, tmp_path: Path) -> None:
    households = world.definitions["households_trained"]
    before = make_period("nd09:2025-06")
    with at(NOW):
        for code, value in (("24373", 210), ("24382", 60), ("22024", 1000)):
            write_figure(households, world.territory.old[code].id, before, value)
        trust.seal_all()
        today = choose(don_vi_hanh_chinh="current")
        ea_kar = api.proof_of_total(today, "households_trained", "24373", "nd09:2025-06")
        divided = api.proof_of_total(today, "households_trained", "22015", "nd09:2025-06")
    assert (ea_kar["figure"]["value"], divided["figure"]["value"]) == ("270", "550")
    assert divided["contributions"][0]["weight_billionths"] == 550_000_000
    assert check(ea_kar, tmp_path) == 0
    assert check(divided, tmp_path) == 0
    [weight] = [row for row in divided["units"] if row["table"] == "orgs_weight"]
    assert weight["columns"]["billionths"] == "i550000000"
    assert accepted_alterations(divided, verify_figure.read_key(trust.verifier_key().text())) == []
    # Another share, and the figure that it would make: no weight in the log says so.
    altered = copy.deepcopy(divided)
    altered["contributions"][0]["weight_billionths"], altered["figure"]["value"] = 600_000_000, "600"
    assert check(altered, tmp_path) == 1
    # As releases exported it before proofs carried weights: said as that, in both languages.
    older = copy.deepcopy(divided)
    older["units"].remove(weight)
    with pytest.raises(verify_figure.Refused) as refused:
        verify_figure.verify(older, verify_figure.read_key(trust.verifier_key().text()))
    assert "Hãy xuất lại bằng chứng" in refused.value.reasons["vi"]
    assert "Export the proof again" in refused.value.reasons["en"]


def test_what_goes_on_in_parts_to_the_same_province_counts_by_all_its_ways(world: World, tmp_path: Path) -> None:
    households = world.definitions["households_trained"]
    with at(NOW):
        write_figure(households, world.territory.old["22024"].id, make_period("nd09:2025-06"), 1000)
        trust.seal_all()
        today = choose(don_vi_hanh_chinh="current")
        whole = api.proof_of_total(today, "households_trained", "66", "nd09:2025-06")
    assert whole["figure"]["value"] == "1000"
    assert "weight_billionths" not in whole["contributions"][0]
    assert check(whole, tmp_path) == 0


@pytest.mark.parametrize(("rule", "value"), [("mean", "20.0"), ("min", "10.0"), ("max", "30.0")])
def test_means_and_extremes_verify(world: World, tmp_path: Path, rule: str, value: str) -> None:
    measured = make_definition("measured", decimals=1, space_rule=rule, merge_rule=rule, kind="amount")
    with at(NOW):
        for code, scaled in zip(sorted(world.territory.communes), (100, 200, 300), strict=False):
            write_figure(measured, world.unit_id(code), make_period("nd09:2026-11"), scaled)
        trust.seal_all()
        document = api.proof_of_total(choose(), "measured", "66", "nd09:2026-11")
    assert document["figure"]["value"] == value
    assert check(document, tmp_path) == 0


def test_what_is_not_sealed_cannot_be_proven_yet(world: World, reader: Callable[..., Reader]) -> None:
    with at(NOW):
        trust.seal_all()
        bmt, period = world.unit_id("24133"), make_period("nd09:2026-11")
        write_figure(world.definitions["households_trained"], bmt, period, 512)
        with pytest.raises(NotSealed):
            api.proof_of_total(choose(), "households_trained", "66", "nd09:2026-11")
        page = reader().open("/nguon-goc?chi-tieu=households_trained&don-vi=66&ky=nd09:2026-11")
    assert "đang chờ niêm phong" in page
    assert "Tải phiếu xác thực số liệu" not in page


def test_a_formula_without_an_arithmetic_of_proofs_offers_its_inputs_instead(
    world: World, reader: Callable[..., Reader]
) -> None:
    formula = {"op": "+", "args": [{"code": "dossiers_online"}, {"code": "dossiers_received"}]}
    make_definition("both", space_rule="sum", formula=formula)
    with at(NOW):
        trust.seal_all()
        with pytest.raises(FormulaNotProvable):
            api.proof_of_total(choose(), "both", "66", "nd09:2026-11")
        page = reader().open("/nguon-goc?chi-tieu=both&don-vi=66&ky=nd09:2026-11")
    assert "Tải phiếu xác thực số liệu" not in page
    assert "Chỉ tiêu dossiers_online" in page.links


def test_the_verifier_can_be_downloaded_byte_for_byte(world: World, reader: Callable[..., Reader]) -> None:
    with at(NOW):
        assert reader().fetch("/nguon-goc/verify_figure.py") == VERIFIER.read_bytes()
        assert trust.verifier_key().text() in reader().open("/nguon-goc/kiem-tra")
