"""The machine face refuses who asks too often: each token by itself, each address for whoever has none."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.http import HttpResponse
from django.test import Client

from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Role
from tinhso.engines.orgs.testing import ACTOR, small_territory
from tinhso.web_kit.shared_counts import Rate

pytestmark = pytest.mark.django_db
UNITS = "/api/v1/units?limit=1"


@pytest.fixture(autouse=True)
def few(settings: LazySettings, tmp_path: Path) -> None:
    settings.TINHSO_SHARED_FILE = str(tmp_path / "counts.sqlite3")
    settings.TINHSO_API_RATE_TOKEN, settings.TINHSO_API_RATE_ADDRESS = Rate(3, 3600), Rate(2, 3600)


@pytest.fixture
def machines() -> list[str]:
    territory = small_territory()
    orgs.create_user("he-thong", actor=ACTOR)
    orgs.grant_role("he-thong", Role.CONNECTOR, territory.province.id, actor=ACTOR, valid_from=date(2025, 7, 1))
    return [
        orgs.create_token("he-thong", name, scopes=["post_figures"], expires_on=date(2035, 1, 1), actor=ACTOR)
        for name in ("một", "hai")
    ]


def ask(address: str, secret: str = "") -> HttpResponse:
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    return Client(SERVER_NAME="localhost", REMOTE_ADDR=address).get(UNITS, headers=headers)  # type: ignore[return-value]


def test_a_token_is_refused_past_its_rate_wherever_it_comes_from_and_others_are_not(machines: list[str]) -> None:
    first, second = machines
    assert [ask(f"10.0.0.{n}", first).status_code for n in range(5)] == [200, 200, 200, 429, 429]
    assert ask("10.0.0.1", second).status_code == 200
    assert ask("10.0.0.1").status_code == 200


def test_an_address_is_refused_past_its_rate_and_wrong_tokens_count_with_it(machines: list[str]) -> None:
    assert ask("10.0.0.1", "tinhso_sai").status_code == 401
    assert ask("10.0.0.1").status_code == 200
    assert ask("10.0.0.1").status_code == ask("10.0.0.1", "tinhso_khac").status_code == 429
    assert ask("10.0.0.2").status_code == ask("10.0.0.1", machines[0]).status_code == 200


def test_the_refusal_is_problem_json_with_the_seconds_to_wait(machines: list[str]) -> None:
    answer = [ask("10.0.0.1") for _ in range(3)][-1]
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert 0 < int(answer.headers["Retry-After"]) <= 1800
    problem = answer.json()  # type: ignore[attr-defined]
    assert (problem["code"], problem["status"]) == ("RES-004", 429)
    assert answer.headers["Retry-After"] in problem["detail"]


def test_colleagues_behind_one_address_do_not_use_up_each_others_rate(machines: list[str]) -> None:
    orgs.create_user("an", actor=ACTOR)
    client = Client(SERVER_NAME="localhost", REMOTE_ADDR="10.0.0.1")
    client.force_login(orgs.User.objects.get(username="an"), backend="django.contrib.auth.backends.ModelBackend")
    assert [client.get(UNITS).status_code for _ in range(4)] == [200, 200, 200, 429]
    assert ask("10.0.0.1").status_code == 200


def test_a_refused_post_leaves_nothing(machines: list[str], settings: LazySettings) -> None:
    settings.TINHSO_API_RATE_TOKEN = Rate(1, 3600)
    assert ask("10.0.0.1", machines[0]).status_code == 200
    answer = Client(SERVER_NAME="localhost").post(
        "/api/v1/figures", b"{not json", content_type="application/json",
        headers={"Authorization": f"Bearer {machines[0]}", "Idempotency-Key": "a"},
    )  # fmt: skip
    assert answer.status_code == 429


def test_the_description_names_the_refusal_and_its_header() -> None:
    described = Client(SERVER_NAME="localhost").get("/api/v1/openapi.json").json()
    for operations in described["paths"].values():
        for operation in operations.values():
            assert "Retry-After" in operation["responses"]["429"]["headers"]
