"""What a monitoring system reads and what the log says: every name documented, nobody's name in either."""

from __future__ import annotations

import io
import json
import logging
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError
from django.http import HttpRequest
from django.test import Client, RequestFactory

from tests.properties.installation import ROOT
from tinhso.engines.operation import api as operation
from tinhso.engines.trust.contracts import KeyOpenToOthers, NoEvent
from tinhso.engines.trust.testing import record_some, seal_now
from tinhso.site.log_lines import LogLines
from tinhso.site.settings.declared import WrongSetting, read_settings

pytestmark = pytest.mark.django_db
TOKEN = "a-token-of-more-than-twenty-characters"
PERSON = "nguyen.van.a"


def scrape(client: Client, **headers: str) -> dict[str, Any]:
    answer = client.get("/metrics", headers={"Host": "localhost"} | headers)
    assert answer.status_code == 200
    # Not above: the library finds out at its import that several processes count together.
    from prometheus_client.parser import text_string_to_metric_families

    return {family.name: family for family in text_string_to_metric_families(answer.content.decode())}


@pytest.fixture
def home(settings: Any, tmp_path: Path) -> Path:
    settings.TINHSO_HOME, settings.TINHSO_METRICS = tmp_path, "loopback"
    return tmp_path


def test_nothing_is_there_unless_it_was_asked_for(settings: Any) -> None:
    assert settings.TINHSO_METRICS == ""
    assert Client().get("/metrics").status_code == 404
    with pytest.raises(WrongSetting, match="at least 20"):
        read_settings({"TINHSO_METRICS": "short"})


def test_only_the_machine_itself_or_the_bearer_of_the_token_reads(home: Path, settings: Any) -> None:
    assert scrape(Client())
    assert Client().get("/metrics", headers={"Host": "localhost", "X-Forwarded-For": "10.0.0.7"}).status_code == 404
    assert Client().get("/metrics", headers={"Host": "localhost"}, REMOTE_ADDR="10.0.0.7").status_code == 404
    settings.TINHSO_METRICS = TOKEN
    assert Client().get("/metrics").status_code == 404
    assert Client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}x"}).status_code == 404
    assert scrape(Client(), Authorization=f"Bearer {TOKEN}")


def test_every_number_is_documented_and_none_holds_an_address_with_a_name(home: Path) -> None:
    record_some(3)
    seal_now()
    record_some(2)
    client = Client()
    client.get("/tai-khoan-don-vi/4711")
    client.get(f"/khong-co/{PERSON}")
    client.generic("BREW", "/healthz")
    answer = client.get("/metrics", headers={"Host": "localhost"}).content.decode()
    assert PERSON not in answer
    found = scrape(client)
    documented = (ROOT / "docs/reference/metrics.md").read_text(encoding="utf-8")
    names = {family.name + ("_total" if family.type == "counter" else "") for family in found.values()}
    assert [name for name in names if f"`{name}`" not in documented] == []
    assert {f"tinhso_{one.name}" for one in operation.MEASURES} >= {"tinhso_sealed_events", "tinhso_unsealed_events"}
    assert found["tinhso_sealed_events"].samples[0].value == 3
    assert found["tinhso_unsealed_events"].samples[0].value == 2
    counted = {(one.labels["method"], one.labels["route"]) for one in found["tinhso_requests"].samples}
    assert {("GET", "/tai-khoan-don-vi/<int:user_id>"), ("GET", "unknown"), ("OTHER", "/healthz")} <= counted


def test_a_measure_that_cannot_be_read_is_left_out_and_the_others_are_told(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "operation").mkdir()
    (home / "operation/backup.json").write_text('{"made_at": "not a moment"}')
    names = {one.name for one in operation.measure()}
    assert "backup_age_seconds" not in names
    assert {"sealed_events", "disk_free_bytes", "database_bytes", "migrated"} <= names


def logged(form: str, say: Any) -> str:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(LogLines(form=form))
    logger = logging.Logger("tinhso.test")
    logger.addHandler(handler)
    say(logger)
    return out.getvalue()


def asked(path: str) -> HttpRequest:
    return RequestFactory().get(path)


def fail(problem: Exception) -> Any:
    def say(logger: logging.Logger) -> None:
        try:
            raise problem
        except type(problem):
            logger.exception("worker: failed %d times in a row", 3)

    return say


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize(
    "say",
    [
        fail(IntegrityError(f"duplicate key: (email)=({PERSON}@example.vn)")),
        lambda logger: logger.error("%s", NoEvent(event_id=PERSON)),
        lambda logger: logger.warning("failed: %s", ValueError(PERSON)),
        lambda logger: logging.Logger.warning(
            logger, "%s", "x", extra={"request": asked(f"/tai-khoan-don-vi/{PERSON}"), "status_code": 404}
        ),
    ],
)
def test_no_line_of_the_log_holds_what_may_be_a_name(form: str, say: Any) -> None:
    line = logged(form, say)
    assert line
    assert PERSON not in line


def test_djangos_own_lines_name_the_pattern_and_not_the_address() -> None:
    request = asked(f"/tai-khoan-don-vi/{PERSON}")
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "Not Found: %s", (request.path,), None)
    record.__dict__.update(request=request, status_code=404)
    assert PERSON not in LogLines(form="json").format(record)


def test_a_line_is_one_object_with_what_the_officer_needs() -> None:
    told = json.loads(logged("json", fail(KeyOpenToOthers(file="/keys/sealer.key", mode="644"))))
    assert told["message"] == "worker: failed 3 times in a row"
    assert told["error"]["kind"] == "KeyOpenToOthers"
    assert told["error"]["code"] == "TRU-004"
    assert "test_monitoring.py" in told["error"]["at"][-1]
    told = json.loads(logged("json", lambda logger: logger.error("%s", KeyOpenToOthers(file="/k", mode="644"))))
    assert "644" in told["message"], "a fault of the installation says what it is"
    assert set(told) >= {"at", "level", "logger", "process", "message"}
