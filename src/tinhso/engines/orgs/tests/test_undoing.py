"""A decision that is undone: nothing follows it any more, the moment at which it held still shows it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from tinhso.engines.orgs import api
from tinhso.engines.orgs.contracts import PLACE, NewSuccessionLink, NewUnit, NoRight, Role
from tinhso.engines.orgs.contracts.decision_errors import (
    DecisionAlreadyUndone,
    DecisionBuiltUpon,
    DecisionExists,
    DecisionOfRegister,
    UndoReasonMissing,
    UnknownDecision,
)
from tinhso.engines.orgs.contracts.errors import UnitExists
from tinhso.engines.orgs.models import Succession, Unit
from tinhso.engines.orgs.testing import ACTOR, Territory, cast, everything_rights, rights_as
from tinhso.engines.trust import api as trust

DAY, AFTER = date(2026, 5, 1), date(2026, 11, 17)
HEAD = "old_code,new_code,new_name,whole,weight\n"
MERGED = "24373,24900,Phường Ea Kar Mới,1,\n24133,24900,Phường Ea Kar Mới,1,\n"
TAKEN_OVER = "24373,24373,Phường Ea Kar,1,\n24133,24373,Phường Ea Kar,1,\n"
DIVIDED = "22015,24901,Xã Một,0,0.3\n22015,22045,,0,0.7\n"
REASON = "UBND tỉnh đề nghị"


def decide(folder: Path, lines: str = MERGED + DIVIDED, code: str = "NQ-1", on: date = DAY) -> None:
    file = folder / f"{code}.csv"
    file.write_text(HEAD + lines, encoding="utf-8")
    api.reorganise(file, on, code=code, decision="Nghị quyết thử", rights=everything_rights())


def undo(code: str = "NQ-1") -> None:
    api.undo_reorganisation(code, rights=everything_rights(), reason=REASON)


def sealed() -> int:
    checkpoint = trust.seal_all()
    assert checkpoint is not None
    return checkpoint.tree_size


def told(known: int | None = None) -> tuple[object, ...]:
    """Everything this engine says of units, on days before, after and at the change."""
    ids = sorted(Unit.objects.values_list("id", flat=True))
    days = (date(2025, 6, 30), date(2025, 7, 1), date(2026, 4, 30), DAY, AFTER)
    return tuple(
        (
            day,
            api.units_on("commune", day, known=known),
            api.units_between("commune", date(2025, 6, 1), day, known),
            api.closure("province", day, known=known),
            api.restatement(ids, day, known=known).parts,
        )
        for day in days
    )


def test_a_new_unit_may_take_over_the_code_of_one_that_goes_into_it(territory: Territory, tmp_path: Path) -> None:
    before, eve = told(), DAY - timedelta(days=1)
    gone = {code: api.unit_by_code(code, eve).id for code in ("24373", "24133")}
    decide(tmp_path, TAKEN_OVER)
    made = api.unit_by_code("24373", DAY)
    assert (made.id in gone.values(), made.name_vi, made.valid_from) == (False, "Phường Ea Kar", DAY)
    assert api.unit_by_code("24373", eve).id == gone["24373"]
    assert [unit.code for unit in api.units_on("commune", DAY)].count("24373") == 1
    parts = api.restatement(gone.values(), DAY).parts
    assert {(part.old_id, part.new_id) for part in parts} == {(old, made.id) for old in gone.values()}
    assert api.parent(made.id, DAY) == api.parent(gone["24373"], eve)
    held, during = sealed(), told()
    undo()
    assert api.unit_by_code("24373", DAY).id == gone["24373"]
    assert (told(), told(held)) == (before, during)
    assert trust.verify_log() == []


def test_a_code_that_somebody_else_bears_on_the_day_is_not_taken_over(territory: Territory, tmp_path: Path) -> None:
    with pytest.raises(UnitExists):
        decide(tmp_path, "24133,24373,Phường Ea Kar,1,\n")


def test_an_undone_decision_leaves_no_trace_but_where_it_held(territory: Territory, tmp_path: Path) -> None:
    first, before = sealed(), told()
    decide(tmp_path)
    held, during = sealed(), told()
    assert during != before
    found = api.preview_undoing("NQ-1", rights=everything_rights())
    assert {unit.code for unit in found.reopened} == {"24373", "24133", "22015"}
    assert [unit.code for unit in found.never_held] == ["24900", "24901"]
    assert [unit.code for unit in found.receiving] == ["22045"]
    assert found.uses == ()
    assert told() == during
    undo()
    assert told() == before
    last = sealed()
    assert (told(first), told(held), told(last)) == (before, during, before)
    assert trust.verify_log() == []
    [event] = trust.events(kind="orgs.succession_undone", limit=5)
    assert trust.texts_of([event.id], ["reason"])[event.id]["reason"] == REASON


def test_the_right_decision_takes_the_place_of_the_wrong_one_under_the_same_codes(
    territory: Territory, tmp_path: Path
) -> None:
    decide(tmp_path)
    undo()
    wrong = sealed()
    with pytest.raises(DecisionExists):
        decide(tmp_path)
    right = "24373,24900,Xã Ea Kar Mới,1,\n22015,22045,,1,\n"
    decide(tmp_path, right, "NQ-1-dinh-chinh")
    held = sealed()
    assert {unit.code for unit in api.units_on("commune", AFTER)} == {"24133", "24900", "22045"}
    assert api.unit_by_code("24900", AFTER).name_vi == "Xã Ea Kar Mới"
    undo("NQ-1-dinh-chinh")
    assert {unit.code for unit in api.units_on("commune", AFTER, known=held)} == {"24133", "24900", "22045"}
    assert api.units_on("commune", AFTER, known=wrong) == api.units_on("commune", AFTER)
    sealed()
    assert trust.verify_log() == []


def test_units_that_were_there_before_a_decision_stay_when_it_is_undone(territory: Territory) -> None:
    new = api.create_unit(NewUnit("24400", PLACE, "commune", "Xã Mới", DAY), actor=ACTOR)
    before = told()
    links = [NewSuccessionLink(territory.communes["24373"].id, new.id)]
    api.apply_succession(code="NQ", effective_on=DAY, decision="NQ", links=links, actor=ACTOR)
    undo("NQ")
    assert told() == before


def later_decision(territory: Territory, folder: Path) -> None:
    decide(folder, "24900,22045,,1,\n", "NQ-2", date(2026, 6, 1))


def joined_later(territory: Territory, folder: Path) -> None:
    decide(folder, "22045,24901,,1,\n", "NQ-2", date(2026, 6, 1))


def given_a_role(territory: Territory, folder: Path) -> None:
    api.create_user("xa.moi", actor=ACTOR)
    api.grant_role("xa.moi", Role.DRAFTER, api.unit_by_code("24900", AFTER).id, actor=ACTOR, valid_from=DAY)


def renamed(territory: Territory, folder: Path) -> None:
    api.rename_unit(api.unit_by_code("24900", AFTER).id, name_vi="Xã khác", on=date(2026, 6, 1), actor=ACTOR)


def old_one_renamed(territory: Territory, folder: Path) -> None:
    api.rename_unit(territory.communes["24373"].id, name_vi="Xã khác", on=date(2026, 2, 1), actor=ACTOR)


def code_taken(territory: Territory, folder: Path) -> None:
    api.create_unit(NewUnit("24373", PLACE, "commune", "Xã dùng lại mã", date(2026, 7, 1)), actor=ACTOR)


def ended(territory: Territory, folder: Path) -> None:
    api.end_unit(api.unit_by_code("24900", AFTER).id, last_day=date(2026, 9, 1), actor=ACTOR)


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (later_decision, "NQ-2"),
        (joined_later, "NQ-2"),
        (given_a_role, "1 vai trò"),
        (renamed, "1 tên mới"),
        (old_one_renamed, "1 lần đổi tên"),
        (code_taken, "24373"),
        (ended, "1 đơn vị mới đã kết thúc"),
    ],
)
def test_a_decision_on_which_later_acts_rest_is_not_undone(
    territory: Territory, tmp_path: Path, act: Callable[[Territory, Path], None], words: str
) -> None:
    decide(tmp_path)
    act(territory, tmp_path)
    before = told()
    with pytest.raises(DecisionBuiltUpon) as refused:
        undo()
    assert words in refused.value.message()
    assert told() == before


def test_who_may_not_and_what_cannot_be_undone_is_refused_and_changes_nothing(
    territory: Territory, tmp_path: Path
) -> None:
    cast(territory)
    decide(tmp_path)
    before, count = told(), len(trust.events(limit=500))
    with pytest.raises(NoRight):
        api.undo_reorganisation("NQ-1", rights=rights_as("vp.khoa"), reason=REASON)
    with pytest.raises(NoRight):
        api.preview_undoing("NQ-1", rights=rights_as("chutich"))
    with pytest.raises(UndoReasonMissing):
        api.undo_reorganisation("NQ-1", rights=rights_as("cntt"), reason=" ")
    with pytest.raises(UnknownDecision) as unknown:
        undo("NQ-9")
    assert "NQ-1" in unknown.value.message()
    assert (told(), len(trust.events(limit=500))) == (before, count)
    api.undo_reorganisation("NQ-1", rights=rights_as("cntt"), reason=REASON)
    with pytest.raises(DecisionAlreadyUndone):
        undo()


@pytest.mark.django_db
def test_what_came_with_the_register_is_not_undone_on_its_own(tmp_path: Path) -> None:
    packages = Path(__file__).parents[5] / "packages"
    api.load_units("66", packages / "vn-units", actor=ACTOR)
    code = Succession.objects.order_by("id").values_list("code", flat=True)[0]
    with pytest.raises(DecisionOfRegister):
        undo(code)


def test_somebody_of_the_receiving_unit_no_longer_reads_the_old_one(territory: Territory, tmp_path: Path) -> None:
    cast(territory)
    old, own = territory.communes["22015"].id, territory.communes["22045"].id
    api.create_user("binhkien.nhap", actor=ACTOR)
    api.grant_role("binhkien.nhap", Role.DRAFTER, own, actor=ACTOR, valid_from=DAY)
    decide(tmp_path)
    assert rights_as("binhkien.nhap", AFTER).may(api.Action.SEE_FIGURES, old)
    undo()
    assert not rights_as("binhkien.nhap", AFTER).may(api.Action.SEE_FIGURES, old)
