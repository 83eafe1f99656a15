"""A second factor: enrolled on our pages, asked for at sign-in, needed to approve, and every change in the log."""

from __future__ import annotations

import json
import re
from importlib import import_module

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.test import Client

from tinhso.engines.orgs import api
from tinhso.engines.orgs.contracts import Action, Proof, Rights, Role, SecondFactorPolicy
from tinhso.engines.orgs.contracts.errors import SecondFactorNeeded
from tinhso.engines.orgs.logic import factor_secrets
from tinhso.engines.orgs.testing import ACTOR, DEADLINE_DAY, NEW, Territory
from tinhso.engines.trust import api as trust

PASSWORD = "một mật khẩu dài hơn 12"
LOGIN = {"login": "chu.tich.xa", "password": PASSWORD}


@pytest.fixture(autouse=True)
def commits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Allauth tells of a factor once its request is committed; a test's transaction never is."""
    monkeypatch.setattr(transaction, "on_commit", lambda act, *_, **__: act())


@pytest.fixture
def leader(walker: Client, province_at_work: Territory, settings: LazySettings) -> api.User:
    """A leader with a password, where approving needs a second factor."""
    settings.TINHSO_SECOND_FACTOR = "approve"
    settings.TINHSO_MODE = "production"
    user = api.create_user(LOGIN["login"], password=PASSWORD, actor=ACTOR)
    api.grant_role(user.username, Role.APPROVER, province_at_work.communes["24373"].id, actor=ACTOR, valid_from=NEW)
    return user


def code_of(secret: str, *, later: int = 0) -> str:
    """The code that a telephone shows now, or in some periods of half a minute."""
    from allauth.mfa.totp.internal import auth

    counters = list(auth.yield_hotp_counters_from_time())
    return auth.format_hotp_value(auth.hotp_value(secret, counters[len(counters) // 2] + later))


def enrol(walker: Client) -> str:
    """Sign in, turn the code application on, and return its secret."""
    walker.post("/tai-khoan/login/", LOGIN)
    asked = walker.get("/tai-khoan/2fa/totp/activate/", follow=True)
    walker.post(asked.redirect_chain[-1][0], {"password": PASSWORD})
    page = walker.get("/tai-khoan/2fa/totp/activate/").content.decode()
    assert 'src="data:image/svg+xml;base64,' in page
    secret = re.search(r'id="id_secret" value="([A-Z2-7]{32})"', page)
    assert secret
    answer = walker.post("/tai-khoan/2fa/totp/activate/", {"code": code_of(secret[1])}, follow=True)
    assert answer.content.decode().count("<li><code>") == 10
    return secret[1]


def session_rights(walker: Client, user: api.User) -> Rights:
    request = walker.get("/").wsgi_request
    return api.rights_of_request(request)


def test_whoever_enrols_may_approve_in_that_sign_in_and_the_log_knows_it(walker: Client, leader: api.User) -> None:
    walker.post("/tai-khoan/login/", LOGIN)
    rights = session_rights(walker, leader)
    assert rights.may(Action.APPROVE)
    with pytest.raises(SecondFactorNeeded) as refused:
        rights.require(Action.APPROVE)
    assert refused.value.code == "ORG-060"
    enrol(walker)
    session_rights(walker, leader).require(Action.APPROVE)
    event = trust.events(subject=f"orgs.user:{leader.pk}")[0]
    assert (event.kind, event.public["factor"]) == ("orgs.second_factor_added", "totp")


def test_the_next_sign_in_asks_for_a_code_and_takes_no_wrong_or_used_one(walker: Client, leader: api.User) -> None:
    secret = enrol(walker)
    walker.post("/tai-khoan/logout/")
    page = walker.post("/tai-khoan/login/", LOGIN, follow=True)
    assert page.redirect_chain[-1][0] == "/tai-khoan/2fa/authenticate/"
    assert 'autocomplete="one-time-code"' in page.content.decode()
    assert walker.get("/").content == b""
    assert "errorlist" in walker.post("/tai-khoan/2fa/authenticate/", {"code": "000000"}).content.decode()
    assert walker.get("/").content == b""
    code = code_of(secret)
    walker.post("/tai-khoan/2fa/authenticate/", {"code": code})
    session_rights(walker, leader).require(Action.APPROVE)
    walker.post("/tai-khoan/logout/")
    walker.post("/tai-khoan/login/", LOGIN)
    assert "errorlist" in walker.post("/tai-khoan/2fa/authenticate/", {"code": code}).content.decode()
    assert walker.get("/").content == b""


def test_a_recovery_code_opens_once(walker: Client, leader: api.User) -> None:
    enrol(walker)
    code = re.findall(r"<li><code>(\d+)</code>", walker.get("/tai-khoan/2fa/recovery-codes/").content.decode())[0]
    for opens in (True, False):
        walker.post("/tai-khoan/logout/")
        walker.post("/tai-khoan/login/", LOGIN)
        walker.post("/tai-khoan/2fa/authenticate/", {"code": code})
        assert (walker.get("/").content == b"chu.tich.xa") is opens


def test_taking_the_only_factor_away_ends_what_it_proved(walker: Client, leader: api.User) -> None:
    enrol(walker)
    walker.post("/tai-khoan/2fa/totp/deactivate/")
    with pytest.raises(SecondFactorNeeded):
        session_rights(walker, leader).require(Action.APPROVE)
    assert trust.events(subject=f"orgs.user:{leader.pk}")[0].kind == "orgs.second_factor_removed"


def test_after_a_lost_device_the_keeper_takes_the_factors_and_the_password_alone_signs_in(
    walker: Client, leader: api.User
) -> None:
    enrol(walker)
    walker.post("/tai-khoan/logout/")
    assert api.remove_second_factors(leader.username, actor=ACTOR, reason="mất điện thoại") == 2
    walker.post("/tai-khoan/login/", LOGIN)
    assert walker.get("/").content == b"chu.tich.xa"
    with pytest.raises(SecondFactorNeeded):
        session_rights(walker, leader).require(Action.APPROVE)


def test_a_machine_reads_and_posts_and_never_approves(leader: api.User, settings: LazySettings) -> None:
    secret = api.create_token(
        leader.username, "máy", scopes=["approve", "see_figures"], expires_on=DEADLINE_DAY, actor=ACTOR
    )
    for policy in ("approve", "all"):
        settings.TINHSO_SECOND_FACTOR = policy
        for rights in (api.token_rights(secret, DEADLINE_DAY), api.rights_of_username(leader.username, DEADLINE_DAY)):
            rights.require(Action.SEE_FIGURES)
            with pytest.raises(SecondFactorNeeded):
                rights.require(Action.APPROVE)


@pytest.mark.parametrize("policy", SecondFactorPolicy)
@pytest.mark.parametrize("proof", Proof)
def test_what_a_sign_in_proves_is_one_table(
    leader: api.User, settings: LazySettings, policy: SecondFactorPolicy, proof: Proof
) -> None:
    settings.TINHSO_SECOND_FACTOR = str(policy)
    settings.TINHSO_MODE = "demo"
    rights = api.rights_of(leader, DEADLINE_DAY, proof=proof)
    proven = proof in {Proof.SECOND, Proof.PLAYED} or policy is SecondFactorPolicy.OFF
    assert (Action.APPROVE in rights.unproven) is not proven
    sees = proven or proof is Proof.MACHINE or policy is SecondFactorPolicy.APPROVE
    assert bool(rights.held) is sees
    public = api.rights_of(AnonymousUser(), DEADLINE_DAY, proof=proof)
    assert not public.unproven
    assert public.may(Action.SEE_BOARD, audience="public")


def test_a_played_role_is_exempt_in_the_demonstration_only(
    walker: Client, province_at_work: Territory, settings: LazySettings
) -> None:
    settings.TINHSO_SECOND_FACTOR = "approve"
    walker.post("/vao-vai/chon", {"username": "eakar.lanhdao"})
    user = api.User.objects.get(username="eakar.lanhdao")
    session_rights(walker, user).require(Action.APPROVE)
    settings.TINHSO_MODE = "production"
    for rights in (session_rights(walker, user), api.rights_of(user, proof=Proof.PLAYED)):
        with pytest.raises(SecondFactorNeeded):
            rights.require(Action.APPROVE)


def test_where_everything_needs_a_factor_signing_in_leads_to_enrolment(
    walker: Client, leader: api.User, settings: LazySettings
) -> None:
    settings.TINHSO_SECOND_FACTOR = "all"
    answer = walker.post("/tai-khoan/login/", LOGIN)
    assert answer.headers["Location"] == "/tai-khoan/2fa/"
    assert not session_rights(walker, leader).held
    enrol(walker)
    assert session_rights(walker, leader).held


def test_a_copy_of_the_database_holds_no_secret_of_a_factor(walker: Client, leader: api.User) -> None:
    from allauth.mfa.models import Authenticator
    from django.apps import apps

    secret = enrol(walker)
    kept = {one.type: json.dumps(one.data) for one in Authenticator.objects.filter(user=leader)}
    assert kept.keys() == {"totp", "recovery_codes"}
    assert not any(secret in text for text in kept.values())
    assert all("f1:" in text for text in kept.values())
    # What was kept before is read as it is, and encrypted by the migration.
    Authenticator.objects.filter(user=leader, type="totp").update(data={"secret": secret})
    import_module("tinhso.engines.orgs.migrations.0006_factor_secrets_are_encrypted").encrypt(apps, None)
    assert secret not in json.dumps(Authenticator.objects.get(user=leader, type="totp").data)
    walker.post("/tai-khoan/logout/")
    walker.post("/tai-khoan/login/", LOGIN)
    walker.post("/tai-khoan/2fa/authenticate/", {"code": code_of(secret, later=1)})
    assert walker.get("/").content.decode() == leader.username


def test_another_installation_s_key_opens_no_secret() -> None:
    kept = factor_secrets.encrypted("JBSWY3DP", "a")
    assert (factor_secrets.decrypted(kept, "a"), factor_secrets.decrypted(kept, "b")) == ("JBSWY3DP", "")
    assert factor_secrets.decrypted("JBSWY3DP", "a") == "JBSWY3DP"
