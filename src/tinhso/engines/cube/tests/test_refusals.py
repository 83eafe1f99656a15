"""What cannot be answered is refused with its reason and place, whoever asks and by whichever way."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tinhso.engines.cube import api
from tinhso.engines.cube.contracts import (
    EmptyQuery,
    FigureQuery,
    FinerThanCollected,
    FutureMoment,
    MixedPeriodSchemes,
    UnknownIndicator,
    UnknownLevel,
    UnknownQueryUnit,
    UnknownStructure,
)
from tinhso.engines.indicators.testing import make_definition, make_period, write_figure
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import PLACE, NewSuccessionLink, NewUnit
from tinhso.engines.orgs.testing import Territory, everything_rights, small_territory
from tinhso.engines.trust import api as trust
from tinhso.engines.trust.contracts import NoCheckpoint
from tinhso.kernel.clock import FrozenClock
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.periods import parse_period, parse_period_range

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 17, 6, 42, tzinfo=UTC)
OCTOBER = parse_period("nd09:2026-10")


@pytest.fixture
def territory(settings: Any, tmp_path: Any) -> Territory:
    settings.TINHSO_HOME = tmp_path
    made = small_territory()
    write_figure(make_definition("wells"), made.communes["24373"].id, make_period(OCTOBER.code), 7)
    return made


@pytest.mark.parametrize(
    ("wrong", "error", "words"),
    [
        ({"indicators": ()}, EmptyQuery, ("indicator",)),
        ({"indicators": ("unheard",)}, UnknownIndicator, ("unheard",)),
        ({"periods": (parse_period("2026-10"),)}, MixedPeriodSchemes, ("wells", "2026-10", "nd09")),
        ({"periods": parse_period_range("2026-10-D1")}, MixedPeriodSchemes, ("2026-10-D1",)),
        ({"level": "planet"}, UnknownLevel, ("planet", "commune")),
        ({"structure": "yesterday"}, UnknownStructure, ("yesterday", "2025-07-01")),
        ({"structure": date(1, 1, 1)}, UnknownStructure, ("0001-01-01",)),
        ({"as_of": NOW + timedelta(seconds=1)}, FutureMoment, ("13:42:01",)),
        ({"as_of": 4711}, NoCheckpoint, ("4711",)),
    ],
)
def test_a_question_that_makes_no_sense_is_refused_with_what_is_wrong(
    territory: Territory, wrong: dict[str, Any], error: type[TinhSoError], words: tuple[str, ...]
) -> None:
    question = FigureQuery(("wells",), (OCTOBER,), "commune", everything_rights())
    with trust.use_clock(FrozenClock(NOW)):
        assert len(api.query(question))
        with pytest.raises(error) as refused:
            api.query(replace(question, **wrong))
    for word in words:
        assert word in refused.value.message("en")


def test_a_yearly_figure_is_not_asked_by_month_and_a_unit_outside_the_structure_has_no_row(
    territory: Territory,
) -> None:
    make_definition("yearly", scheme="nd09.year")
    question = FigureQuery(("wells",), (OCTOBER,), "commune", everything_rights())
    with trust.use_clock(FrozenClock(NOW)):
        with pytest.raises(FinerThanCollected):
            api.query(replace(question, indicators=("yearly",)))
        gone = territory.old["24382"]
        with pytest.raises(UnknownQueryUnit) as refused:
            api.contributions(question, gone.id, OCTOBER)
    assert OCTOBER.code in refused.value.message("en")


def test_a_reorganisation_that_is_not_clear_changes_nothing(territory: Territory) -> None:
    communes, old = territory.communes, territory.old
    ea_kar, bmt = communes["24373"].id, communes["24133"].id

    def succession(*links: NewSuccessionLink, **more: Any) -> None:
        orgs.apply_succession(
            code="2027-01-01", effective_on=date(2027, 1, 1), decision="Thử", links=links, actor="system:test", **more
        )

    clash = NewUnit("24373", PLACE, "commune", "Xã trùng mã", date(2026, 1, 1), parent_id=territory.province.id)
    refused = [
        # Validity that overlaps under one code.
        (lambda: orgs.create_unit(clash, actor="system:test"), ("24373",)),
        # A circle: the unit that everything came from has ended long ago.
        (lambda: succession(NewSuccessionLink(ea_kar, old["24382"].id)), ("24382",)),
        (lambda: succession(NewSuccessionLink(ea_kar, ea_kar)), ("24373",)),
        # Neither whole nor divided.
        (lambda: succession(NewSuccessionLink(ea_kar, bmt, whole=False)), ("24373",)),
        (
            lambda: succession(
                NewSuccessionLink(ea_kar, bmt, whole=False),
                NewSuccessionLink(ea_kar, communes["22015"].id, whole=False),
                weights={"area": {(ea_kar, bmt): 500_000_000, (ea_kar, communes["22015"].id): 400_000_000}},
            ),
            ("24373",),
        ),
    ]
    before = orgs.units_on("commune", date(2027, 1, 2))
    for act, words in refused:
        with pytest.raises(TinhSoError) as told:
            act()
        for word in words:
            assert word in told.value.message("en"), told.value
    assert orgs.units_on("commune", date(2027, 1, 2)) == before
