"""Machines' keys: hashed, bounded, dated."""

from datetime import date

import pytest

from tinhso.engines.orgs import api
from tinhso.engines.orgs.contracts import Action, Role, WrongToken
from tinhso.engines.orgs.contracts.errors import TokenNameUnusable, UnknownAction
from tinhso.engines.orgs.models import Token
from tinhso.engines.orgs.testing import ACTOR, NEW, Territory
from tinhso.testing.standing import standing_on

ENDS = date(2026, 12, 31)


@standing_on("orgs_at_work")
def secret(province_at_work: Territory) -> str:
    api.create_user("motcua", actor=ACTOR)
    api.grant_role("motcua", Role.OFFICE, province_at_work.agencies["H15.01"].id, actor=ACTOR, valid_from=NEW)
    return api.create_token("motcua", "một cửa", scopes=["see_figures"], expires_on=ENDS, actor=ACTOR)


def test_a_token_opens_its_account_s_rights_bounded_to_its_scopes(secret: str, province_at_work: Territory) -> None:
    rights = api.token_rights(secret, ENDS)
    commune = province_at_work.communes["24373"].id
    assert rights.actor == "token:một cửa"
    assert rights.may(Action.SEE_FIGURES, commune)
    assert not rights.may(Action.ACCEPT, commune)
    assert not rights.may(Action.VERIFY_LOG)


def test_the_secret_is_kept_nowhere(secret: str) -> None:
    row = Token.objects.values().get()
    assert secret not in str(row)
    assert len(row["digest"]) == 64


@pytest.mark.parametrize("wrong", ["", "tinhso_", "nothing like it"])
def test_another_secret_opens_nothing(secret: str, wrong: str) -> None:
    with pytest.raises(WrongToken) as refused:
        api.token_rights(wrong, ENDS)
    assert refused.value.status == 401


def test_a_token_ends_with_its_day_with_its_account_and_when_revoked(secret: str) -> None:
    with pytest.raises(WrongToken):
        api.token_rights(secret, date(2027, 1, 1))
    api.User.objects.filter(username="motcua").update(is_active=False)
    with pytest.raises(WrongToken):
        api.token_rights(secret, ENDS)
    api.User.objects.filter(username="motcua").update(is_active=True)
    assert api.token_rights(secret, ENDS)
    api.revoke_token(Token.objects.get().pk, actor=ACTOR)
    with pytest.raises(WrongToken):
        api.token_rights(secret, ENDS)


def test_a_scope_that_is_no_action_is_refused(secret: str) -> None:
    with pytest.raises(UnknownAction):
        api.create_token("motcua", "khác", scopes=["everything"], expires_on=ENDS, actor=ACTOR)


@pytest.mark.parametrize("name", ["", "  ", "m" * 121, "một  cửa", "một cửa\n"])
def test_a_name_that_the_log_could_not_tell_is_refused(secret: str, name: str) -> None:
    api.create_user("khac", actor=ACTOR)
    with pytest.raises(TokenNameUnusable):
        api.create_token("khac", name, scopes=["see_figures"], expires_on=ENDS, actor=ACTOR)
    assert Token.objects.count() == 1


def test_the_same_machine_may_have_its_next_key_under_its_name(secret: str) -> None:
    following = api.create_token(
        "motcua", "một cửa", scopes=["see_figures"], expires_on=date(2027, 12, 31), actor=ACTOR
    )
    assert api.token_rights(following, ENDS).actor == api.token_rights(secret, ENDS).actor == "token:một cửa"
