"""Every fault that can be made happen is named with what to do; nothing that was said to be fine is not."""

from __future__ import annotations

import errno
import os
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.db import InterfaceError, OperationalError, connection, transaction
from django.test import Client
from django.utils import translation

from tinhso.engines.operation import api
from tinhso.engines.operation.contracts import Finding, HealthState
from tinhso.engines.operation.logic import leaving
from tinhso.engines.operation.logic.checks import copies, machine
from tinhso.engines.operation.logic.durable_files import write_json
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.testing import cast, small_territory
from tinhso.engines.trust import api as trust
from tinhso.engines.trust import witness
from tinhso.engines.trust.contracts import ClockWentBack
from tinhso.engines.trust.testing import record_some, seal_now
from tinhso.kernel.clock import FrozenClock
from tinhso.kernel.errors import TinhSoError
from tinhso.web_kit.storage_faults import storage_fault

pytestmark = pytest.mark.django_db
GOOD, WARN, BAD = HealthState.GOOD, HealthState.WARN, HealthState.BAD


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    settings.TINHSO_HOME, settings.TINHSO_NOW = tmp_path, None
    return tmp_path


def found(key: str, language: str = "vi") -> Finding:
    with translation.override(language):
        return next(one for one in api.check_health().findings if one.key == key)


def test_every_check_can_be_made_and_says_what_to_do_in_both_languages() -> None:
    for language in ("vi", "en"):
        with translation.override(language):
            health = api.check_health()
        assert len({one.key for one in health.findings}) == len(health.findings) > 10
        assert [one.key for one in health.findings if (one.state is GOOD) == bool(one.todo)] == []
    assert found("backup", "en").said == "there is no backup yet"


@pytest.mark.parametrize(("age", "state"), [(1, GOOD), (30, WARN), (80, BAD)])
def test_a_backup_grows_old(home: Path, age: int, state: HealthState) -> None:
    made_at = datetime.now(UTC) - timedelta(hours=age)
    write_json(home / "operation/backup.json", {"made_at": made_at.isoformat(), "folder": str(home)})
    assert found("backup").state is state


def test_a_drill_that_failed_must_be_acted_on(home: Path) -> None:
    moment = datetime.now(UTC).isoformat()
    kept = {"folder": "x", "made_at": moment, "drilled_at": moment, "seconds": 3, "problem": "trust_event 3: differs"}
    write_json(home / "operation/drill.json", kept)
    assert found("drill").state is BAD
    assert "trust_event 3" in found("drill").said
    write_json(home / "operation/drill.json", kept | {"problem": ""})
    assert found("drill").state is GOOD


@pytest.mark.parametrize(
    ("behind", "problem", "state"), [(2, "", GOOD), (9, "", WARN), (300, "", BAD), (3, "No space left on device", WARN)]
)
def test_a_second_medium_that_stays_behind_is_shown_with_its_lag(
    home: Path, settings: Any, monkeypatch: pytest.MonkeyPatch, behind: int, problem: str, state: HealthState
) -> None:
    if connection.vendor != "sqlite":
        assert found("second_medium").state is WARN
        return
    settings.TINHSO_SECOND_MEDIUM = home / "second"
    monkeypatch.setattr(copies, "_is_other_disk", lambda medium: True)
    covered = datetime.now(UTC) - timedelta(seconds=behind)
    write_json(home / "operation/second-medium.json", {"covered_at": covered.isoformat(), "problem": problem})
    assert found("second_medium").state is state
    assert f"{behind},"[:2] in found("second_medium").said
    assert problem in found("second_medium").said


def test_a_second_medium_on_the_same_disk_is_none(home: Path, settings: Any) -> None:
    if connection.vendor == "sqlite":
        (home / "second").mkdir()
        settings.TINHSO_SECOND_MEDIUM = home / "second"
        covered = datetime.now(UTC)
        write_json(home / "operation/second-medium.json", {"covered_at": covered.isoformat(), "problem": ""})
        assert found("second_medium", "en").state is WARN
        assert "same disk" in found("second_medium", "en").said


def test_a_clock_that_went_back_stops_sealing_and_is_shown() -> None:
    record_some(2)
    seal_now()
    with trust.use_clock(datetime.now(UTC) - timedelta(hours=2)):
        record_some(1)
        with pytest.raises(ClockWentBack):
            trust.seal_all()
        assert found("clock").state is BAD
        assert "TRU-010" in found("clock").todo
    assert found("clock").state is GOOD
    assert trust.seal_all()


def test_what_nobody_seals_is_shown_with_its_wait() -> None:
    with trust.use_clock(datetime.now(UTC) - timedelta(minutes=30)):
        record_some(3)
    assert found("sealing").state is BAD
    assert "3" in found("sealing").said
    seal_now()
    assert found("sealing").state is GOOD


def test_a_checkpoint_leaves_once_a_day_for_every_place_that_was_named(home: Path, settings: Any) -> None:
    settings.TINHSO_CHECKPOINTS = (str(home / "one"), str(home / "two"), "thanhtra@example.invalid")
    record_some(2)
    sealed = seal_now()
    assert found("checkpoints").state is WARN
    api.publish_when_due()
    api.publish_when_due()
    for place in ("one", "two"):
        (file,) = (home / place).iterdir()
        assert file.read_text() == sealed.note
    (message,) = mail.outbox
    assert message.body == sealed.note
    assert found("checkpoints").state is GOOD
    yesterday = (datetime.now(UTC) - timedelta(hours=30)).isoformat()
    write_json(home / "operation/checkpoint-left.json", {"tree_size": 2, "at": yesterday})
    assert found("checkpoints").state is WARN
    api.publish_when_due()
    assert len(mail.outbox) == 2


def test_a_witness_is_asked_and_answers_through_the_folder_and_its_silence_is_named(
    home: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leaving, "_looked", [-1e9])
    agency, share = home / "agency", home / "share"
    key = witness.init_witness(agency, "thanhtra.example/w1")
    settings.TINHSO_WITNESSES, settings.TINHSO_CHECKPOINTS = (key.text(),), (str(share),)
    record_some(3)
    seal_now()
    witness.trust_log(agency, trust.verifier_key().text())
    api.publish_when_due()
    assert found("witnesses").state is WARN
    (request,) = share.glob("request-*.txt")
    answer = share / request.name.replace("request", "cosigned")
    answer.write_text("a file that is being written")
    leaving.collect_cosignatures()
    answer.write_text(witness.cosign(agency, request.read_text()))
    leaving.collect_cosignatures()
    leaving.collect_cosignatures()
    assert found("witnesses").state is GOOD
    assert len(trust.events(kind="trust.cosigned")) == 1
    later = datetime.now(UTC) + timedelta(days=4)
    with trust.use_clock(FrozenClock(later)):
        assert "thanhtra.example/w1" in found("witnesses").said


def test_a_key_that_is_gone_or_open_is_named(home: Path) -> None:
    record_some(1)
    seal_now()
    (home / "keys/sealer.key").chmod(0o644)
    assert "chmod 600" in found("sealing").todo
    (home / "keys/sealer.key").unlink()
    assert found("sealing").state is BAD


def test_a_key_declared_to_be_kept_apart_is_named_when_the_services_user_can_read_it(
    home: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.TINHSO_SEALER_KEYS = home / "sealer"
    record_some(1)
    seal_now()
    assert found("sealing").state is WARN
    assert "tinhso-sealer" in found("sealing").todo
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert found("sealing").state is GOOD


def test_a_folder_that_cannot_be_written_is_named(home: Path) -> None:
    (home / "operation").write_text("a file where a folder should be")
    assert found("writing").state is BAD


def test_a_disk_that_fills_up_is_shown_before_it_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    for free, state in ((50, GOOD), (10, WARN), (3, BAD)):
        usage = (100 * machine.GIB, (100 - free) * machine.GIB, free * machine.GIB)
        monkeypatch.setattr(
            machine.shutil, "disk_usage", lambda _, usage=usage: machine.shutil._ntuple_diskusage(*usage)
        )
        assert found("disk").state is state


def test_a_mail_server_that_is_dead_is_shown(settings: Any) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1"
        settings.EMAIL_PORT = probe.getsockname()[1]
        assert found("mail").state is WARN
        probe.listen()
        assert found("mail").state is GOOD


def test_a_damaged_snapshot_is_shown_and_figures_are_not_lost(home: Path) -> None:
    (home / "cube").mkdir()
    (home / "cube/manifest.json").write_text("{ not json")
    assert found("snapshot").state is WARN
    assert "rebuild" in found("snapshot").todo


def test_a_check_that_breaks_says_so_and_the_others_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Finding:
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM no_such_table")
        raise AssertionError

    monkeypatch.setattr("tinhso.engines.operation.logic.health.CHECKS", (broken, copies.check_backup))
    first, second = api.check_health().findings
    assert (first.state, second.key) == (BAD, "backup")


FAULTS = [
    (OperationalError("database is locked"), "WEB-510"),
    (OperationalError("database or disk is full"), "WEB-511"),
    (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), "WEB-511"),
    (OperationalError("attempt to write a readonly database"), "WEB-512"),
    (OperationalError("server closed the connection unexpectedly"), "WEB-513"),
    (InterfaceError("connection already closed"), "WEB-513"),
]


@pytest.mark.parametrize(("problem", "code"), FAULTS, ids=lambda value: str(value)[:30])
def test_whatever_keeps_the_database_from_writing_has_a_name_on_the_page_and_for_machines(
    monkeypatch: pytest.MonkeyPatch, problem: Exception, code: str
) -> None:
    def fails(*_: object) -> None:
        raise problem

    fault = storage_fault(problem)
    assert isinstance(fault, TinhSoError)
    assert fault.code == code
    monkeypatch.setattr("tinhso.site.health.trust.latest_checkpoint", fails)
    client = Client(SERVER_NAME="localhost", raise_request_exception=False)
    page = client.get("/suc-khoe", headers={"Accept": "text/html"})
    assert page.status_code == fault.status >= 503
    assert code in page.content.decode()
    answer = client.get("/suc-khoe", headers={"Accept": "application/json"})
    assert answer.json()["code"] == code


def operator() -> Client:
    small = small_territory()
    cast(small)
    client = Client(SERVER_NAME="localhost")
    client.force_login(orgs.User.objects.get(username="cntt"))
    return client


def test_the_page_of_jobs_shows_what_failed_and_runs_it_again() -> None:
    client, tried = operator(), []

    def refuses(message: object) -> None:
        tried.append(message)
        if len(tried) == 1:
            raise ValueError("máy chủ thư không trả lời")

    trust.subscribe("test.news", "refuses", refuses)
    try:
        with transaction.atomic():
            trust.publish("test.news", {"a": 1})
        trust.deliver()
        assert found("deliveries").state is BAD
        page = client.get("/van-hanh/viec-nen").content.decode()
        assert "máy chủ thư không trả lời" in page
        assert trust.deliver() == 0
        number = trust.failing_deliveries()[0].id
        assert client.post("/van-hanh/viec-nen", {"viec": number}).status_code == 302
        assert trust.events(kind="trust.deliveries_retried")
        assert trust.deliver() == 1
    finally:
        trust.unsubscribe("test.news", "refuses")
    assert found("deliveries").state is GOOD


def test_the_page_of_jobs_says_how_far_forecasts_are_and_stops_them() -> None:
    client, address = operator(), "/van-hanh/viec-nen"
    assert "Chưa có lần tính nào." in client.get(address).content.decode()
    begun = datetime(2026, 11, 17, 6, 40, tzinfo=UTC)
    row = apps.get_model("evaluation", "ForecastRun").objects.create(
        state="running", day=begun.date(), tree_size=1, steps=360, made=90, worked_ms=3_000, begun_at=begun
    )
    page = client.get(address).content.decode()
    for words in ("<strong>90/360</strong>", "25%", "9 giây", "đang tính", 'value="dung"'):
        assert words in page
    assert client.post(address, {"du-bao": "dung"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "cancelled"
    page = client.get(address).content.decode()
    assert "đã dừng" in page
    assert 'value="tiep"' in page
    client.post(address, {"du-bao": "tiep"})
    row.refresh_from_db()
    assert row.state == "running"
    client.force_login(orgs.User.objects.get(username="chutich"))
    assert client.post(address, {"du-bao": "dung"}).status_code == 403
    row.refresh_from_db()
    assert row.state == "running"


def test_the_page_says_in_one_sentence_how_today_stands(django_assert_max_num_queries: Any) -> None:
    client = operator()
    seal_now()
    with django_assert_max_num_queries(60):
        page = client.get("/van-hanh").content.decode()
    assert "<h1>Có 1 việc cần làm ngay</h1>" in page.replace("\n", "")
    assert "chưa có bản sao lưu nào" in page
