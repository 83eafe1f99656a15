"""The simulated one-stop system sends over HTTP what its desks did; the same request twice is written once."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import FigureKey, SourceKind
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Action, Role
from tinhso.engines.orgs.testing import Territory, small_territory
from tinhso.kernel.periods import parse_period
from tinhso.site.one_stop import KNOWN, keep_token, keep_waiting, post_over_http, rows_of, send_waiting, waiting_file

PACKAGE = Path(__file__).parents[5] / "packages" / "digital-government"
PERIOD = "nd09:2026-11"
FIGURES = {indicator: {"24373": 100 + position} for position, indicator in enumerate(KNOWN)}
ACTOR = "system:test"


@pytest.fixture
def sender(transactional_db: None) -> tuple[Territory, str]:
    territory = small_territory()
    indicators.load_package(PACKAGE, ACTOR)
    orgs.create_user("hethong.motcua", actor=ACTOR)
    orgs.grant_role("hethong.motcua", Role.CONNECTOR, territory.province.id, actor=ACTOR, valid_from=date(2025, 7, 1))
    secret = orgs.create_token(
        "hethong.motcua", "mot-cua", scopes=[Action.POST_FIGURES], expires_on=date(2030, 1, 1), actor=ACTOR
    )
    return territory, secret


def counts(answer: Any) -> tuple[int, int, int]:
    return answer["accepted"], answer["unchanged"], answer["corrected"]


def test_fourteen_cells_are_filled_and_the_same_request_is_written_once(
    sender: tuple[Territory, str], live_server: LiveServer
) -> None:
    territory, secret = sender
    rows = rows_of(FIGURES, PERIOD, ["24373"])
    assert len(rows) == 14
    first = post_over_http(rows, live_server.url, secret, "key-1")
    again = post_over_http(rows, live_server.url, secret, "key-1")
    assert first[0] == again[0] == 200
    assert first[1] == again[1]
    assert counts(first[1]) == (14, 0, 0)
    assert counts(post_over_http(rows, live_server.url, secret, "key-2")[1]) == (0, 14, 0)
    definition = indicators.definition("dossiers_received", date(2026, 11, 14))
    key = FigureKey(definition.indicator_id, territory.unit("24373").id, indicators.period_id(parse_period(PERIOD)))
    (entry,) = indicators.history(key)
    assert (entry.value, entry.source) == (100, SourceKind.CONNECTOR)


def test_another_value_under_the_same_key_and_a_foreign_token_are_refused(
    sender: tuple[Territory, str], live_server: LiveServer
) -> None:
    _, secret = sender
    rows = rows_of(FIGURES, PERIOD, ["24373"])
    post_over_http(rows, live_server.url, secret, "key-1")
    rows[0] = {**rows[0], "value": "99"}
    status, problem = post_over_http(rows, live_server.url, secret, "key-1")
    assert (status, problem["code"]) == (409, "IND-040")
    status, answer = post_over_http(rows, live_server.url, secret, "key-2", reason="hồ sơ rút lại")
    assert (status, counts(answer)) == (200, (0, 13, 1))
    assert post_over_http(rows, live_server.url, "tinhso_wrong", "key-3")[0] == 401


def test_what_waits_is_sent_once_when_the_product_serves(
    sender: tuple[Territory, str], live_server: LiveServer, settings: Any, tmp_path: Path
) -> None:
    territory, secret = sender
    settings.TINHSO_HOME = tmp_path
    keep_token(secret)
    rows = [row for row in rows_of(FIGURES, PERIOD, ["24373"]) if row["indicator"] == "public_kiosk_visits"]
    keep_waiting(rows)
    kept, told = waiting_file().read_bytes(), list[str]()
    assert send_waiting(live_server.url, told.append)
    assert not waiting_file().exists()
    waiting_file().write_bytes(kept)  # stopped before the file went
    assert send_waiting(live_server.url, told.append)
    definition = indicators.definition("public_kiosk_visits", date(2026, 11, 14))
    key = FigureKey(definition.indicator_id, territory.unit("24373").id, indicators.period_id(parse_period(PERIOD)))
    (entry,) = indicators.history(key)
    assert (entry.source, len(told)) == (SourceKind.CONNECTOR, 2)
