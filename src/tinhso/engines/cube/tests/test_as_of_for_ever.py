"""What a checkpoint answered it answers for ever: the same bytes, whatever became known since, from any snapshot.

The files in `golden/` were written by an earlier version of this code and are only ever added to. A new one is written
by `TINHSO_WRITE_GOLDEN=1 pytest …`; a file that exists is never overwritten.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from tinhso.engines.cube import api
from tinhso.engines.cube.contracts import CURRENT, Dims, FigureQuery, Mark, Time
from tinhso.engines.cube.tests.province import MONTHS, Clerks, Province, make_province
from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.testing import make_definition
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import PLACE, NewSuccessionLink, NewUnit
from tinhso.engines.orgs.testing import everything_rights
from tinhso.engines.trust import api as trust
from tinhso.kernel.clock import FrozenClock
from tinhso.kernel.formulas import parse_formula, to_json
from tinhso.kernel.periods import parse_period_range

pytestmark = pytest.mark.django_db
GOLDEN = Path(__file__).parent / "golden"
ROUNDS, WRITES, SEED = 3, 150, 20261116
LATER = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
CODES = ("people_served", "satisfaction", "longest_wait", "share_of_people")
_ASKED = FigureQuery(CODES, MONTHS[3:7], "commune", everything_rights())
QUESTIONS = {
    "as-reported": _ASKED,
    "restated": replace(_ASKED, structure=CURRENT),
    "restated-to-a-day": replace(_ASKED, structure=date(2025, 7, 1), level="province"),
    "year-to-date": replace(_ASKED, level="province", time=Time.YEAR_TO_DATE),
    "dimensions": replace(_ASKED, indicators=("by_sex",), dims=Dims.ALL),
    "quarters": replace(_ASKED, periods=parse_period_range("nd09:2025-Q2..2025-Q3"), level="province"),
    "same-units": replace(_ASKED, indicators=("people_served",), level="province", same_units_as=MONTHS[6]),
}


@pytest.fixture
def province(settings: Any, tmp_path: Path) -> Iterator[Province]:
    settings.TINHSO_HOME = tmp_path
    made = make_province()
    indicators.register_expectations(made.assignments)
    yield made
    indicators.unregister_expectations(made.assignments.name)


def build_history(province: Province) -> tuple[int, FrozenClock, Clerks]:
    """The same acts every time; return the checkpoint that is asked about."""
    clerks = Clerks(province, SEED)
    clerks.assign()
    clock = FrozenClock(clerks.moment)
    with trust.use_clock(clock):
        for _round in range(ROUNDS):
            clock.set(clerks.later())
            with transaction.atomic():
                indicators.write_batches([clerks.batch(WRITES)])
                indicators.promote(clerks.promotable(20), actor="system:test", subject="reporting.request:1")
            trust.seal_all()
    checkpoint = trust.latest_checkpoint()
    assert checkpoint is not None
    return checkpoint.tree_size, clock, clerks


def answers(tree_size: int | None, names: Iterable[str] = QUESTIONS) -> dict[str, bytes]:
    """Canonical CSV and JSON of questions."""
    found = {}
    for name in names:
        table = api.query(replace(QUESTIONS[name], as_of=tree_size))
        found |= {f"{name}.csv": table.to_csv(exact=True), f"{name}.json": table.to_json()}
    return found


def learn_later(province: Province, clerks: Clerks) -> Iterator[str]:
    """Everything that may become known afterwards, each of which changes today's answers; the name of the act."""
    indicators.write_batches([clerks.batch(WRITES)])
    yield "corrections and new figures"
    make_definition("people_served", version=2, valid_from=date(2025, 5, 1), space_rule="max", merge_rule="max")
    yield "a definition that reaches back"
    ratio = {"space_rule": "ratio_of_sums", "time_rule": "ratio_of_sums", "merge_rule": "ratio_of_sums"}
    formula = to_json(parse_formula("share(people, people_served)"))
    fields = {"version": 2, "valid_from": date(2025, 5, 1), "kind": "ratio", "decimals": 2, "formula": formula}
    make_definition("share_of_people", **fields, **ratio)
    yield "a formula that reaches back"
    joined = orgs.create_unit(
        NewUnit("24999", PLACE, "commune", "Xã hợp nhất", date(2026, 1, 15), parent_id=province.territory.province.id),
        actor="system:test",
    )
    gone = [province.territory.communes[code].id for code in ("24373", "24133")]
    orgs.apply_succession(
        code="2026-01-15", effective_on=date(2026, 1, 15), decision="Hợp nhất thử", actor="system:test",
        links=[NewSuccessionLink(old, joined.id) for old in gone],
    )  # fmt: skip
    yield "a reorganisation that reaches back"


def test_a_checkpoint_answers_the_bytes_that_an_older_version_of_the_code_wrote(province: Province) -> None:
    tree_size, clock, clerks = build_history(province)
    with trust.use_clock(clock):
        then = answers(tree_size)
        if os.environ.get("TINHSO_WRITE_GOLDEN"):
            for name, content in then.items():
                if not (GOLDEN / name).exists():
                    (GOLDEN / name).write_bytes(content)
        assert {path.name: path.read_bytes() for path in GOLDEN.iterdir()} == then
        clock.set(LATER)
        live = answers(None, ["restated"])
        for act in learn_later(province, clerks):
            now = answers(None, ["restated"])
            assert now != live, act
            live = now
        assert answers(tree_size) == then
        trust.seal_all()
        api.compact(full=True)
        assert answers(tree_size) == then
        assert answers(None, ["restated"]) == live


def test_golden_answers_hold_what_they_are_there_for() -> None:
    rows = b"".join(path.read_bytes() for path in GOLDEN.glob("*.csv")).decode()
    for word in (Mark.ESTIMATED_DIVISION, Mark.STRADDLES, Mark.APPROXIMATE, "not_due", "provisional", "official", "≥"):
        assert word in rows, word
