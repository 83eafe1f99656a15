"""What the cast may do, for their own and for foreign units, on the days they may do it."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from tinhso.engines.orgs import api
from tinhso.engines.orgs.contracts import PLACE, Action, NewUnit, NoRight, Reach, Role
from tinhso.engines.orgs.contracts.action_words import ACTION_WORDS
from tinhso.engines.orgs.logic.rights import EVERYBODY, LOOKING_BACK, ROLE_TABLE
from tinhso.engines.orgs.testing import ACTOR, CAST, NEW, Territory, rights_as
from tinhso.testing.standing import standing_on

FOREIGN = "foreign"
DAY = date(2026, 11, 17)


@standing_on("orgs_at_work")
def world(province_at_work: Territory) -> dict[str, int]:
    """Unit ids by a word for what they are to Đắk Lắk, with a commune of another province."""
    other = api.create_unit(place("75", "province", None), actor=ACTOR)
    foreign = api.create_unit(place("25270", "commune", other.id), actor=ACTOR)
    return {
        "66": province_at_work.province.id,
        "24373": province_at_work.communes["24373"].id,
        "24133": province_at_work.communes["24133"].id,
        "H15.01": province_at_work.agencies["H15.01"].id,
        "H15.15": province_at_work.agencies["H15.15"].id,
        "H15.20": province_at_work.agencies["H15.20"].id,
        "old 24382": province_at_work.old["24382"].id,
        "old 22024": province_at_work.old["22024"].id,
        FOREIGN: foreign.id,
    }


def place(code: str, level: str, parent_id: int | None) -> NewUnit:
    return NewUnit(code, PLACE, level, f"Nơi {code}", NEW, parent_id=parent_id)


# Which units of the small world a reach covers, by the unit the role was granted for; written by hand from the page.
WHOLE_PROVINCE = {"66", "24373", "24133", "H15.01", "H15.15", "H15.20"}
COVERED = {
    (Reach.OWN, "24373"): {"24373"},
    (Reach.OWN, "24133"): {"24133"},
    (Reach.OWN, "H15.15"): {"H15.15"},
    (Reach.OWN, "H15.20"): {"H15.20"},
    (Reach.OWN, "H15.01"): {"H15.01"},
    (Reach.BELOW, "66"): WHOLE_PROVINCE,
    (Reach.PROVINCE, "24373"): {"24373"},
    (Reach.PROVINCE, "24133"): {"24133"},
    (Reach.PROVINCE, "H15.01"): WHOLE_PROVINCE,
    (Reach.PROVINCE, "H15.15"): WHOLE_PROVINCE,
    (Reach.PROVINCE, "H15.20"): WHOLE_PROVINCE,
}
LOOKED_BACK = {
    (Reach.OWN, "24373"): {"old 24382"},
    (Reach.PROVINCE, "24373"): {"old 24382"},
    (Reach.BELOW, "66"): {"old 24382", "old 22024"},
    **{(Reach.PROVINCE, agency): {"old 24382", "old 22024"} for agency in ("H15.01", "H15.15", "H15.20")},
}


def expected(role: Role, action: Action, unit: str, world: dict[str, int]) -> set[str]:
    reach = ROLE_TABLE[role].get(action) or EVERYBODY.get(action)
    if reach is None:
        return set()
    if reach is Reach.EVERYTHING:
        return set(world)
    return COVERED[reach, unit] | (LOOKED_BACK.get((reach, unit), set()) if action in LOOKING_BACK else set())


@pytest.mark.parametrize(("login", "role", "unit"), [(row[0], row[1], row[2]) for row in CAST if row[1]])
def test_every_action_of_the_cast_reaches_exactly_the_units_of_the_table(
    world: dict[str, int], login: str, role: Role, unit: str
) -> None:
    rights = rights_as(login, DAY)
    for action in Action:
        reached = {name for name, unit_id in world.items() if rights.may(action, unit_id)}
        assert reached == expected(role, action, unit, world), action
        assert rights.may(action) == bool(reached or action in {Action.SEE_BOARD, Action.SEE_FIGURES})


def test_the_public_sees_public_figures_of_every_unit_and_nothing_else(world: dict[str, int]) -> None:
    for rights in (api.anonymous_rights(DAY), api.rights_of(AnonymousUser(), DAY)):
        assert rights.is_anonymous
        assert not rights.scope(Action.SEE_FIGURES).knows("internal")
        for action in Action:
            allowed = action in {Action.SEE_BOARD, Action.SEE_FIGURES, Action.VERIFY_LOG}
            assert rights.may(action) == allowed, action
            assert rights.may(action, world["24373"]) == (action is Action.VERIFY_LOG), action
        assert rights.may(Action.SEE_FIGURES, world["24373"], "public")
        assert not rights.may(Action.SEE_FIGURES, world["24373"], "restricted")


def test_a_refusal_names_who_what_and_where(world: dict[str, int]) -> None:
    with pytest.raises(NoRight) as refused:
        rights_as("skhcn.tonghop").require(Action.DRAFT, world["24373"])
    assert refused.value.status == 403
    assert refused.value.message().startswith("Tài khoản skhcn.tonghop chưa có quyền nhập và sửa báo cáo")
    # People know a unit by its name or code, never by the number of a row.
    assert "đơn vị này" in refused.value.message()
    named = NoRight(action="draft", unit="24373", actor="user:skhcn.tonghop")
    assert "may not fill and correct reports for unit 24373" in named.message("en-gb")


def test_every_action_is_called_something_in_both_languages() -> None:
    assert set(Action) <= set(ACTION_WORDS)
    assert all(vietnamese and english for vietnamese, english in ACTION_WORDS.values())


def test_a_department_writes_no_commune_s_figures_by_any_route(world: dict[str, int]) -> None:
    rights = rights_as("skhcn.tonghop")
    for action in (Action.DRAFT, Action.CORRECT, Action.IMPORT_FIGURES, Action.IMPORT_OFFICIAL, Action.POST_FIGURES):
        assert not rights.may(action, world["24373"]), action


def test_a_connector_posts_for_the_units_below_and_reads_nothing(world: dict[str, int]) -> None:
    api.create_user("motcua", actor=ACTOR)
    api.grant_role("motcua", Role.CONNECTOR, world["66"], actor=ACTOR, valid_from=NEW)
    rights = rights_as("motcua")
    assert rights.may(Action.POST_FIGURES, world["24373"])
    assert not rights.may(Action.POST_FIGURES, world[FOREIGN])
    assert not rights.may(Action.POST_FIGURES, world["old 24382"])
    assert not rights.may(Action.SEE_FIGURES, world["24373"])


def test_a_grant_counts_from_its_first_to_its_last_day(world: dict[str, int]) -> None:
    api.create_user("tam", actor=ACTOR)
    first, last = date(2026, 3, 2), date(2026, 3, 31)
    api.grant_role("tam", Role.DRAFTER, world["24373"], actor=ACTOR, valid_from=first, valid_to=last)
    answers = {day: rights_as("tam", day).may(Action.DRAFT, world["24373"]) for day in MARCH}
    assert answers == {day: first <= day <= last for day in MARCH}


MARCH = (date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 31), date(2026, 4, 1))


def test_a_revoked_role_ends_with_its_last_day(world: dict[str, int]) -> None:
    assert api.revoke_role("eakar.nhap", Role.DRAFTER, world["24373"], actor=ACTOR, last_day=date(2026, 11, 16)) == 1
    assert rights_as("eakar.nhap", date(2026, 11, 16)).may(Action.DRAFT, world["24373"])
    assert not rights_as("eakar.nhap", date(2026, 11, 17)).may(Action.DRAFT)


def test_an_inactive_account_is_the_public(world: dict[str, int]) -> None:
    user = api.User.objects.get(username="chutich")
    user.is_active = False
    assert api.rights_of(user, DAY).is_anonymous


def test_two_roles_add_up(world: dict[str, int]) -> None:
    api.grant_role("eakar.nhap", Role.DRAFTER, world["24133"], actor=ACTOR, valid_from=NEW)
    reached = rights_as("eakar.nhap").scope(Action.DRAFT).unit_ids
    assert reached == {world["24373"], world["24133"]}


def test_rights_take_the_same_three_questions_however_many_roles(
    world: dict[str, int], django_assert_num_queries: object
) -> None:
    user = api.User.objects.get(username="vp.khoa")
    for role in (Role.ASSIGNER, Role.LEADER, Role.AUDITOR, Role.CONSOLIDATOR):
        api.grant_role("vp.khoa", role, world["H15.01"], actor=ACTOR, valid_from=NEW)
    with django_assert_num_queries(3):  # type: ignore[operator]
        assert api.rights_of(user, DAY).may(Action.ASSIGN, world["24373"])


def test_a_commune_that_moved_away_is_no_longer_read_by_its_former_province(world: dict[str, int]) -> None:
    other = api.unit_by_code("75", DAY)
    moved = date(2026, 6, 1)
    api.link_units("territory", world["24133"], other.id, valid_from=moved, actor=ACTOR)
    assert rights_as("chutich", date(2026, 5, 31)).may(Action.SEE_FIGURES, world["24133"])
    assert not rights_as("chutich", moved).may(Action.SEE_FIGURES, world["24133"])


def test_a_unit_that_ended_is_still_read_and_no_longer_acted_for(world: dict[str, int]) -> None:
    api.end_unit(world["24133"], last_day=date(2026, 6, 30), actor=ACTOR)
    rights = rights_as("vp.khoa", DAY)
    assert rights.may(Action.SEE_FIGURES, world["24133"])
    assert not rights.may(Action.ACCEPT, world["24133"])
