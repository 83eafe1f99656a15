"""Applying a decision and undoing it gives back the same bytes; the moment between shows it for ever."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tinhso.engines.cube import api
from tinhso.engines.cube.contracts import CURRENT
from tinhso.engines.cube.tests.province import Province, make_province
from tinhso.engines.cube.tests.test_as_of_for_ever import QUESTIONS, build_history
from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import BatchSpec, FigureKey, FigureState, FigureWrite
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts.decision_errors import DecisionBuiltUpon
from tinhso.engines.orgs.testing import everything_rights
from tinhso.engines.trust import api as trust

pytestmark = pytest.mark.django_db
LATER = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
DECISIONS, SHAPES, FIRST_DAY = 3, 2, date(2025, 7, 2)
HEAD = "old_code,new_code,new_name,whole,weight\n"
ASKED = QUESTIONS | {
    "restated later": replace(QUESTIONS["restated"], structure=date(2026, 2, 1), basis="population"),
    "districts": replace(QUESTIONS["as-reported"], structure=CURRENT, level="province"),
}


@pytest.fixture
def province(settings: Any, tmp_path: Path) -> Iterator[Province]:
    settings.TINHSO_HOME = tmp_path
    made = make_province()
    indicators.register_expectations(made.assignments)
    yield made
    indicators.unregister_expectations(made.assignments.name)


def answers(names: Iterable[str], tree_size: int | None = None) -> dict[str, bytes]:
    return {name: api.query(replace(ASKED[name], as_of=tree_size)).to_csv(exact=True) for name in names}


def random_decision(chance: random.Random) -> str:
    """Some of the four communes go: whole or in shares (or without), to one that is there, or to new ones.

    A new one may take over the code of one that goes.
    """
    codes = ["24133", "24373", "22015", "22045"]
    chance.shuffle(codes)
    stays, *going = codes
    lines = []
    leaving = going[: chance.randint(1, 3)]
    code = chance.choice(["24901", *leaving])
    for old in leaving:
        ends = chance.sample([(stays, ""), ("24900", "Xã Mới"), (code, "Phường Mới")], chance.randint(1, 2))
        share = chance.randint(0, 1000)
        shares = chance.choice([("", ""), (f"{share / 1000}", f"{(1000 - share) / 1000}")])
        for (new, name), part in zip(ends, shares, strict=False):
            lines.append(f"{old},{new},{name},{int(len(ends) == 1)},{part if len(ends) > 1 else ''}\n")
    return HEAD + "".join(lines)


def test_whatever_decision_is_applied_and_undone_every_answer_is_the_same_to_the_byte(
    province: Province, tmp_path: Path
) -> None:
    _, clock, _ = build_history(province)
    chance, file = random.Random(20260430), tmp_path / "decision.csv"
    between: dict[int, dict[str, bytes]] = {}
    with trust.use_clock(clock):
        clock.set(LATER)
        before = answers(ASKED)
        for number in range(DECISIONS):
            file.write_text(random_decision(chance), encoding="utf-8")
            day = FIRST_DAY + timedelta(days=chance.randint(0, 240))
            orgs.reorganise(file, day, code=f"NQ-{number}", decision="thử", rights=everything_rights(), leave_out=True)
            asked = {"restated", *chance.sample(sorted(ASKED), SHAPES)}
            during = answers(asked)
            assert during["restated"] != before["restated"], file.read_text(encoding="utf-8")
            checkpoint = trust.seal_all() if number != 1 else None
            if checkpoint:
                between[checkpoint.tree_size] = during
            orgs.undo_reorganisation(f"NQ-{number}", rights=everything_rights(), reason="đếm lại")
            assert answers(asked) == {name: before[name] for name in asked}, file.read_text(encoding="utf-8")
        last = trust.seal_all()
        assert last is not None
        api.compact(full=True)
        assert between
        for size, during in between.items():
            assert answers(during, size) == during
        assert answers(["restated"], last.tree_size)["restated"] == before["restated"]
    assert trust.verify_log() == []


def test_a_decision_under_which_figures_were_given_is_undone_once_they_are_withdrawn(
    province: Province, tmp_path: Path
) -> None:
    file = tmp_path / "decision.csv"
    file.write_text(HEAD + "24373,24133,,1,\n", encoding="utf-8")
    orgs.reorganise(file, date(2025, 10, 1), code="NQ", decision="thử", rights=everything_rights())
    indicator, unit = (
        province.definitions["people_served"][0].indicator_id,
        province.territory.communes["24133"].id,
    )
    early, late = (FigureKey(indicator, unit, province.periods[f"nd09:2025-{month}"]) for month in ("08", "11"))

    def write(key: FigureKey, state: FigureState | None) -> None:
        act = BatchSpec("reporting.submitted", "reporting.assignment:1", "system:test", [FigureWrite(key, state)])
        indicators.write_batches([act])

    write(early, FigureState(3))  # of a period before the decision: rests on nothing
    write(late, FigureState(7))
    with pytest.raises(DecisionBuiltUpon) as refused:
        orgs.undo_reorganisation("NQ", rights=everything_rights(), reason="đếm lại")
    assert "1 số liệu" in refused.value.message()
    write(late, None)
    orgs.undo_reorganisation("NQ", rights=everything_rights(), reason="đếm lại")
