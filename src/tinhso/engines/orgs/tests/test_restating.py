"""Restating old units: exact, complete, never a guess."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinhso.engines.orgs import api
from tinhso.engines.orgs.contracts import PLACE, WHOLE, NewSuccessionLink, NewUnit
from tinhso.engines.orgs.contracts.errors import (
    SuccessionNotClear,
    UnitAlreadyEnded,
    WeightNotExact,
    WeightsNotOne,
)
from tinhso.engines.orgs.logic.restating import Step, Ways, compose
from tinhso.engines.orgs.testing import ACTOR, LAST_OLD, Territory

DAY = date(2026, 11, 17)


def test_old_units_go_whole_or_in_the_shares_of_the_basis(territory: Territory) -> None:
    old, new = territory.old, territory.communes
    ids = [old[code].id for code in ("24373", "24382", "22024")]
    area = api.restatement(ids, DAY)
    assert {(part.old_id, part.new_id, part.billionths, part.estimated) for part in area.parts} == {
        (old["24373"].id, new["24373"].id, WHOLE, False),
        (old["24382"].id, new["24373"].id, WHOLE, False),
        (old["22024"].id, new["22015"].id, 550_000_000, True),
        (old["22024"].id, new["22045"].id, 450_000_000, True),
    }
    by_people = api.restatement(ids, DAY, "population")
    assert sorted(part.billionths for part in by_people.parts if part.estimated) == [380_000_000, 620_000_000]


def test_a_unit_valid_on_the_day_is_itself(territory: Territory) -> None:
    old, new = territory.old["24382"].id, territory.communes["24373"].id
    assert api.restatement([old], LAST_OLD).parts[0].new_id == old
    assert api.restatement([new], DAY).parts[0].new_id == new


def test_what_cannot_be_restated_is_listed_apart(territory: Territory) -> None:
    divided, district = territory.old["22024"].id, territory.old["651"].id
    younger = territory.communes["24373"].id
    assert api.restatement([divided], DAY, "households").without_weight == {divided}
    assert api.restatement([district], DAY).without_weight == {district}
    assert api.restatement([younger], LAST_OLD).without_weight == {younger}
    assert api.restatement([divided], DAY, "households").parts == ()


def test_a_chain_of_reorganisations_multiplies_its_shares(territory: Territory) -> None:
    divide(territory, "22015", ("22018", 250_000_000), ("22021", 750_000_000))
    restated = api.restatement([territory.old["22024"].id], DAY)
    codes = {unit.id: unit.code for unit in api.units_on("commune", DAY)}
    assert {codes[part.new_id]: part.billionths for part in restated.parts} == {
        "22018": 137_500_000,
        "22021": 412_500_000,
        "22045": 450_000_000,
    }


def test_a_share_that_is_no_whole_number_of_billionths_is_refused(territory: Territory) -> None:
    divide(territory, "22015", ("22018", 333_333_333), ("22021", 666_666_667))
    with pytest.raises(WeightNotExact) as refused:
        api.restatement([territory.old["22024"].id], DAY)
    assert "22024" in refused.value.message()


def test_ways_that_part_and_meet_again_add_up(territory: Territory) -> None:
    joined = api.create_unit(NewUnit("22018", PLACE, "commune", "Xã Chung", date(2026, 7, 1)), actor=ACTOR)
    links = [NewSuccessionLink(territory.communes[code].id, joined.id) for code in ("22015", "22045")]
    api.apply_succession(code="nhập", effective_on=date(2026, 7, 1), decision="NQ", links=links, actor=ACTOR)
    parts = api.restatement([territory.old["22024"].id], DAY).parts
    assert [(part.new_id, part.billionths, part.estimated) for part in parts] == [(joined.id, WHOLE, True)]


@pytest.mark.parametrize("shares", [(500_000_000, 499_999_999), (WHOLE, 1), (WHOLE, None)])
def test_shares_that_do_not_make_one_whole_are_refused(territory: Territory, shares: tuple[int, int | None]) -> None:
    with pytest.raises(WeightsNotOne):
        divide(territory, "22015", ("22018", shares[0]), ("22021", shares[1]))
    assert territory.communes["22015"].code in {unit.code for unit in api.units_on("commune", DAY)}


def test_an_unclear_succession_is_refused(territory: Territory) -> None:
    old, new, third = (territory.communes[code].id for code in ("24373", "24133", "22015"))
    for links in (
        [NewSuccessionLink(old, new), NewSuccessionLink(old, third)],
        [NewSuccessionLink(old, new, whole=False)],
        [NewSuccessionLink(old, new, whole=False), NewSuccessionLink(old, new, whole=False)],
        [NewSuccessionLink(old, old)],
        [NewSuccessionLink(old, territory.old["24373"].id)],
        [NewSuccessionLink(territory.old["24382"].id, new)],
    ):
        with pytest.raises((SuccessionNotClear, UnitAlreadyEnded)):
            api.apply_succession(code="x", effective_on=date(2026, 7, 1), decision="NQ", links=links, actor=ACTOR)
    assert len(api.units_on("commune", DAY)) == 4


def test_restating_takes_a_constant_number_of_questions(
    territory: Territory, django_assert_num_queries: object
) -> None:
    ids = [unit.id for unit in territory.old.values()]
    with django_assert_num_queries(4):  # type: ignore[operator]
        api.restatement(ids, DAY)


def divide(territory: Territory, code: str, *parts: tuple[str, int | None]) -> None:
    """Divide a new commune on 1/7/2026 into new ones; a share of None is left out of the weights."""
    day = date(2026, 7, 1)
    made = api.create_units([NewUnit(new, PLACE, "commune", f"Xã {new}", day) for new, _ in parts], actor=ACTOR)
    old_id = territory.communes[code].id
    shares = {(old_id, unit.id): share for unit, (_, share) in zip(made, parts, strict=True) if share is not None}
    api.apply_succession(
        code=f"chia {code}",
        effective_on=day,
        decision="NQ",
        links=[NewSuccessionLink(old_id, unit.id, whole=False) for unit in made],
        weights={"area": shares},
        actor=ACTOR,
    )


# Any history: generations of units, each unit of one going whole or in shares to units of the next.

COARSE = 1_000_000  # shares are thousandths, so that three generations stay whole billionths


@st.composite
def histories(draw: st.DrawFn) -> tuple[Ways, list[int]]:
    """Two or three reorganisations; units are numbered 100 × generation + position."""
    generations = draw(st.integers(2, 4))
    sizes = [draw(st.integers(1, 4)) for _ in range(generations)]
    ways = Ways(valid={100 * (generations - 1) + position for position in range(sizes[-1])})
    for generation in range(generations - 1):
        for position in range(sizes[generation]):
            targets = draw(st.lists(st.integers(0, sizes[generation + 1] - 1), min_size=1, max_size=3, unique=True))
            ways.steps[100 * generation + position] = _steps(draw, [100 * (generation + 1) + t for t in targets])
    return ways, list(range(sizes[0]))


def _steps(draw: st.DrawFn, targets: Sequence[int]) -> list[Step]:
    if len(targets) == 1:
        return [Step(targets[0], whole=True, billionths=WHOLE)]
    cuts = sorted(draw(st.lists(st.integers(0, 1000), min_size=len(targets) - 1, max_size=len(targets) - 1)))
    shares = [upper - lower for lower, upper in zip([0, *cuts], [*cuts, 1000], strict=True)]
    return [Step(target, whole=False, billionths=share * COARSE) for target, share in zip(targets, shares, strict=True)]


@settings(max_examples=100)
@given(histories())
def test_the_parts_of_every_unit_sum_to_exactly_one_whole(history: tuple[Ways, list[int]]) -> None:
    ways, oldest = history
    for unit in oldest:
        shares = compose(unit, ways)
        assert shares is not None
        assert sum(share for share, _ in shares.values()) == Fraction(1)
        assert set(shares) <= ways.valid


@settings(max_examples=100)
@given(histories(), st.lists(st.integers(0, 10**12), min_size=4, max_size=4))
def test_restating_neither_doubles_nor_loses_anything(history: tuple[Ways, list[int]], figures: list[int]) -> None:
    ways, oldest = history
    restated: dict[int, Fraction] = defaultdict(Fraction)
    for unit in oldest:
        for new_id, (share, _) in (compose(unit, ways) or {}).items():
            restated[new_id] += figures[unit] * share
    assert sum(restated.values()) == sum(figures[unit] for unit in oldest)


@settings(max_examples=100)
@given(histories())
def test_a_part_is_marked_estimated_exactly_when_a_weight_was_used(history: tuple[Ways, list[int]]) -> None:
    ways, oldest = history
    for unit in oldest:
        way = unit
        while way not in ways.valid and ways.steps[way][0].whole:
            way = ways.steps[way][0].new_id
        shares = compose(unit, ways) or {}
        assert any(estimated for _, estimated in shares.values()) == (way not in ways.valid)


@settings(max_examples=50)
@given(histories())
def test_one_missing_weight_makes_the_whole_unit_unknown(history: tuple[Ways, list[int]]) -> None:
    ways, oldest = history
    for steps in ways.steps.values():
        if not steps[0].whole:
            steps[0] = Step(steps[0].new_id, whole=False, billionths=None)
            break
    else:
        return
    unknown = {unit for unit in oldest if compose(unit, ways) is None}
    for unit in oldest:
        assert (unit in unknown) == _meets_unknown(unit, ways)


def _meets_unknown(unit: int, ways: Ways) -> bool:
    if unit in ways.valid:
        return False
    return any(
        step.billionths is None or (step.billionths > 0 and _meets_unknown(step.new_id, ways))
        for step in ways.steps[unit]
    )
