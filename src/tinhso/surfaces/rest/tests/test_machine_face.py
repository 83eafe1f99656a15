"""`/api/v1` as machines meet it: who is let in, how far, in pages, and refused in kind."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.conf import LazySettings
from django.http import HttpResponse
from django.test import Client

from tinhso.engines.cube import api as cube
from tinhso.engines.indicators.testing import make_definition, make_period, write_figure
from tinhso.engines.insight.testing import load_board
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Role
from tinhso.engines.orgs.testing import ACTOR
from tinhso.engines.reporting.testing import World, ask, at, know, small_world
from tinhso.engines.trust import api as trust
from tinhso.testing.standing import standing

pytestmark = pytest.mark.django_db
NOW = "2026-11-17 13:42"
NOVEMBER, EA_KAR = "nd09:2026-11", "24373"


def _at_work() -> World:
    with at("2026-11-01 08:00"):
        made = small_world()
        secret = make_definition("secret_count", publication="internal")
        for code in made.territory.communes:
            know(made, code)
            write_figure(secret, made.unit_id(code), make_period(NOVEMBER), 5)
        load_board()
        orgs.create_user("one-stop", actor=ACTOR, title_vi="Hệ thống một cửa")
        orgs.grant_role("one-stop", Role.CONNECTOR, made.unit_id("66"), actor=ACTOR, valid_from=date(2025, 7, 1))
    with at("2026-11-02 08:00"):
        ask(made)
        trust.seal_all()
    return made


machine_face_world = standing("machine_face_world", _at_work)


@pytest.fixture
def world(machine_face_world: World, settings: LazySettings) -> Iterator[World]:
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]
    with at(NOW):
        yield machine_face_world


def get(path: str, secret: str = "", login: str = "") -> HttpResponse:
    client = Client()
    if login:
        client.force_login(orgs.User.objects.get(username=login), backend="django.contrib.auth.backends.ModelBackend")
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    return client.get(f"/api/v1/{path}", headers=headers)


def token(login: str, *scopes: str, until: date = date(2027, 1, 1)) -> str:
    return orgs.create_token(login, f"{login}-machine", scopes=scopes, expires_on=until, actor=ACTOR)


def refused(response: HttpResponse, status: int, code: str) -> dict[str, Any]:
    """The problem a refusal carries, in the form RFC 9457 wants."""
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    problem: dict[str, Any] = json.loads(response.content)
    assert problem["code"] == code
    assert problem["type"] == f"urn:tinhso:error:{code}"
    assert problem["status"] == status
    return problem


def test_without_a_token_only_what_is_public_is_answered(world: World) -> None:
    codes = {one["code"] for one in get("indicators").json()["items"]}
    assert "dossiers_received" in codes
    assert "secret_count" not in codes
    [row] = get(f"series?indicator=online_share&periods={NOVEMBER}&level=province").json()["items"]
    assert (row["value"], row["received"], row["expected"]) == ("61.9", 4, 4)
    refused(get(f"series?indicator=secret_count&periods={NOVEMBER}&level=province"), 404, "CUB-002")
    assert get("requests").json()["items"] == []
    assert get("assignments").json()["items"] == []
    assert get(f"proof?indicator=online_share&unit=66&period={NOVEMBER}").json()["figure"]["value"] == "61.9"
    refused(get(f"proof?indicator=secret_count&unit=66&period={NOVEMBER}"), 404, "CUB-002")


def test_a_token_opens_what_its_account_may_and_its_scopes_name(world: World) -> None:
    reading = token("vp.khoa", "see_figures")
    [row] = get(f"series?indicator=secret_count&periods={NOVEMBER}&level=province", reading).json()["items"]
    assert row["value"] == "20"
    assert [one["code"] for one in get("requests", reading).json()["items"]] == ["cds-thang.2026-11"]
    # The same account through a token that does not name the action.
    refused(
        get(f"series?indicator=secret_count&periods={NOVEMBER}&level=province", token("vp.khoa", "lock")),
        404,
        "CUB-002",
    )
    commune = token("eakar.nhap", "see_figures")
    items = get(f"series?indicator=secret_count&periods={NOVEMBER}&level=commune", commune).json()["items"]
    assert [one["unit"] for one in items] == [EA_KAR]


def test_posting_needs_its_own_scope_and_never_a_cookie(world: World) -> None:
    figures = {"figures": [{"indicator": "dossiers_received", "unit": EA_KAR, "period": NOVEMBER, "value": "1261"}]}
    body = json.dumps({**figures, "reason": "đếm lại"})

    def post(secret: str = "", login: str = "", key: str = "k1") -> HttpResponse:
        client = Client()
        if login:
            user = orgs.User.objects.get(username=login)
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        headers = {"Idempotency-Key": key} | ({"Authorization": f"Bearer {secret}"} if secret else {})
        return client.post("/api/v1/figures", body, content_type="application/json", headers=headers)

    refused(post(), 403, "ORG-020")
    refused(post(login="eakar.nhap"), 403, "ORG-020")
    refused(post(token("one-stop", "see_figures")), 403, "ORG-020")
    machine = token("one-stop", "post_figures")
    first, again = post(machine), post(machine)
    assert (first.status_code, json.loads(first.content)["corrected"]) == (200, 1)
    assert first.content == again.content


def test_a_body_that_is_no_json_or_too_large_is_refused_in_kind(world: World, settings: LazySettings) -> None:
    machine = token("one-stop", "post_figures")
    headers = {"Idempotency-Key": "k9", "Authorization": f"Bearer {machine}"}

    def post(body: bytes, kind: str) -> HttpResponse:
        return Client(raise_request_exception=False).post("/api/v1/figures", body, content_type=kind, headers=headers)

    for kind in (
        "text/plain",
        "application/xml",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=utf-16",
    ):
        problem = refused(
            post(b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--', kind), 415, "RES-007"
        )
        assert kind in problem["detail"]
    assert post(b'{"figures": []}', "application/json; charset=utf-8").status_code != 415
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024**2
    problem = refused(
        post(b'{"figures": [], "reason": "' + b"x" * 3 * 1024**2 + b'"}', "application/json"), 413, "WEB-413"
    )
    assert "2 MB" in problem["detail"]


def test_a_session_opens_reading(world: World) -> None:
    path = f"series?indicator=secret_count&periods={NOVEMBER}&level=province"
    assert get(path, login="vp.khoa").json()["items"][0]["value"] == "20"


@pytest.mark.parametrize("secret", ["wrong", "ts_" + "0" * 40])
def test_a_wrong_token_is_refused_and_told_how_to_come(world: World, secret: str) -> None:
    response = get("indicators", secret)
    refused(response, 401, "ORG-026")
    assert response["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("sent", ["Basic dGVzdDp0ZXN0", "ts_" + "0" * 40])
def test_a_credential_of_another_kind_is_refused_and_never_said_again(world: World, sent: str) -> None:
    response = Client(headers={"Authorization": sent}).get("/api/v1/indicators")
    problem = refused(response, 401, "RES-010")
    assert response["WWW-Authenticate"] == "Bearer"
    assert sent.split()[-1] not in json.dumps(problem)


@pytest.mark.parametrize("day", ["1763337600", "2026-11-17T00:00:00", "17/11/2026", "2026-02-30", ""])
def test_a_day_is_read_as_iso_writes_it_and_as_nothing_else(world: World, day: str) -> None:
    for path in ("indicators", "units"):
        assert "query.on" in refused(get(f"{path}?on={day}"), 422, "RES-001")["detail"]
        assert get(f"{path}?on=2026-11-17").json()["on"] == "2026-11-17"


def test_one_question_is_about_so_many_periods_and_no_more(world: World) -> None:
    path = "series?indicator=online_share&level=province&limit=1&periods=nd09:1977-01.."
    assert get(f"{path}nd09:2026-12").status_code == 200
    assert "601" in refused(get(f"{path}nd09:2027-01"), 422, "CUB-019")["detail"]


@pytest.mark.parametrize("text", ["%F0%9F%98%80", "-", "%E2%80%A6"])
def test_a_text_without_a_letter_finds_nothing_rather_than_everything(world: World, text: str) -> None:
    for path in ("indicators", "units"):
        page = get(f"{path}?q={text}").json()
        assert (page["items"], page["next_cursor"]) == ([], None)
        assert get(f"{path}?q=%20").json()["items"]


def test_an_expired_token_is_refused_like_a_wrong_one(world: World) -> None:
    refused(get("indicators", token("vp.khoa", "see_figures", until=date(2026, 11, 16))), 401, "ORG-026")


def test_what_does_not_fit_its_form_is_refused_with_the_place(world: World) -> None:
    problem = refused(get("units?limit=0"), 422, "RES-001")
    assert "query.limit" in problem["detail"]
    for path, names in (
        ("units?leve=commune", ("leve", "level")),
        ("units?level=commune&utm_source=x", ("utm_source",)),
        (f"series?indicator=online_share&periods={NOVEMBER}&level=commune&as-of=2026-11-01", ("as-of", "as_of")),
        ("figures/1/proof?x=1", ("x",)),
        ("indicators?offset=100", ("offset", "cursor")),
    ):
        problem = refused(get(path), 422, "RES-006")
        assert all(name in problem["detail"] for name in names), problem["detail"]
    problem = refused(get("units?level=nope"), 422, "ORG-009")
    assert "commune" in problem["detail"]
    refused(get("units?level=district"), 422, "ORG-009")
    assert get("units?level=district&on=2025-06-30").json()["items"]
    problem = refused(get("proof?indicator=online_share"), 422, "RES-001")
    assert "query.unit" in problem["detail"]
    problem = refused(get(f"proof?indicator=online_share&unit=66&period={NOVEMBER}&structure=x"), 400, "INS-004")
    assert "structure" in problem["detail"]
    refused(get(f"proof?indicator=online_share&unit=66&period={NOVEMBER}&as_of=x"), 400, "INS-004")
    refused(get(f"series?indicator=online_share&periods={NOVEMBER}&level=nope"), 422, "CUB-005")
    refused(get("figures/99999999/proof"), 404, "IND-025")


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("units?level=commune&level=province", "level"),
        ("units?limit=1&limit=1", "limit"),
        (f"series?indicator=online_share&indicator=dossiers_received&periods={NOVEMBER}&level=commune", "indicator"),
        (f"proof?indicator=online_share&unit=66&unit=24373&period={NOVEMBER}", "unit"),
        ("assignments?cursor=&cursor=", "cursor"),
    ],
)
def test_a_parameter_named_twice_is_refused_instead_of_answered_by_its_last(world: World, path: str, name: str) -> None:
    assert f"“{name}”" in refused(get(path), 422, "RES-008")["detail"]


def test_no_operation_takes_a_list_that_naming_twice_would_fill(world: World) -> None:
    described = get("openapi.json").json()
    taken = [
        one
        for methods in described["paths"].values()
        for operation in methods.values()
        for one in operation.get("parameters", ())
        if one["in"] == "query"
    ]
    assert len(taken) > 20
    assert [one["name"] for one in taken if one["schema"].get("type") == "array"] == []


def test_an_address_or_method_that_is_not_there_answers_a_machine(world: World) -> None:
    refused(get("nothing"), 404, "RES-003")
    refused(get("figures/x/proof"), 404, "RES-003")
    refused(get("figures/x%0Ay/proof"), 404, "RES-003")
    for method in ("post", "put", "patch", "delete"):
        answer = getattr(Client(), method)("/api/v1/units", headers={"Accept": "text/html"})
        refused(answer, 405, "RES-005")
        assert answer["Allow"] == "GET, HEAD"
        strict = Client(enforce_csrf_checks=True)
        refused(getattr(strict, method)("/api/v1/openapi.json"), 405, "RES-005")
    assert Client().get("/api/v1/figures")["Allow"] == "POST"


@pytest.mark.parametrize("path", ["units?level=commune", "openapi.json", "units?leve=commune", "figures/0/proof"])
def test_head_answers_what_get_does_without_its_content(world: World, path: str) -> None:
    whole, head = get(path), Client().head(f"/api/v1/{path}")
    assert (head.status_code, head["Content-Type"]) == (whole.status_code, whole["Content-Type"])
    assert head["Content-Length"] == str(len(whole.content))
    assert head.content == b""
    refused_method = Client().head("/api/v1/figures")
    assert (refused_method.status_code, refused_method["Allow"]) == (405, "POST")


def test_half_a_character_is_refused_and_a_whole_one_read(world: World) -> None:
    headers = {"Authorization": f"Bearer {token('one-stop', 'post_figures')}", "Idempotency-Key": "k1"}
    for written, status, code in ((r"\ud83d", 400, "RES-002"), (r"\ud83d\ude00", 422, "")):
        figure = f'{{"indicator": "{written}", "unit": "24373", "period": "{NOVEMBER}", "value": "5"}}'
        answer = Client().post(
            "/api/v1/figures", f'{{"figures": [{figure}]}}', content_type="application/json", headers=headers
        )
        if code:
            refused(answer, status, code)
        else:
            assert (answer.status_code, answer.json()["rejections"][0]["code"]) == (status, "IND-001")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ('{"figures": [{"indicator": "a", "unit": "b", "period": "c", "value": "1", "value": "2"}]}', "RES-009"),
        ('{"figures": [], "figures": []}', "RES-009"),
        ('{"figures": [{"indicator": "a", "unit": "b", "period": "c", "dims": {"x": "F", "x": "M"}}]}', "RES-009"),
        ('{"figures": []}'.encode("utf-16"), "RES-002"),
    ],
)
def test_a_body_that_tells_one_thing_twice_or_is_not_utf8_is_not_read(world: World, body: Any, code: str) -> None:
    headers = {"Authorization": f"Bearer {token('one-stop', 'post_figures')}", "Idempotency-Key": "k1"}
    answer = Client().post("/api/v1/figures", body, content_type="application/json", headers=headers)
    refused(answer, 400, code)


def test_a_failure_answers_a_machine_whatever_it_accepts(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(cube, "query", fail)
    client = Client(raise_request_exception=False, headers={"Accept": "text/html"})
    refused(client.get(f"/api/v1/series?indicator=online_share&periods={NOVEMBER}&level=commune"), 500, "WEB-500")


@pytest.mark.parametrize("moment", ["0001-01-01", "0001-01-01T00:00:00%2B07:00", "9999-12-31T23:59:59-12:00"])
def test_a_moment_outside_the_calendar_is_refused(world: World, moment: str) -> None:
    series = f"series?indicator=online_share&periods={NOVEMBER}&level=commune&as_of={moment}"
    refused(get(series), 422, "CUB-010")
    refused(get(f"proof?indicator=online_share&unit=66&period={NOVEMBER}&as_of={moment}"), 400, "INS-004")


def test_pages_follow_their_cursor_to_the_end(world: World) -> None:
    machine, codes, cursor = token("vp.khoa", "see_figures"), list[str](), ""
    while True:
        page = get(f"assignments?limit=2&cursor={cursor}", machine).json()
        codes += [one["subject"] for one in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    # Four communes and the department's own consolidation.
    assert len(codes) == 5
    refused(get("assignments?cursor=x", machine), 422, "REP-091")


def test_a_proof_that_waits_for_the_seal_says_when_to_come_back(world: World) -> None:
    write_figure(world.definitions["households_trained"], world.unit_id(EA_KAR), make_period(NOVEMBER), 405)
    response = get(f"proof?indicator=households_trained&unit=66&period={NOVEMBER}")
    refused(response, 409, "TRU-013")
    assert response["Retry-After"] == "5"
    trust.seal_all()
    document = get(f"proof?indicator=households_trained&unit=66&period={NOVEMBER}").json()
    assert document["format"] == "tinhso-figure-proof/2"


def test_the_description_is_openapi_3_1_and_complete(world: World) -> None:
    described = get("openapi.json").json()
    assert described["openapi"] == "3.1.0"
    operations = {
        f"{method.upper()} {path.removeprefix('/api/v1/')}": operation
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    }
    assert operations.keys() == {
        "GET indicators",
        "GET consolidations/{code}",
        "POST figures",
        "GET units",
        "GET requests",
        "GET assignments",
        "GET assignments/{assignment_id}",
        "GET series",
        "GET figures/{entry_id}/proof",
        "GET proof",
    }
    for name, operation in operations.items():
        assert operation["summary"], name
        assert "application/problem+json" in operation["responses"]["4XX"]["content"], name
    assert "Problem" in described["components"]["schemas"]
    assert described["components"]["securitySchemes"]["BearerOrPublic"] == {"type": "http", "scheme": "bearer"}
