"""`GET units` for machines."""

import pytest
from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.security.base import AuthBase
from ninja.testing import TestClient

from tinhso.engines.orgs import api
from tinhso.engines.orgs.rest import build_router
from tinhso.engines.orgs.testing import LAST_OLD, NEW, Territory


class Public(AuthBase):
    """Everybody is let in, as the public."""

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __call__(self, request: HttpRequest) -> api.Rights:
        return api.anonymous_rights()


@pytest.fixture
def machine(territory: Territory) -> TestClient:
    return TestClient(build_router(Public()))


def test_units_of_a_day_come_with_the_unit_above(machine: TestClient) -> None:
    answer = machine.get(f"/units?level=commune&on={NEW}").json()
    assert [(unit["code"], unit["parent"]) for unit in answer["items"]] == [
        ("22015", "66"),
        ("22045", "66"),
        ("24133", "66"),
        ("24373", "66"),
    ]
    assert answer["on"] == str(NEW)
    assert answer["next_cursor"] is None


def test_pages_follow_one_another_to_the_end(machine: TestClient) -> None:
    codes: list[str] = []
    cursor = ""
    while cursor is not None:
        answer = machine.get(f"/units?on={LAST_OLD}&limit=4&cursor={cursor}").json()
        codes += [unit["code"] for unit in answer["items"]]
        cursor = answer["next_cursor"]
    assert codes == sorted(set(codes))
    assert len(codes) == 9


def test_units_are_found_by_name_and_by_the_unit_above(machine: TestClient) -> None:
    assert [unit["code"] for unit in machine.get(f"/units?on={NEW}&q=ea kar").json()["items"]] == ["24373"]
    assert len(machine.get(f"/units?on={LAST_OLD}&within=54").json()["items"]) == 3


def test_a_wrong_question_is_not_answered(machine: TestClient) -> None:
    assert machine.get("/units?limit=0").status_code == 422
    assert machine.get("/units?on=hôm-nay").status_code == 422


def test_the_operation_describes_itself(machine: TestClient) -> None:
    described = NinjaAPI(urls_namespace="orgs-test")
    described.add_router("", build_router(Public()))
    operation = described.get_openapi_schema(path_prefix="/")["paths"]["/units"]["get"]
    assert {parameter["name"] for parameter in operation["parameters"]} == {
        "level",
        "on",
        "within",
        "q",
        "cursor",
        "limit",
    }
