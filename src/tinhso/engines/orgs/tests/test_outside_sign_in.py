"""Signing in by an outside service: the whole way through the demonstration's provider, and every way to be refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import LazySettings
from django.test import Client

from tinhso.engines.orgs import api
from tinhso.engines.orgs.contracts import Action
from tinhso.engines.orgs.contracts.outside_sign_in import OidcService
from tinhso.engines.orgs.logic import oidc
from tinhso.engines.orgs.models import User
from tinhso.engines.orgs.testing import Territory
from tinhso.engines.orgs.web import demonstration_provider as provider

ISSUER = "http://localhost:8000/minh-hoa-oidc"
START = "/dang-nhap-ngoai"
Forge = Callable[[dict[str, Any]], str]


@pytest.fixture
def service(walker: Client, settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> OidcService:
    """The product with its own provider, which answers without a network."""
    found = OidcService(ISSUER, provider.CLIENT, "", "Dịch vụ minh họa", "Demonstration", amr=frozenset({"otp"}))
    settings.TINHSO_OIDC = found

    def ask(address: str, told: dict[str, str] | None = None) -> dict[str, Any]:
        other, path = Client(SERVER_NAME="localhost"), urlsplit(address).path
        other.defaults["HTTP_HOST"] = "localhost:8000"
        answer = other.get(path) if told is None else other.post(path, told)
        if answer.status_code != 200:
            raise oidc.OutsideServiceSilent(address=address)
        document: dict[str, Any] = answer.json()
        return document

    monkeypatch.setattr(oidc, "ask", ask)
    oidc.forget()
    return found


def go(walker: Client, who: str, amr: str = "") -> str:
    """Begin, choose who one is at the provider, and return the address that leads back."""
    away = walker.get(START, {"next": "/"}).headers["Location"]
    question = {name: values[0] for name, values in parse_qs(urlsplit(away).query).items()}
    assert {"state", "nonce", "code_challenge"} <= question.keys()
    chosen = walker.get(urlsplit(away).path, question | {"la": who} | ({"amr": amr} if amr else {}))
    return str(chosen.headers["Location"]).removeprefix("http://localhost:8000")


def signed_in_as(walker: Client) -> str:
    return walker.get("/").content.decode()


def test_somebody_signs_in_by_the_service_and_its_second_factor_counts(
    walker: Client, province_at_work: Territory, service: OidcService, settings: LazySettings
) -> None:
    settings.TINHSO_SECOND_FACTOR = "approve"
    for amr, may_approve in (("otp", True), ("", False)):
        client = Client(SERVER_NAME="localhost")
        client.defaults.update(walker.defaults)
        answer = client.get(go(client, "eakar.lanhdao", amr))
        assert (answer.status_code, answer.headers["Location"]) == (302, "/")
        assert signed_in_as(client) == "eakar.lanhdao"
        request = answer.wsgi_request
        assert (Action.APPROVE not in api.rights_of_request(request).unproven) is may_approve


def test_an_account_is_found_by_its_declared_key_alone(
    walker: Client, province_at_work: Territory, service: OidcService, settings: LazySettings, tmp_path: Path
) -> None:
    file = tmp_path / "accounts.csv"
    settings.TINHSO_OIDC = replace(service, accounts=file)
    file.write_text("key,username\nbmt.nhap,eakar.nhap\ntwice,cntt\ntwice,cntt\n", encoding="utf-8")
    walker.get(go(walker, "bmt.nhap"))
    assert signed_in_as(walker) == "eakar.nhap"
    for key in ("eakar.nhap", "twice"):
        refused = walker.get(go(walker, key))
        assert (refused.status_code, "ORG-068" in refused.content.decode()) == (403, True)


@pytest.mark.parametrize("how", ["no account", "closed", "past its last day"])
def test_who_has_no_open_account_is_told_so_and_gets_none(
    walker: Client, province_at_work: Territory, service: OidcService, how: str
) -> None:
    account = User.objects.filter(username="eakar.nhap")
    if how == "closed":
        account.update(is_active=False)
    elif how == "past its last day":
        account.update(last_day=api.today() - timedelta(days=1))
    count = User.objects.count()
    refused = walker.get(go(walker, "nobody" if how == "no account" else "eakar.nhap"))
    assert (refused.status_code, "ORG-068" in refused.content.decode()) == (403, True)
    assert (signed_in_as(walker), User.objects.count()) == ("", count)


def test_an_answer_counts_once_in_the_browser_that_began_and_not_for_long(
    walker: Client, province_at_work: Territory, service: OidcService
) -> None:
    back = go(walker, "eakar.nhap")
    stranger = Client(SERVER_NAME="localhost")
    stranger.defaults.update(walker.defaults)
    assert "ORG-065" in stranger.get(back).content.decode()
    assert "ORG-065" in walker.get(back.replace("state=", "state=x")).content.decode()
    assert "ORG-065" in walker.get(back).content.decode(), "a wrong answer ends what was begun"
    again = go(walker, "eakar.nhap")
    session = walker.session
    session["tinhso_oidc"] = session["tinhso_oidc"] | {"at": session["tinhso_oidc"]["at"] - 601}
    session.save()
    assert "ORG-065" in walker.get(again).content.decode()
    other = go(walker, "eakar.nhap").replace("iss=", "iss=x")
    assert "ORG-064" in walker.get(other).content.decode()
    refused = walker.get("/dang-nhap-ngoai/ve", {"error": "access_denied", "state": _state(walker)})
    assert "access_denied" in refused.content.decode()
    assert walker.get(go(walker, "eakar.nhap")).status_code == 302
    assert walker.get("/dang-nhap-ngoai/ve").status_code == 403


def _state(walker: Client) -> str:
    walker.get(START)
    return str(walker.session["tinhso_oidc"]["state"])


def _other_key(claims: dict[str, Any]) -> str:
    return jwt.encode(claims, Ed25519PrivateKey.generate(), algorithm="EdDSA", headers={"kid": provider.KID})


FORGERIES: dict[str, Forge] = {
    "nonce": lambda claims: provider.signed(claims | {"nonce": "x"}),
    "InvalidIssuerError": lambda claims: provider.signed(claims | {"iss": "http://elsewhere"}),
    "InvalidAudienceError": lambda claims: provider.signed(claims | {"aud": "another"}),
    "azp": lambda claims: provider.signed(claims | {"aud": [provider.CLIENT, "another"]}),
    "ExpiredSignatureError": lambda claims: provider.signed(claims | {"exp": claims["iat"] - 3600}),
    "ImmatureSignatureError": lambda claims: provider.signed(claims | {"iat": claims["iat"] + 3600}),
    "MissingRequiredClaimError": lambda claims: provider.signed({k: v for k, v in claims.items() if k != "exp"}),
    "InvalidSignatureError": _other_key,
    "InvalidAlgorithmError": lambda claims: jwt.encode(claims, "", algorithm="none", headers={"kid": provider.KID}),
    "kid": lambda claims: jwt.encode(claims, Ed25519PrivateKey.generate(), algorithm="EdDSA", headers={"kid": "x"}),
    "DecodeError": lambda _claims: "not.a.token",
}


@pytest.mark.parametrize("problem", FORGERIES)
def test_a_proof_that_does_not_hold_signs_nobody_in(
    walker: Client,
    province_at_work: Territory,
    service: OidcService,
    monkeypatch: pytest.MonkeyPatch,
    problem: str,
) -> None:
    honest = provider.signed
    monkeypatch.setattr(provider, "signed", lambda claims: _forged(monkeypatch, honest, problem, claims))
    refused = walker.get(go(walker, "eakar.nhap"))
    assert (refused.status_code, f"({problem})" in refused.content.decode()) == (403, True), refused.content.decode()
    assert signed_in_as(walker) == ""


def _forged(monkeypatch: pytest.MonkeyPatch, honest: Forge, problem: str, claims: dict[str, Any]) -> str:
    monkeypatch.setattr(provider, "signed", honest)
    return FORGERIES[problem](claims)


def test_a_code_is_worth_nothing_without_its_verifier(
    walker: Client, province_at_work: Territory, service: OidcService
) -> None:
    back = go(walker, "eakar.nhap")
    session = walker.session
    session["tinhso_oidc"] = session["tinhso_oidc"] | {"verifier": "x" * 64}
    session.save()
    assert walker.get(back).status_code == 502
    assert signed_in_as(walker) == ""


def test_the_provider_is_there_in_a_demonstration_on_its_own_machine_only(
    walker: Client, province_at_work: Territory, service: OidcService, settings: LazySettings
) -> None:
    addresses = ("/minh-hoa-oidc/", "/minh-hoa-oidc/jwks", "/minh-hoa-oidc/cho-phep", "/minh-hoa-oidc/token")
    for mode, headers in (("production", {}), ("development", {}), ("demo", {"X-Forwarded-For": "10.0.0.7"})):
        settings.TINHSO_MODE = mode
        for address in addresses:
            asked = walker.post if address.endswith("token") else walker.get
            assert asked(address, headers=headers).status_code == 404, (mode, address)
    elsewhere = {
        "redirect_uri": "http://evil.example/",
        "client_id": provider.CLIENT,
        "code_challenge": "x",
        "la": "cntt",
    }
    settings.TINHSO_MODE = "demo"
    assert walker.get("/minh-hoa-oidc/cho-phep", elsewhere).status_code == 404
    settings.TINHSO_OIDC = None
    assert "ORG-063" in walker.get(START).content.decode()
