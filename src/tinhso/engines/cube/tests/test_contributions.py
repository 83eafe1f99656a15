"""Behind every total stand entries that add up to it, adjustment lines, and the units still missing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from tinhso.engines.cube import api
from tinhso.engines.cube.contracts import (
    CURRENT,
    Contribution,
    ContributionKind,
    Dims,
    FigureQuery,
    MalformedQuery,
    Time,
    UnknownQueryUnit,
)
from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import DefinitionView, Missing
from tinhso.engines.indicators.testing import (
    key_of,
    make_definition,
    make_dimension,
    make_period,
    withdraw_figure,
    write_figure,
)
from tinhso.engines.orgs.contracts import WHOLE
from tinhso.engines.orgs.testing import Territory, everything_rights, small_territory
from tinhso.engines.trust import api as trust
from tinhso.kernel.clock import FrozenClock
from tinhso.kernel.formulas import parse_formula, to_json
from tinhso.kernel.periods import Period, parse_period

pytestmark = pytest.mark.django_db
OCTOBER, NOVEMBER = parse_period("nd09:2026-10"), parse_period("nd09:2026-11")


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with trust.use_clock(FrozenClock(datetime(2026, 11, 17, 6, 42, tzinfo=UTC))):
        yield


@pytest.fixture
def territory() -> Territory:
    return small_territory()


@pytest.fixture
def dossiers(territory: Territory) -> DefinitionView:
    return make_definition("dossiers", decimals=1)


def question(*codes: str, level: str = "province", period: Period = OCTOBER, **changes: object) -> FigureQuery:
    return FigureQuery(codes, (period,), level, everything_rights(), **changes)  # type: ignore[arg-type]


def opened(asked: FigureQuery, unit_id: int, **parts: object) -> list[Contribution]:
    page = api.contributions(asked, unit_id, asked.periods[0], **parts)  # type: ignore[arg-type]
    assert page.total == len(page.items)
    return list(page.items)


def total(parts: list[Contribution]) -> Fraction:
    return sum(
        (
            Fraction(one.value * one.weight_billionths, WHOLE * 10**one.decimals)
            for one in parts
            if one.value is not None
        ),
        Fraction(0),
    )


def test_every_part_of_a_total_is_there_once_and_who_is_missing(dossiers: DefinitionView, territory: Territory) -> None:
    october = make_period(OCTOBER.code)
    write_figure(dossiers, territory.unit("24373").id, october, 4050)
    write_figure(dossiers, territory.unit("24373").id, october, 4140)
    write_figure(dossiers, territory.unit("24133").id, october, 100)
    write_figure(dossiers, territory.unit("22015").id, october, 7)
    withdraw_figure(key_of(dossiers, territory.unit("22015").id, october))
    line = write_figure(dossiers, territory.province.id, october, -25, key={"line": "double-count"})
    parts = opened(question("dossiers"), territory.province.id)
    assert [(one.kind, one.unit_code, one.value) for one in parts] == [
        (ContributionKind.FIGURE, "24133", 100),
        (ContributionKind.FIGURE, "24373", 4140),
        (ContributionKind.ADJUSTMENT, "66", -25),
        (ContributionKind.MISSING, "22015", None),
        (ContributionKind.MISSING, "22045", None),
    ]
    row = api.query(question("dossiers")).rows[0]
    assert total(parts) == Fraction(row.numerator or 0, row.denominator or 1)
    assert parts[2].event_id == line.event_id
    for one in parts[:3]:
        assert one.entry_id is not None
        entry = indicators.entry(one.entry_id)
        assert (entry.value, entry.event_id, entry.entry_no) == (one.value, one.event_id, one.entry_no)
    # A withdrawn figure shows its entry, a unit that never answered has none.
    assert (parts[3].missing, parts[3].entry_id is None, parts[4].entry_id) == (Missing.NOT_REPORTED, False, None)


def test_parts_of_a_divided_unit_carry_their_share(dossiers: DefinitionView, territory: Territory) -> None:
    june = parse_period("nd09:2025-06")
    write_figure(dossiers, territory.old["22024"].id, make_period(june.code), 1000)
    asked = question("dossiers", level="commune", period=june, structure=CURRENT)
    [part] = opened(asked, territory.unit("22015").id)
    assert (part.unit_id, part.weight_billionths, part.estimated) == (territory.old["22024"].id, 550_000_000, True)
    row = api.query(asked).row("dossiers", territory.unit("22015").id, june)
    assert row is not None
    assert total([part]) == Fraction(row.numerator or 0, row.denominator or 1) == 55


def test_a_year_to_date_opens_to_every_month(dossiers: DefinitionView, territory: Territory) -> None:
    for month in (OCTOBER, NOVEMBER):
        write_figure(dossiers, territory.unit("24373").id, make_period(month.code), 50)
    asked = question("dossiers", level="commune", period=NOVEMBER, time=Time.YEAR_TO_DATE)
    parts = opened(asked, territory.unit("24373").id)
    assert [one.period.number for one in parts if one.kind is ContributionKind.FIGURE] == [10, 11]
    assert len([one for one in parts if one.kind is ContributionKind.MISSING]) == 9


def test_a_ratio_opens_to_the_entries_of_all_its_inputs(dossiers: DefinitionView, territory: Territory) -> None:
    online = make_definition("online")
    make_definition("share_online", kind="ratio", formula=to_json(parse_formula("share(online, dossiers)")))
    for definition in (online, dossiers):
        write_figure(definition, territory.unit("24373").id, make_period(OCTOBER.code), 5)
    parts = opened(question("share_online"), territory.province.id)
    figures = [one.indicator for one in parts if one.kind is ContributionKind.FIGURE]
    assert figures == ["dossiers", "online"]


def test_a_total_over_dimensions_opens_to_what_it_was_read_from(territory: Territory) -> None:
    make_dimension("sex", "F", "M")
    staff, october = make_definition("staff", dimensions=["sex"]), make_period(OCTOBER.code)
    for code, dims, value in (("24133", "", 9), ("24133", "sex=F", 4), ("24373", "sex=F", 3), ("24373", "sex=M", 2)):
        write_figure(staff, territory.unit(code).id, october, value, key={"dims": dims})
    parts = opened(question("staff"), territory.province.id)
    assert [(one.unit_code, one.dims) for one in parts if one.value is not None] == [
        ("24133", ""), ("24373", "sex=F"), ("24373", "sex=M"),
    ]  # fmt: skip
    by_sex = opened(question("staff", dims=Dims.ALL), territory.province.id, dims="sex=F")
    assert total([one for one in by_sex if one.value is not None]) == 7


def test_pages_follow_one_another(dossiers: DefinitionView, territory: Territory) -> None:
    for code in territory.communes:
        write_figure(dossiers, territory.unit(code).id, make_period(OCTOBER.code), 1)
    asked, unit = question("dossiers"), territory.province.id
    pages = [api.contributions(asked, unit, OCTOBER, page=page, size=3) for page in (1, 2)]
    assert [(len(page.items), page.total, page.has_next) for page in pages] == [(3, 4, True), (1, 4, False)]
    assert len({one.unit_id for page in pages for one in page.items}) == 4
    with pytest.raises(MalformedQuery):
        api.contributions(asked, unit, OCTOBER, page=0)
    with pytest.raises(UnknownQueryUnit):
        api.contributions(asked, territory.unit("24373").id, OCTOBER)


def test_as_of_a_checkpoint_the_entries_are_those_of_then(dossiers: DefinitionView, territory: Territory) -> None:
    unit, october = territory.unit("24373"), make_period(OCTOBER.code)
    first = write_figure(dossiers, unit.id, october, 4050)
    then = trust.seal()
    write_figure(dossiers, unit.id, october, 4140)
    trust.seal()
    assert then is not None
    [part] = opened(question("dossiers", level="commune", as_of=then.tree_size), unit.id)
    assert (part.value, part.event_id) == (4050, first.event_id)
    assert date(2026, 10, 14) == part.period.end
