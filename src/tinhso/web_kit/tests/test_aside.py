"""What an answer does not wait for happens in a thread of its own, as whoever began it, and leaves nothing open."""

from __future__ import annotations

import threading
from contextvars import ContextVar

import pytest
from django.db import connections
from django.utils.translation import get_language, override

from tinhso.web_kit.aside import do_aside

PATIENCE_SECONDS = 30.0
CHOSEN: ContextVar[str] = ContextVar("chosen", default="")


def wait_for(name: str) -> None:
    for thread in threading.enumerate():
        if thread.name == name:
            thread.join(PATIENCE_SECONDS)
            assert not thread.is_alive()


def test_it_speaks_the_language_and_knows_what_whoever_began_it_had_chosen() -> None:
    began, found = threading.Event(), []

    def act() -> None:
        assert began.wait(PATIENCE_SECONDS)
        found.append((get_language(), CHOSEN.get(), threading.current_thread() is threading.main_thread()))

    chosen = CHOSEN.set("the clock")
    with override("en"):
        do_aside("told apart", act)
    CHOSEN.reset(chosen)
    # Whoever began it has gone on in another language by then.
    began.set()
    wait_for("told apart")
    assert found == [("en", "the clock", False)]


def test_a_failure_is_logged_and_its_connections_are_closed(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed_in: list[str] = []
    monkeypatch.setattr(type(connections), "close_all", lambda self: closed_in.append(threading.current_thread().name))

    def fail() -> None:
        raise ValueError("không tính được")

    do_aside("failing", fail)
    wait_for("failing")
    assert closed_in == ["failing"]
    assert "failing: failed beside an answer" in caplog.text
    assert "không tính được" in caplog.text
