"""Figures that systems send: the rules of an import, and a key that makes sending twice safe."""

import threading
from typing import Any

import pytest
from django.db import connection

from tinhso.engines.indicators import api
from tinhso.engines.indicators.contracts import DefinitionView, SourceKind
from tinhso.engines.indicators.contracts.import_errors import (
    IdempotencyConflict,
    IdempotencyKeyMissing,
    TooManyFigures,
)
from tinhso.engines.indicators.logic.importing import posting
from tinhso.engines.indicators.models import AcceptedRequest, Entry
from tinhso.engines.indicators.testing import make_definition, make_dimension
from tinhso.engines.orgs.api import anonymous_rights
from tinhso.engines.orgs.contracts import NoRight
from tinhso.engines.orgs.testing import Territory, everything_rights
from tinhso.engines.trust import api as trust

pytestmark = pytest.mark.django_db
RIGHTS = everything_rights("token:one-stop")


def row(value: Any = "405", **parts: Any) -> dict[str, Any]:
    return {"indicator": "dossiers", "unit": "24373", "period": "nd09:2026-10", "value": value} | parts


def test_sent_figures_stand_as_coming_from_a_system(territory: Territory, dossiers: DefinitionView) -> None:
    summary = api.post_figures([row(), row(12, unit="24133")], rights=RIGHTS, idempotency_key="k1")
    assert (summary.committed, summary.accepted) == (True, 2)
    entries = api.entries_of(summary.event_ids[0])
    assert {(one.value, one.source) for one in entries} == {(405, SourceKind.CONNECTOR), (12, SourceKind.CONNECTOR)}
    event = trust.event(summary.event_ids[0])
    assert (event.kind, trust.texts(event.id)["actor"]) == ("indicators.posted", "token:one-stop")


def test_the_same_key_and_rows_are_answered_again_and_written_once(
    territory: Territory, dossiers: DefinitionView
) -> None:
    first = api.post_figures([row()], rights=RIGHTS, idempotency_key="k1")
    again = api.post_figures([row()], rights=RIGHTS, idempotency_key="k1")
    assert again == first
    assert Entry.objects.count() == 1
    by_another = api.post_figures([row()], rights=everything_rights("token:other"), idempotency_key="k1")
    assert (by_another.accepted, by_another.unchanged) == (0, 1)


def test_the_same_key_with_other_rows_is_a_conflict(territory: Territory, dossiers: DefinitionView) -> None:
    api.post_figures([row()], rights=RIGHTS, idempotency_key="k1")
    with pytest.raises(IdempotencyConflict):
        api.post_figures([row("406")], rights=RIGHTS, idempotency_key="k1")


def test_the_same_key_with_another_reason_is_a_conflict(territory: Territory, dossiers: DefinitionView) -> None:
    api.post_figures([row()], rights=RIGHTS, idempotency_key="k1")
    api.post_figures([row("406")], rights=RIGHTS, idempotency_key="k2", reason="đếm lại")
    assert api.post_figures([row("406")], rights=RIGHTS, idempotency_key="k2", reason="đếm lại").corrected == 1
    with pytest.raises(IdempotencyConflict):
        api.post_figures([row("406")], rights=RIGHTS, idempotency_key="k2", reason="gộp hồ sơ trùng")


def test_no_value_is_another_content_than_the_word_for_it(territory: Territory, dossiers: DefinitionView) -> None:
    api.post_figures([row(None, missing="refused")], rights=RIGHTS, idempotency_key="k1")
    with pytest.raises(IdempotencyConflict):
        api.post_figures([row("None", missing="refused")], rights=RIGHTS, idempotency_key="k1")


def test_a_refused_request_may_come_again_once_its_cause_is_gone(
    territory: Territory, dossiers: DefinitionView
) -> None:
    rows = [row(), row(1, indicator="later")]
    refused = api.post_figures(rows, rights=RIGHTS, idempotency_key="k1")
    assert not refused.committed
    assert [(one.row, one.column, one.code) for one in refused.rejections] == [(2, "indicator", "IND-001")]
    assert not Entry.objects.exists()
    make_definition("later")
    assert api.post_figures(rows, rights=RIGHTS, idempotency_key="k1").accepted == 2


def test_a_correction_by_a_system_needs_a_reason_too(territory: Territory, dossiers: DefinitionView) -> None:
    api.post_figures([row()], rights=RIGHTS, idempotency_key="k1")
    refused = api.post_figures([row("406")], rights=RIGHTS, idempotency_key="k2")
    assert [one.code for one in refused.rejections] == ["IND-012"]
    refused = api.post_figures([row("406")], rights=RIGHTS, idempotency_key="k2", reason="  ")
    assert [one.code for one in refused.rejections] == ["IND-012"]
    assert api.post_figures([row("406", note="sửa nguồn")], rights=RIGHTS, idempotency_key="k3").corrected == 1
    assert api.post_figures([row("407")], rights=RIGHTS, idempotency_key="k4", reason="sửa nguồn").corrected == 1


def test_splits_come_as_a_mapping(territory: Territory) -> None:
    make_dimension("sex", "F", "M")
    make_definition("split", dimensions=["sex"])
    rows = [row(1, indicator="split", dims={"sex": "F"}), row(2, indicator="split", dims={})]
    summary = api.post_figures(rows, rights=RIGHTS, idempotency_key="k1")
    assert {one.key.dims for one in api.entries_of(summary.event_ids[0])} == {"", "sex=F"}


@pytest.mark.parametrize("value", [4.05, True, ["405"]])
def test_a_value_that_is_neither_text_nor_a_whole_number_is_refused(
    territory: Territory, dossiers: DefinitionView, value: Any
) -> None:
    summary = api.post_figures([row(value)], rights=RIGHTS, idempotency_key="k1")
    assert not summary.committed
    assert "IND-035" in {one.code for one in summary.rejections}


def test_a_key_of_the_right_length_a_bounded_request_and_the_right_are_needed(
    territory: Territory, dossiers: DefinitionView, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key in ("", "k" * 71):
        with pytest.raises(IdempotencyKeyMissing):
            api.post_figures([row()], rights=RIGHTS, idempotency_key=key)
    with pytest.raises(NoRight):
        api.post_figures([row()], rights=anonymous_rights(), idempotency_key="k1")
    monkeypatch.setattr(posting, "ROWS_LIMIT", 1)
    with pytest.raises(TooManyFigures):
        api.post_figures([row(), row()], rights=RIGHTS, idempotency_key="k1")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_the_same_request_twice_at_once_is_written_once(
    territory: Territory, dossiers: DefinitionView, monkeypatch: pytest.MonkeyPatch
) -> None:
    both_asked = threading.Barrier(2, timeout=20)
    asked = posting._answer
    own = threading.local()

    def answer_together(*arguments: str) -> Any:
        known = asked(*arguments)
        if known is None and not getattr(own, "asked", False):
            own.asked = True
            both_asked.wait()
        return known

    monkeypatch.setattr(posting, "_answer", answer_together)
    answers: list[Any] = []

    def send() -> None:
        try:
            answers.append(api.post_figures([row()], rights=RIGHTS, idempotency_key="k1"))
        except BaseException as error:
            answers.append(error)
        finally:
            connection.close()

    senders = [threading.Thread(target=send, name=f"sender-{number}") for number in range(2)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join(30)
    assert answers[0] == answers[1]
    assert answers[0].accepted == 1
    assert (Entry.objects.count(), AcceptedRequest.objects.count()) == (1, 1)
