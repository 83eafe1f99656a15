"""Who sees which rows: the scope of `see_figures` and the publication level decide, in one place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tinhso.engines.cube import api
from tinhso.engines.cube.contracts import FigureQuery, UnknownIndicator, UnknownQueryUnit
from tinhso.engines.indicators.testing import make_definition, make_period, write_figure
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.orgs.testing import DEADLINE_DAY, Territory, cast, rights_as, small_territory
from tinhso.engines.trust.api import use_clock
from tinhso.kernel.clock import FrozenClock
from tinhso.kernel.formulas import parse_formula, to_json
from tinhso.kernel.periods import parse_period
from tinhso.testing.standing import standing

pytestmark = pytest.mark.django_db
OCTOBER = parse_period("nd09:2026-10")
NOW = datetime(2026, 11, 17, 6, 42, tzinfo=UTC)


def _with_two_indicators() -> Territory:
    with use_clock(FrozenClock(NOW)):
        territory = small_territory()
        cast(territory)
        october = make_period(OCTOBER.code)
        for code, publication in (("open", "public"), ("closed", "internal")):
            definition = make_definition(code, publication=publication)
            for number, unit in enumerate(territory.communes.values(), start=1):
                write_figure(definition, unit.id, october, number)
    return territory


two_indicators = standing("two_indicators", _with_two_indicators)


@pytest.fixture
def territory(two_indicators: Territory) -> Iterator[Territory]:
    with use_clock(FrozenClock(NOW)):
        yield two_indicators


def rows(rights: Rights, indicator: str, level: str) -> dict[str, int]:
    table = api.query(FigureQuery((indicator,), (OCTOBER,), level, rights))
    return {row.unit_code: int(row.value or 0) for row in table.rows}


def test_a_communes_officer_sees_the_figures_of_the_commune(territory: Territory) -> None:
    officer = rights_as("eakar.nhap")
    assert set(rows(officer, "closed", "commune")) == {"24373"}
    assert rows(officer, "closed", "province") == {}


def test_the_chairman_sees_everything(territory: Territory) -> None:
    chairman = rights_as("chutich")
    assert set(rows(chairman, "closed", "commune")) == set(territory.communes)
    assert rows(chairman, "closed", "province") == {"66": 10}


def test_the_public_sees_public_indicators_and_does_not_learn_of_others(territory: Territory) -> None:
    public = orgs.anonymous_rights(DEADLINE_DAY)
    assert set(rows(public, "open", "commune")) == set(territory.communes)
    with pytest.raises(UnknownIndicator) as hidden:
        rows(public, "closed", "commune")
    with pytest.raises(UnknownIndicator) as absent:
        rows(public, "absent", "commune")
    assert hidden.value.code == absent.value.code


def test_public_and_internal_rows_of_one_question_keep_their_own_bounds(territory: Territory) -> None:
    officer = rights_as("eakar.nhap")
    table = api.query(FigureQuery(("open", "closed"), (OCTOBER,), "commune", officer))
    assert {row.unit_code for row in table.rows if row.indicator == "closed"} == {"24373"}
    assert {row.unit_code for row in table.rows if row.indicator == "open"} == set(territory.communes)


def test_a_public_ratio_may_be_made_of_internal_figures_but_does_not_open_them(territory: Territory) -> None:
    share = to_json(parse_formula("share(closed, open)"))
    make_definition("ratio", kind="ratio", formula=share, space_rule="ratio_of_sums", publication="public")
    public = orgs.anonymous_rights(DEADLINE_DAY)
    assert rows(public, "ratio", "province") == {"66": 100}
    question = FigureQuery(("ratio",), (OCTOBER,), "province", public)
    page = api.contributions(question, territory.province.id, OCTOBER)
    assert {one.indicator for one in page.items} == {"open"}


def test_a_row_outside_the_scope_cannot_be_opened(territory: Territory) -> None:
    officer = rights_as("eakar.nhap")
    question = FigureQuery(("closed",), (OCTOBER,), "commune", officer)
    own, other = territory.unit("24373"), territory.unit("24133")
    [mine] = api.contributions(question, own.id, OCTOBER).items
    assert (mine.unit_code, mine.entry_id is not None) == ("24373", True)
    with pytest.raises(UnknownQueryUnit):
        api.contributions(question, other.id, OCTOBER)


WHO_READS_RESTRICTED = {  # of the communes, of the province's total
    "eakar.nhap": ({"24373"}, False),
    "eakar.lanhdao": ({"24373"}, False),
    "chutich": (None, True),
    "vp.khoa": (None, True),
    "vp.giaobaocao": (None, True),
    "skhcn.tonghop": (None, True),  # the owner
    "skhcn.lanhdao": (None, True),
    "thanhtra": (set(), False),
    "cntt": (set(), False),
}


@pytest.mark.parametrize("login", WHO_READS_RESTRICTED)
@pytest.mark.parametrize("is_owner", [True, False])
def test_restricted_figures_are_for_the_unit_the_owner_the_office_and_leaders(
    territory: Territory, login: str, is_owner: bool
) -> None:
    owner = territory.agencies["H15.15"].code if is_owner else "H15.99"
    definition = make_definition("kept", publication="restricted", owner=owner)
    for number, unit in enumerate(territory.communes.values(), start=1):
        write_figure(definition, unit.id, make_period(OCTOBER.code), number)
    communes, total = WHO_READS_RESTRICTED[login]
    if login.startswith("skhcn") and not is_owner:
        communes, total = set(), False
    wanted = set(territory.communes) if communes is None else communes

    def seen(level: str) -> set[str]:
        try:
            return set(rows(rights_as(login), "kept", level))
        except UnknownIndicator:
            return set()

    assert seen("commune") == wanted
    assert seen("province") == ({"66"} if total else set())


def test_internal_and_restricted_rows_of_one_question_keep_their_own_bounds(territory: Territory) -> None:
    definition = make_definition("kept", publication="restricted")
    for unit in territory.communes.values():
        write_figure(definition, unit.id, make_period(OCTOBER.code), 5)
    auditor, share = rights_as("thanhtra"), to_json(parse_formula("share(kept, closed)"))
    make_definition("mixed", kind="ratio", formula=share, space_rule="ratio_of_sums", publication="internal")
    with pytest.raises(UnknownIndicator):
        rows(auditor, "kept", "commune")
    assert set(rows(auditor, "mixed", "commune")) == set(territory.communes)
    question = FigureQuery(("mixed",), (OCTOBER,), "province", auditor)
    assert {one.indicator for one in api.contributions(question, territory.province.id, OCTOBER).items} == {"closed"}
    office = FigureQuery(("closed", "kept", "open"), (OCTOBER,), "commune", rights_as("eakar.nhap"))
    seen = {(row.indicator, row.unit_code) for row in api.query(office).rows if row.indicator != "open"}
    assert seen == {("closed", "24373"), ("kept", "24373")}
