"""The cube on a cluster: whatever is asked, Spark answers the bytes that this machine answers.

The questions are those of the golden files, and drawn as the long oracle draws them until every kind of question has
occurred; each is computed here by DuckDB over the snapshot and there over the lake and the tail.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tinhso.engines.cube import api
from tinhso.engines.cube.contracts import AS_REPORTED, CURRENT, Contribution, Dims, FigureQuery, NumberTooWide, Time
from tinhso.engines.cube.logic import remembered
from tinhso.engines.cube.logic.cluster import connecting
from tinhso.engines.cube.logic.steps import formulas
from tinhso.engines.cube.logic.steps.formulas import FEW_ROWS
from tinhso.engines.cube.tests.lake_world import standing_province, with_a_tail
from tinhso.engines.cube.tests.province import MONTHS, Province
from tinhso.engines.cube.tests.spark_cluster import WORKERS
from tinhso.engines.cube.tests.test_against_recomputation import LONGER, SHAPES, Oracle
from tinhso.engines.cube.tests.test_as_of_for_ever import QUESTIONS
from tinhso.engines.indicators.contracts import Scenario, Status
from tinhso.engines.indicators.testing import make_definition, make_period, write_figure
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import PLACE, NewUnit
from tinhso.engines.orgs.testing import everything_rights
from tinhso.engines.trust import api as trust
from tinhso.kernel.formulas import parse_formula, to_json

pytestmark = [
    pytest.mark.spark,
    pytest.mark.django_db,
    # The bridge to Java leaves its socket to the collector; Spark speaks of pandas, which nothing here uses.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning"),
]
Answer = tuple[bytes, bytes]
LARGE = 2**62 - 1
"""The largest figure there is."""


class Both:
    """Asks the same here and on the cluster."""

    def __init__(self, settings: Any, cluster: str) -> None:
        self.settings, self.cluster = settings, cluster

    @contextmanager
    def on_cluster(self) -> Iterator[None]:
        remembered.forget()
        self.settings.TINHSO_CUBE_URL = self.cluster
        try:
            yield
        finally:
            self.settings.TINHSO_CUBE_URL = ""
            remembered.forget()

    def answers(self, question: FigureQuery) -> tuple[Answer, Answer]:
        """The answer of this machine, and that of the cluster, as canonical files."""
        here = _files(question)
        with self.on_cluster():
            return here, _files(question)


def _files(question: FigureQuery) -> Answer:
    table = api.query(question)
    return table.to_csv(exact=True), table.to_json(exact=True)


@pytest.fixture
def both(cluster: str, settings: Any, tmp_path: Path) -> Iterator[Both]:
    settings.TINHSO_HOME, settings.TINHSO_CUBE_LAKE = tmp_path / "home", tmp_path / "lake"
    settings.TINHSO_CUBE_URL = ""
    yield Both(settings, cluster)
    connecting.disconnect()


def every_kind_of_question(province: Province, folder: Path) -> list[FigureQuery]:
    """Draw questions until every level, structure, period, rule, indicator and so on has been asked for."""
    oracle = Oracle(province, folder, random.Random(20261129))
    wanted = {("level", one) for one in ("commune", "district", "province", "agency")}
    wanted |= {("structure", one) for one in (AS_REPORTED, CURRENT)} | {("time", one) for one in Time}
    wanted |= {("status", one) for one in (None, Status.OFFICIAL)} | {("bounded", one) for one in (False, True)}
    wanted |= {("scenario", one) for one in (Scenario.ACTUAL, Scenario.PLAN)}
    wanted |= {("frequency", periods[0].frequency) for periods in (MONTHS, *LONGER)}
    wanted |= {("indicator", code) for code in province.definitions} | {("dims", one) for one in Dims}
    found = []
    while wanted:
        asked = oracle.question(*oracle.chance.choice(SHAPES))
        kinds = {
            ("level", asked.level), ("structure", asked.structure), ("time", asked.time), ("status", asked.status),
            ("bounded", asked.same_units_as is not None), ("scenario", asked.scenario), ("dims", asked.dims),
            ("frequency", asked.periods[0].frequency), *(("indicator", code) for code in asked.indicators),
        }  # fmt: skip
        if kinds & wanted:
            wanted -= kinds
            found.append(asked)
    return found


def test_a_cluster_answers_every_kind_of_question_to_the_byte(
    both: Both, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with standing_province() as province, with_a_tail(province, both.settings.TINHSO_CUBE_LAKE) as (older, tree_size):
        questions = [*QUESTIONS.values(), *every_kind_of_question(province, tmp_path)]
        # Older than the lake, as of the lake, and with a tail of sealed and of waiting acts.
        moments = [None, older, None, tree_size]
        asked = [replace(one, as_of=moments[place % len(moments)]) for place, one in enumerate(questions)]
        differing = []
        for place, one in enumerate(asked):
            # Formulas of few rows are the kernel's: most are compiled here, as those of many rows are.
            monkeypatch.setattr(formulas, "FEW_ROWS", FEW_ROWS if place % 3 == 2 else 0)
            here, there = both.answers(one)
            differing += [one] if here != there else []
        assert not differing, f"{len(differing)} of {len(asked)}: {differing[:2]}"
        with both.on_cluster():
            held = connecting.new_session().sparkContext._jsc.sc().getExecutorMemoryStatus().size()
        # The driver counts as one who keeps blocks.
        assert held - 1 == WORKERS


def test_what_stands_behind_a_row_is_the_same_on_a_cluster(both: Both) -> None:
    with standing_province() as province, with_a_tail(province, both.settings.TINHSO_CUBE_LAKE):
        question = FigureQuery(("satisfaction", "share_of_people"), MONTHS[3:5], "province", everything_rights())
        [row, *_] = [one for one in api.query(question) if one.value is not None]

        def behind() -> list[tuple[Contribution, ...]]:
            pages = (
                api.contributions(question, row.unit_id, row.period, indicator=code) for code in question.indicators
            )
            return [page.items for page in pages]

        here = behind()
        assert all(here)
        with both.on_cluster():
            assert behind() == here


def test_a_number_beyond_the_cluster_is_computed_by_the_kernel_or_refused_and_never_rounded(
    both: Both, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formulas, "FEW_ROWS", 0)
    with standing_province() as province:
        large = make_definition("large")
        ratio = {"kind": "ratio", "decimals": 0, "space_rule": "ratio_of_sums", "time_rule": "ratio_of_sums"}
        make_definition("cubed", formula=to_json(parse_formula("large * large * large")), **ratio)
        mean = {"space_rule": "weighted_mean", "time_rule": "mean", "merge_rule": "weighted_mean"}
        weighed = make_definition("weighed", weight_indicator="large", **mean)
        top, since = province.territory.province.id, date(2025, 7, 1)
        more = [NewUnit(code, PLACE, "commune", f"Xã {code}", since, parent_id=top) for code in ("24998", "24999")]
        communes = [*province.territory.communes.values(), *orgs.create_units(more, actor="system:test")]
        month = make_period(MONTHS[-1].code)
        for unit in communes:
            write_figure(large, unit.id, month, LARGE)
        trust.seal_all()
        api.export_whole_lake(both.settings.TINHSO_CUBE_LAKE)
        asked = FigureQuery(("cubed", "large"), (MONTHS[-1],), "province", everything_rights())
        here, there = both.answers(asked)
        assert str((LARGE * len(communes)) ** 3).encode() in here[0]
        assert there == here
        for unit in communes:
            write_figure(weighed, unit.id, month, LARGE)
        # Six squares are 1.28 × 10³⁸: DuckDB's 128 bits hold that, 38 digits do not.
        question = replace(asked, indicators=("weighed",))
        [row] = api.query(question)
        assert row.numerator == len(communes) * LARGE**2
        with both.on_cluster(), pytest.raises(NumberTooWide):
            api.query(question)


def test_a_question_after_the_bridge_to_spark_was_lost_is_answered_by_a_new_one(both: Both) -> None:
    from pyspark import SparkContext

    with standing_province() as province, with_a_tail(province, both.settings.TINHSO_CUBE_LAKE):
        with both.on_cluster():
            connecting.new_session()
        SparkContext._gateway.proc.kill()
        SparkContext._gateway.proc.wait(30)
        here, there = both.answers(replace(QUESTIONS["quarters"], indicators=("people_served",)))
        assert there == here
