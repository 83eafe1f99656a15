"""Other applications sign people in here: the whole way by code and PKCE, and every way to be refused."""

from __future__ import annotations

import hashlib
import html
import json
import re
import secrets
from base64 import b64encode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.idp.oidc.internal.oauthlib import authorization_codes
from allauth.idp.oidc.models import Client as Kept
from allauth.idp.oidc.models import Token
from django.conf import LazySettings
from django.http import HttpResponse
from django.test import Client

from tinhso.engines.orgs import api
from tinhso.engines.orgs.contracts import Role
from tinhso.engines.orgs.contracts.applications import read_redirects
from tinhso.engines.orgs.models import User
from tinhso.engines.orgs.testing import ACTOR, Territory, rights_as
from tinhso.engines.trust import api as trust
from tinhso.engines.trust.testing import seal_now, tamper
from tinhso.kernel.errors import TinhSoError
from tinhso.web_kit.shared_counts import Rate

HOST, BACK = "localhost:8000", "https://hop-thu.daklak.invalid/ve"
EA_KAR, WHY = "24373", "Công văn 12"


@dataclass
class Application:
    """A relying party in small: what a library of another application does, without a network."""

    client_id: str
    secret: str
    back: str = BACK
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))
    state: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(16))

    def __post_init__(self) -> None:
        self.channel = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
        self.channel.defaults["HTTP_HOST"] = HOST
        self.about = self.channel.get("/.well-known/openid-configuration").json()

    def question(self, **other: str) -> dict[str, str]:
        digest = hashlib.sha256(self.verifier.encode()).digest()
        asked = {
            "client_id": self.client_id, "redirect_uri": self.back, "response_type": "code", "scope": "openid profile",
            "state": self.state, "nonce": self.nonce, "code_challenge_method": "S256",
            "code_challenge": urlsafe_b64encode(digest).rstrip(b"=").decode(),
        }  # fmt: skip
        return {name: value for name, value in (asked | other).items() if value}

    def exchange(self, code: str, **other: str) -> HttpResponse:
        told = {"grant_type": "authorization_code", "code": code, "redirect_uri": self.back}
        told |= {"code_verifier": self.verifier} | other
        basic = b64encode(f"{self.client_id}:{self.secret}".encode()).decode()
        path = urlsplit(self.about["token_endpoint"]).path
        return self.channel.post(path, told, headers={"Authorization": f"Basic {basic}"})  # type: ignore[return-value]

    def read(self, id_token: str) -> dict[str, Any]:
        """Verify as the standard asks: signature by the published key, issuer, audience, time, nonce."""
        published = self.channel.get(urlsplit(self.about["jwks_uri"]).path).json()["keys"]
        kid = jwt.get_unverified_header(id_token)["kid"]
        key = jwt.PyJWK(next(one for one in published if one["kid"] == kid)).key
        told: dict[str, Any] = jwt.decode(
            id_token, key, algorithms=["RS256"], audience=self.client_id, issuer=self.about["issuer"],
            options={"require": ["exp", "iat", "sub", "nonce"]},
        )  # fmt: skip
        assert told["nonce"] == self.nonce
        return told


@pytest.fixture
def application(walker: Client, province_at_work: Territory) -> Application:
    return Application(
        *api.add_application("Hộp thư công vụ", BACK, profile=True, rights=rights_as("cntt", api.today()), reason=WHY)
    )


def signed_in(walker: Client, login: str) -> Client:
    client = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    client.defaults.update(walker.defaults)
    client.force_login(User.objects.get(username=login))
    return client


def agree(person: Client, application: Application, action: str = "grant", **other: str) -> dict[str, str]:
    """Open the question, answer it by its own form, and return what the application gets back."""
    path = urlsplit(application.about["authorization_endpoint"]).path
    page = person.get(path, application.question(**other))
    assert page.status_code == 200
    said = page.content.decode()
    told = {name: html.unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', said)}
    told["scopes"] = re.findall(r'name="scopes" value="(\w+)"', said)  # type: ignore[assignment]
    answer = person.post(path, told | {"action": action})
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(application.back)
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()}


def test_an_application_signs_somebody_in_and_is_told_three_things(walker: Client, application: Application) -> None:
    person = signed_in(walker, "eakar.lanhdao")
    back = agree(person, application)
    assert back["state"] == application.state
    tokens = application.exchange(back["code"])
    assert (tokens.status_code, tokens.headers["Cache-Control"]) == (200, "no-store")
    given = json.loads(tokens.content)
    assert set(given) == {"access_token", "expires_in", "token_type", "scope", "id_token"}
    told, number = application.read(given["id_token"]), str(User.objects.get(username="eakar.lanhdao").pk)
    standard = {"iss", "aud", "exp", "iat", "nonce", "jti", "at_hash", "sub"}
    assert {name: value for name, value in told.items() if name not in standard} == {
        "name": "Chủ tịch UBND xã", "unit": EA_KAR,
    }  # fmt: skip
    assert (told["sub"], told["iss"], told["exp"] - told["iat"]) == (number, f"http://{HOST}", 300)
    bearer = {"Authorization": f"Bearer {given['access_token']}"}
    shown = application.channel.get(urlsplit(application.about["userinfo_endpoint"]).path, headers=bearer)
    assert shown.json() == {"sub": number, "name": "Chủ tịch UBND xã", "unit": EA_KAR}
    assert not Token.objects.filter(type=Token.Type.REFRESH_TOKEN).exists()
    news = api.account_news(int(number), rights=rights_as("eakar.lanhdao", api.today()))
    assert news[0].kind == "orgs.application_entered"
    seal_now()
    assert trust.verify_log() == []


def test_the_subject_stays_and_without_profile_nothing_else_is_told(walker: Client, application: Application) -> None:
    person, subjects = signed_in(walker, "bmt.nhap"), []
    for scope in ("openid profile", "openid"):
        given = json.loads(application.exchange(agree(person, application, scope=scope)["code"]).content)
        told = application.read(given["id_token"])
        assert ("name" in told, "unit" in told) == (scope != "openid",) * 2
        subjects.append(told["sub"])
    assert subjects[0] == subjects[1]


def test_the_question_lets_the_form_lead_to_that_application_and_nowhere_else(
    walker: Client, application: Application
) -> None:
    page = signed_in(walker, "bmt.nhap").get("/dang-nhap-chung/cho-phep", application.question())
    policy = page.headers["Content-Security-Policy"].split("; ")
    assert "form-action 'self' https://hop-thu.daklak.invalid" in policy
    assert {"script-src 'self'", "default-src 'none'", "frame-ancestors 'none'"} <= set(policy)
    # Not "no-referrer": browsers then send the form with the origin "null", which is refused as another site's.
    assert (page.headers["Referrer-Policy"], "no-store" in page.headers["Cache-Control"]) == ("same-origin", True)
    away = Client(SERVER_NAME="localhost", headers={"host": HOST}).get(
        "/dang-nhap-chung/cho-phep", application.question()
    )
    assert (away.status_code, "/tai-khoan/login" in away.headers["Location"]) == (302, True)


def test_who_says_no_is_not_told_of(walker: Client, application: Application) -> None:
    before = trust.events(limit=1)[0].id
    back = agree(signed_in(walker, "bmt.nhap"), application, action="deny")
    assert back == {"error": "access_denied", "state": application.state}
    assert trust.events(limit=1)[0].id == before


@pytest.mark.parametrize(
    "other",
    [
        {"client_id": "khong-co"}, {"redirect_uri": "https://ke-gian.invalid/ve"}, {"redirect_uri": BACK + "/khac"},
        {"redirect_uri": ""}, {"code_challenge": ""}, {"code_challenge_method": "plain"}, {"prompt": "none"},
    ],
)  # fmt: skip
def test_a_wrong_question_is_refused_here_and_sent_nowhere(
    walker: Client, application: Application, other: dict[str, str]
) -> None:
    page = signed_in(walker, "bmt.nhap").get("/dang-nhap-chung/cho-phep", application.question(**other))
    assert (page.status_code, "ORG-097" in page.content.decode()) == (422, True)


def test_a_scope_that_was_not_given_goes_back_as_an_error(walker: Client, application: Application) -> None:
    page = signed_in(walker, "bmt.nhap").get("/dang-nhap-chung/cho-phep", application.question(scope="openid email"))
    assert page.status_code == 302
    assert page.headers["Location"].startswith(f"{BACK}?error=invalid_scope")


def test_a_form_of_another_site_gives_no_code(walker: Client, application: Application) -> None:
    person, path = signed_in(walker, "bmt.nhap"), "/dang-nhap-chung/cho-phep"
    said = person.get(path, application.question()).content.decode()
    signed = html.unescape(re.search(r'name="request" value="([^"]*)"', said)[1])  # type: ignore[index]
    forged = {"request": signed, "action": "grant", "scopes": ["openid"]}
    assert person.post(path, forged).status_code == 403
    changed = Client(SERVER_NAME="localhost", headers={"host": HOST})
    changed.force_login(User.objects.get(username="bmt.nhap"))
    assert changed.post(path, forged | {"request": signed + "x"}).status_code == 403
    assert changed.post(path, forged | {"scopes": ["openid", "email"]}).status_code == 422
    assert changed.post(path, {}).status_code == 422


def test_a_code_opens_once_for_its_application_with_its_secret_and_verifier(
    walker: Client, application: Application
) -> None:
    person = signed_in(walker, "bmt.nhap")
    other = Application(
        *api.add_application("Khác", BACK, profile=False, rights=rights_as("cntt", api.today()), reason=WHY)
    )
    code = agree(person, application)["code"]
    assert application.exchange(code, code_verifier="sai" * 20).status_code == 400
    code = agree(person, application)["code"]
    assert other.exchange(code, code_verifier=application.verifier).status_code == 400
    wrong = Application(application.client_id, "sai", verifier=application.verifier)
    assert wrong.exchange(code).status_code == 401
    assert application.exchange(code, redirect_uri=BACK + "/khac").status_code == 400
    code = agree(person, application)["code"]
    assert application.exchange(code).status_code == 200
    assert application.exchange(code).status_code == 400


def test_of_two_exchanges_of_one_code_at_once_one_gets_tokens(
    walker: Client, application: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    # At once: the second asks before the library has taken the code back.
    monkeypatch.setattr(authorization_codes, "invalidate", lambda *_: None)
    code = agree(signed_in(walker, "bmt.nhap"), application)["code"]
    assert [application.exchange(code).status_code for _ in range(2)] == [200, 400]
    assert Token.objects.count() == 1


def test_an_account_that_has_ended_or_an_application_that_was_closed_gets_nothing(
    walker: Client, application: Application
) -> None:
    rights, person = rights_as("cntt", api.today()), signed_in(walker, "bmt.nhap")
    code = agree(person, application)["code"]
    User.objects.filter(username="bmt.nhap").update(last_day=api.today().replace(year=2020))
    assert application.exchange(code).status_code == 400
    User.objects.filter(username="bmt.nhap").update(last_day=None)
    person = signed_in(walker, "eakar.nhap")
    code = agree(person, application)["code"]
    assert application.exchange(code, grant_type="client_credentials").status_code in (400, 401)
    secret = api.renew_secret(application.client_id, rights=rights, reason=WHY)
    assert application.exchange(code).status_code == 401
    application.secret = secret
    assert application.exchange(code).status_code == 200
    code = agree(person, application)["code"]
    api.close_application(application.client_id, rights=rights, reason=WHY)
    assert application.exchange(code).status_code in (400, 401)
    assert person.get("/dang-nhap-chung/cho-phep", application.question()).status_code == 422
    assert [one.is_closed for one in api.applications(rights)] == [True]
    seal_now()
    assert trust.verify_log() == []
    tamper("UPDATE allauth_idp_oidc_client SET redirect_uris = %s", ["https://ke-gian.invalid/ve"])
    assert [fault.table for fault in trust.verify_log()] == ["allauth_idp_oidc_client"]


def test_where_everything_needs_a_second_factor_so_does_being_somebody_elsewhere(
    walker: Client, application: Application, settings: LazySettings
) -> None:
    settings.TINHSO_SECOND_FACTOR, settings.TINHSO_MODE = "all", "production"
    page = signed_in(walker, "bmt.nhap").get("/dang-nhap-chung/cho-phep", application.question())
    assert (page.status_code, "ORG-060" in page.content.decode()) == (403, True)


def test_guessing_secrets_is_held_back(application: Application, settings: LazySettings, tmp_path: Any) -> None:
    settings.TINHSO_SHARED_FILE, settings.TINHSO_API_RATE_ADDRESS = str(tmp_path / "counts"), Rate(2, 60)
    answers = [application.exchange("ma") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [400, 400, 429]
    assert 0 < int(answers[2].headers["Retry-After"]) <= 30


def test_administrators_keep_the_list_and_the_secret_is_shown_once(
    walker: Client, application: Application, settings: LazySettings
) -> None:
    page, new = "/ung-dung-dang-nhap", {"viec": "them", "ten": "Một cửa", "dia_chi": BACK, "ly_do": WHY}
    admin = signed_in(walker, "cntt")
    admin.handler.enforce_csrf_checks = False
    assert signed_in(walker, "eakar.nhap").get(page).status_code == 403
    said = admin.post(page, new | {"ho_so": "on"}).content.decode()
    row = Kept.objects.get(name="Một cửa")
    secret = re.search(r'id="ma-bi-mat" readonly value="([^"]+)"', said)[1]  # type: ignore[index]
    assert row.check_secret(html.unescape(secret))
    assert secret not in row.secret
    assert secret not in admin.get(page).content.decode()
    for wrong, code in (
        ({"ten": " "}, "ORG-095"),
        ({"dia_chi": "http://a.invalid"}, "ORG-094"),
        ({"ly_do": ""}, "ORG-074"),
    ):
        refused = admin.post(page, new | wrong)
        assert (refused.status_code, code in refused.content.decode()) == (422, True), wrong
    assert admin.post(page, {"viec": "dong", "ma": "khong-co", "ly_do": WHY}).status_code == 404
    assert admin.post(page, {"viec": "dong", "ma": row.pk, "ly_do": WHY}).status_code == 302
    keys = settings.TINHSO_HOME / "keys" / "sign-in.key"
    application.channel.get("/dang-nhap-chung/khoa")
    assert keys.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "text",
    [
        "", "a.invalid", "https://", "https://a.invalid/#x", "https://*.a.invalid/", "https://u@a.invalid/",
        "http://a.invalid/", "javascript:alert(1)", "https://a.invalid/;x", "https://a.invalid:99999/",
        "\n".join(f"https://a.invalid/{n}" for n in range(11)),
    ],
)  # fmt: skip
def test_a_return_address_that_could_be_misused_is_refused(text: str) -> None:
    with pytest.raises(TinhSoError) as refused:
        read_redirects(text)
    assert refused.value.code == "ORG-094"


def test_return_addresses_of_the_machine_itself_may_be_plain() -> None:
    assert read_redirects(f" {BACK} \n\nhttp://localhost:3000/ve") == [BACK, "http://localhost:3000/ve"]


def test_a_delegated_unit_is_told_only_where_there_is_no_own(
    application: Application, province_at_work: Territory
) -> None:
    deputy = User.objects.get(username="eakar.pct")
    api.grant_role("eakar.pct", Role.DRAFTER, province_at_work.unit("24133").id, actor=ACTOR)
    assert api.told_of(deputy, ["openid", "profile"])["unit"] == "24133"
