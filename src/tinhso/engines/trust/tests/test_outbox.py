"""The outbox: written with the act, handled once, retried with growing waits."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tinhso.engines.trust import api
from tinhso.engines.trust.contracts import MalformedEvent, OutboxState, RecordOutsideTransaction
from tinhso.engines.trust.models import Delivery, Lease
from tinhso.kernel.clock import FrozenClock

pytestmark = pytest.mark.django_db

START = datetime(2026, 11, 17, 6, 42, tzinfo=UTC)


class Listener:
    """A handler that remembers what it got and fails as often as told."""

    def __init__(self, failures: int = 0, error: Exception | None = None) -> None:
        self.got: list[Mapping[str, Any]] = []
        self.failures = failures
        self.error = error or RuntimeError("máy chủ thư không trả lời")

    def __call__(self, message: Mapping[str, Any]) -> None:
        Lease.objects.create(name=f"written {Lease.objects.count()}", holder="h", expires_at=START)
        if self.failures:
            self.failures -= 1
            raise self.error
        self.got.append(message)


Listen = Callable[..., Listener]


@pytest.fixture
def clock() -> Iterator[FrozenClock]:
    clock = FrozenClock(START)
    with api.use_clock(clock):
        yield clock


@pytest.fixture
def listen(clock: FrozenClock) -> Iterator[Listen]:
    registered = []

    def listen(name: str = "listener", **arguments: Any) -> Listener:
        listener = Listener(**arguments)
        api.subscribe("test.news", name, listener)
        registered.append(name)
        return listener

    yield listen
    for name in registered:
        api.unsubscribe("test.news", name)


def test_every_handler_of_the_topic_gets_the_message_once(listen: Listen) -> None:
    first, second = listen("first"), listen("second")
    api.publish("test.news", {"assignment": 7, "unit": "Ea Súp"})
    api.publish("test.other", {"nobody": "listens"})
    assert api.deliver() == 2
    assert first.got == second.got == [{"assignment": 7, "unit": "Ea Súp"}]
    assert api.deliver() == 0
    assert api.outbox_state() == OutboxState(0, None, 0, "")


def test_news_arrive_in_the_order_of_publication_and_within_the_limit(listen: Listen) -> None:
    listener = listen()
    for number in range(5):
        api.publish("test.news", {"number": number})
    assert api.deliver(limit=2) == 2
    assert api.deliver() == 3
    assert [message["number"] for message in listener.got] == [0, 1, 2, 3, 4]


def test_a_failure_undoes_what_the_handler_wrote_and_is_retried_after_a_while(
    listen: Listen, clock: FrozenClock
) -> None:
    listener = listen(failures=1)
    api.publish("test.news", {"n": 1})
    assert api.deliver() == 0
    assert not Lease.objects.exists()
    assert api.outbox_state() == OutboxState(1, START, 1, "RuntimeError('máy chủ thư không trả lời')")
    assert api.deliver() == 0
    clock.advance(timedelta(seconds=10))
    assert api.deliver() == 1
    assert listener.got == [{"n": 1}]
    assert Lease.objects.count() == 1


def test_waits_double_up_to_an_hour_and_never_end(listen: Listen, clock: FrozenClock) -> None:
    listen(failures=100)
    api.publish("test.news", {"n": 1})
    waits = []
    for _ in range(12):
        api.deliver()
        waits.append((Delivery.objects.get().not_before - clock.now()).total_seconds())
        clock.advance(timedelta(hours=1))
    assert waits == [10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600, 3600]
    assert Delivery.objects.get().attempts == 12


def test_one_failing_handler_does_not_hold_up_the_others(listen: Listen) -> None:
    listen("bad", failures=9)
    good = listen("good")
    api.publish("test.news", {"n": 1})
    assert api.deliver() == 1
    assert len(good.got) == 1


def test_an_error_with_a_code_is_kept_in_words(listen: Listen) -> None:
    listen(failures=1, error=MalformedEvent(kind="x", problem="thiếu đối tượng"))
    api.publish("test.news", {"n": 1})
    api.deliver()
    assert api.outbox_state().last_error == "Sự kiện “x” không ghi được: thiếu đối tượng."


def test_news_for_a_handler_that_is_gone_wait_and_say_so(listen: Listen) -> None:
    listen("former")
    api.publish("test.news", {"n": 1})
    api.unsubscribe("test.news", "former")
    assert api.deliver() == 0
    assert "former" in api.outbox_state().last_error


def test_two_handlers_cannot_share_a_name(listen: Listen) -> None:
    listener = listen("name")
    api.subscribe("test.news", "name", listener)
    with pytest.raises(ValueError, match="already registered"):
        listen("name")


@pytest.mark.django_db(transaction=True)
def test_publishing_outside_a_transaction_is_refused(listen: Listen) -> None:
    listen()
    with pytest.raises(RecordOutsideTransaction, match=r"TRU-001.*test\.news"):
        api.publish("test.news", {"n": 1})
