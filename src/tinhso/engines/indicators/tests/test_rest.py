"""GET indicators and POST figures, over HTTP."""

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.security.base import AuthBase
from ninja.testing import TestClient

from tinhso.engines.indicators.contracts import DefinitionView
from tinhso.engines.indicators.rest import build_router
from tinhso.engines.indicators.testing import make_definition
from tinhso.engines.orgs.api import anonymous_rights
from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.orgs.testing import Territory, everything_rights
from tinhso.kernel.errors import TinhSoError
from tinhso.web_kit.problem import problem_json

pytestmark = pytest.mark.django_db


class EverythingOrPublic(AuthBase):
    """Everything for whoever brings an Authorization header, the public's rights for others."""

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __call__(self, request: HttpRequest) -> Rights:
        return everything_rights("token:test") if request.headers.get("Authorization") else anonymous_rights()


def answer_error(request: HttpRequest, error: Any) -> HttpResponse:
    return problem_json(error)


@pytest.fixture
def client(territory: Territory, dossiers: DefinitionView) -> TestClient:
    make_definition("secret", publication="restricted", name_vi="Chỉ tiêu hạn chế")
    make_definition("village", publication="public", name_vi="Thôn, buôn", name_en="Villages")
    machine = NinjaAPI(urls_namespace="indicators-test")
    machine.exception_handler(TinhSoError)(answer_error)
    machine.add_router("", build_router(EverythingOrPublic()))
    return TestClient(machine)


KEY = {"Authorization": "Bearer x", "Idempotency-Key": "k1"}


def figure(**parts: Any) -> dict[str, Any]:
    return {"indicator": "dossiers", "unit": "24373", "period": "nd09:2026-10", "value": "405"} | parts


def test_the_public_sees_public_indicators_with_exactly_these_fields(client: TestClient) -> None:
    answer = client.get("/indicators").json()
    assert [one["code"] for one in answer["items"]] == ["dossiers", "village"]
    assert answer["items"][0] == {
        "code": "dossiers",
        "name": "Chỉ tiêu dossiers",
        "measure_unit": "dossier",
        "time_rule": "sum",
        "space_rule": "sum",
        "scheme": "nd09.month",
        "publication": "public",
    }
    assert answer["next_cursor"] is None


def test_whoever_sees_figures_sees_every_indicator(client: TestClient) -> None:
    answer = client.get("/indicators", headers={"Authorization": "Bearer x"}).json()
    assert [one["code"] for one in answer["items"]] == ["dossiers", "secret", "village"]


def test_pages_follow_their_cursor(client: TestClient) -> None:
    first = client.get("/indicators?limit=1").json()
    assert ([one["code"] for one in first["items"]], first["next_cursor"]) == (["dossiers"], "dossiers")
    second = client.get(f"/indicators?limit=1&cursor={first['next_cursor']}").json()
    assert ([one["code"] for one in second["items"]], second["next_cursor"]) == (["village"], None)


def test_search_needs_no_tones_and_a_day_before_has_none(client: TestClient) -> None:
    assert [one["code"] for one in client.get("/indicators?q=thon buon").json()["items"]] == ["village"]
    assert client.get("/indicators?on=1999-12-31").json()["items"] == []


def test_figures_are_written_and_the_same_request_is_answered_again(client: TestClient) -> None:
    body = {"figures": [figure(), figure(unit="24133", value=7)]}
    answer = client.post("/figures", json=body, headers=KEY)
    summary = {"committed": True, "accepted": 2, "unchanged": 0, "corrected": 0, "rejected": 0, "rejections": []}
    assert (answer.status_code, answer.json()) == (200, summary)
    assert client.post("/figures", json=body, headers=KEY).json() == summary


def test_a_rejected_request_answers_422_with_its_rows(client: TestClient) -> None:
    answer = client.post("/figures", json={"figures": [figure(), figure(unit="x")]}, headers=KEY)
    assert answer.status_code == 422
    assert [(one["row"], one["column"], one["code"]) for one in answer.json()["rejections"]] == [(2, "unit", "IND-002")]
    assert answer.json()["committed"] is False


def test_another_content_under_the_same_key_answers_409(client: TestClient) -> None:
    client.post("/figures", json={"figures": [figure()]}, headers=KEY)
    answer = client.post("/figures", json={"figures": [figure(value="406")]}, headers=KEY)
    assert (answer.status_code, answer.json()["code"]) == (409, "IND-040")


def test_without_the_right_nothing_is_written(client: TestClient) -> None:
    answer = client.post("/figures", json={"figures": [figure()]}, headers={"Idempotency-Key": "k1"})
    assert (answer.status_code, answer.json()["code"]) == (403, "ORG-020")


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        ({"figures": [figure()]}, {"Authorization": "Bearer x"}),
        ({"figures": [figure(value=4.5)]}, KEY),
        ({"figures": [figure(value=True)]}, KEY),
        ({"figures": [figure(scenario="plan")]}, KEY),
        ({"rows": []}, KEY),
    ],
)
def test_a_request_of_another_form_is_refused(client: TestClient, body: Any, headers: dict[str, str]) -> None:
    assert client.post("/figures", json=body, headers=headers).status_code == 422
