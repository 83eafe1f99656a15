"""`GET series`: the same rows for machines, in pages."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.testing import TestClient

from tinhso.engines.cube import api
from tinhso.engines.cube.contracts import FigureQuery, MalformedQuery
from tinhso.engines.cube.rest import build_router
from tinhso.engines.indicators.testing import make_definition, make_period, write_figure
from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.orgs.testing import everything_rights, small_territory
from tinhso.kernel.periods import parse_period

pytestmark = pytest.mark.django_db
OCTOBER = parse_period("nd09:2026-10")


@pytest.fixture
def client() -> TestClient:
    territory = small_territory()
    dossiers = make_definition("dossiers")
    for number, unit in enumerate(territory.communes.values()):
        write_figure(dossiers, unit.id, make_period(OCTOBER.code), number)

    def rights(request: HttpRequest) -> Rights:
        return everything_rights()

    face = NinjaAPI(urls_namespace="test-series")
    face.add_router("", build_router(rights))  # type: ignore[arg-type]
    return TestClient(face)


def series(client: TestClient, **changes: Any) -> dict[str, Any]:
    asked = {"indicator": "dossiers", "periods": OCTOBER.code, "level": "commune"} | changes
    response = client.get("/series", query_params={name: str(value) for name, value in asked.items()})
    assert response.status_code == 200
    answer: dict[str, Any] = response.json()
    return answer


def test_a_series_says_what_a_query_says(client: TestClient) -> None:
    answer = series(client, exact=True)
    table = api.query(FigureQuery(("dossiers",), (OCTOBER,), "commune", everything_rights()))
    assert answer == {"tree_size": None, "items": table.to_records(exact=True), "next_cursor": None}
    assert all(isinstance(item["value"], str) for item in answer["items"])


def test_pages_follow_one_another_to_the_end(client: TestClient) -> None:
    whole, items, cursor = series(client)["items"], [], ""
    while True:
        page = series(client, limit=3, cursor=cursor)
        items += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert items == whole
    assert len(whole) == 4


@pytest.mark.parametrize(
    "changes",
    [
        {"structure": "yesterday"},
        {"as_of": "soon"},
        {"as_of": "9" * 5000},
        {"scenario": "dream"},
        {"cursor": "x"},
        {"cursor": "9" * 5000},
        {"dims": "some"},
    ],
)
def test_a_parameter_that_means_nothing_is_refused(client: TestClient, changes: dict[str, str]) -> None:
    with pytest.raises(MalformedQuery):
        series(client, **changes)


def test_a_day_is_a_structure(client: TestClient) -> None:
    assert (
        series(client, structure=date(2026, 1, 1).isoformat())["items"] == series(client, structure="current")["items"]
    )
