"""`GET series`: the same rows for machines, in pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.testing import TestClient

from tinhso.engines.cube import api
from tinhso.engines.cube.contracts import FigureQuery, MalformedQuery
from tinhso.engines.cube.rest import build_router
from tinhso.engines.indicators.testing import (
    make_definition,
    make_dimension,
    make_period,
    write_figure,
)
from tinhso.engines.orgs import api as orgs
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


class Posts:
    """An indicator by stage of school, of which every commune has the rows that were written."""

    def __init__(self) -> None:
        make_dimension("stage", "basic", "preschool", "primary")
        self.definition = make_definition("posts", dimensions=["stage"])
        self.period = make_period(OCTOBER.code)
        self.units = {unit.code: unit.id for unit in orgs.units_on("commune", OCTOBER.end)}
        self.codes = sorted(self.units)

    def write(self, code: str, stage: str, value: int) -> None:
        write_figure(self.definition, self.units[code], self.period, value, key={"dims": f"stage={stage}"})


def series(client: TestClient, **changes: Any) -> dict[str, Any]:
    asked = {"indicator": "dossiers", "periods": OCTOBER.code, "level": "commune"} | changes
    response = client.get("/series", query_params={name: str(value) for name, value in asked.items()})
    assert response.status_code == 200
    answer: dict[str, Any] = response.json()
    return answer


def row_keys(page: dict[str, Any]) -> list[tuple[str, str]]:
    return [(row["unit"], row["dim.stage"]) for row in page["items"]]


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


def test_rows_that_come_between_two_pages_are_neither_lost_nor_told_twice(client: TestClient) -> None:
    """A combination that occurs for the first time is a row of every unit: each later row moves by several places."""
    posts = Posts()
    for code in posts.codes:
        posts.write(code, "preschool", 10)
    asked = {"indicator": "posts", "dims": "all", "limit": 2}
    page = series(client, **asked)
    assert row_keys(page) == [(code, "preschool") for code in posts.codes[:2]]
    posts.write(posts.codes[0], "basic", 1)
    posts.write(posts.codes[3], "primary", 2)
    told = []
    while page["next_cursor"]:
        page = series(client, **asked, cursor=page["next_cursor"])
        told += row_keys(page)
    assert told == [
        (posts.codes[1], "primary"),
        *((code, stage) for code in posts.codes[2:] for stage in ("basic", "preschool", "primary")),
    ]


def test_behind_a_key_without_a_row_come_the_rows_that_would_follow_it(client: TestClient) -> None:
    table = api.query(FigureQuery(("dossiers",), (OCTOBER,), "commune", everything_rights()))
    keys = [table.key_at(place) for place in range(len(table))]
    assert [table.place_after(key) for key in keys] == [1, 2, 3, 4]
    assert table.place_after(replace(keys[1], unit_since=date(2099, 1, 1))) == 2
    assert table.place_after(replace(keys[1], unit_since=date(1900, 1, 1))) == 1
    assert table.place_after(replace(keys[0], indicator="a")) == 0
    assert table.place_after(replace(keys[0], indicator="z")) == 4


@pytest.mark.parametrize(
    "changes",
    [
        {"structure": "yesterday"},
        {"as_of": "soon"},
        {"as_of": "9" * 5000},
        {"scenario": "dream"},
        {"cursor": "x"},
        {"cursor": "4"},
        {"cursor": "W10="},
        {"cursor": "e30="},
        {"cursor": "NQ=="},
        {"cursor": "WyJhIiwiYiIsIjIwMjUtMDctMDEiLDUsIiJd"},
        {"cursor": "WyJhIiwiYiIsNSwiMjAyNi0xMCIsIiJd"},
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
