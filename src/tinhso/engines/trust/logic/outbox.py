"""The outbox: news for upper floors, written in the emitter's transaction and retried until handled.

A delivery is handled and marked as done in one transaction, so a handler's own writes happen exactly once; effects
outside the database (mail) may happen again after a crash.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Min, Q

from tinhso.engines.trust.contracts import (
    RETRIED_KIND,
    EventSpec,
    FailingDelivery,
    Handler,
    OutboxState,
    RecordOutsideTransaction,
    UnknownHandler,
    WaitingDelivery,
)
from tinhso.engines.trust.logic.clock import now
from tinhso.engines.trust.logic.recording import record_many
from tinhso.engines.trust.models import Delivery
from tinhso.kernel.canonical import canonical_json
from tinhso.kernel.errors import TinhSoError

_FIRST_WAIT, _LONGEST_WAIT = timedelta(seconds=10), timedelta(hours=1)
_handlers: dict[str, dict[str, Handler]] = defaultdict(dict)


def subscribe(topic: str, name: str, handler: Handler) -> None:
    """Register a handler of a topic; called in `apps.ready()` of the floor that wants the news.

    Args:
        topic: `<engine>.<news>`.
        name: stable name of the handler, kept with each delivery; a second handler may not use it.
        handler: called with the message inside a transaction; an exception means "again later".
    """
    known = _handlers[topic].setdefault(name, handler)
    if known is not handler:
        raise ValueError(f"handler {name!r} of {topic!r} is already registered")


def unsubscribe(topic: str, name: str) -> None:
    """Forget a handler (for tests)."""
    _handlers[topic].pop(name, None)


def publish(topic: str, message: Mapping[str, Any]) -> None:
    """Write the news for every handler of the topic, in the caller's transaction.

    Raises:
        RecordOutsideTransaction: TRU-001.
        NotCanonical: KER-045, the message is not plain JSON.
    """
    publish_many([(topic, message)])


def publish_many(news: Sequence[tuple[str, Mapping[str, Any]]]) -> None:
    """Write several pieces of news as `publish` does, (topic, message) each, in one statement.

    Raises:
        As `publish`.
    """
    if news and not connection.in_atomic_block:
        raise RecordOutsideTransaction(kind=news[0][0])
    moment = now()
    Delivery.objects.bulk_create(
        [
            Delivery(
                topic=topic,
                handler=name,
                message=canonical_json(message).decode(),
                created_at=moment,
                not_before=moment,
            )
            for topic, message in news
            for name in _handlers[topic]
        ],
        batch_size=500,
    )


def deliver(limit: int = 100) -> int:
    """Hand out what is due, oldest first; return how many deliveries succeeded.

    A failed one waits 10 seconds, then twice as long each time, up to an hour, and keeps its last error.
    """
    due = Delivery.objects.filter(done_at=None, not_before__lte=now()).order_by("id").values_list("id", flat=True)
    # One by one on purpose: each handler has a transaction of its own and cannot undo another's work.
    return sum(_deliver_one(delivery_id) for delivery_id in list(due[:limit]))


def outbox_state() -> OutboxState:
    """Return how the outbox stands, for the page of operations."""
    waiting = Delivery.objects.filter(done_at=None)
    counted = waiting.aggregate(all=Count("id"), oldest=Min("created_at"), failing=Count("id", Q(attempts__gt=0)))
    worst = waiting.filter(attempts__gt=0).order_by("-attempts", "id").values_list("last_error", flat=True).first()
    return OutboxState(counted["all"], counted["oldest"], counted["failing"], worst or "")


def failing_deliveries(limit: int = 50) -> list[FailingDelivery]:
    """Return what failed at least once and is not done, the most often tried first; one query."""
    rows = Delivery.objects.filter(done_at=None, attempts__gt=0).order_by("-attempts", "id")[:limit]
    return [
        FailingDelivery(row.id, row.topic, row.handler, row.created_at, row.attempts, row.last_error, row.not_before)
        for row in rows
    ]


def retry_deliveries(actor: str, delivery_id: int | None = None) -> int:
    """Let what failed be tried at once instead of at its time; return how many that are. One event.

    Args:
        delivery_id: only this one; None means all.
    """
    with transaction.atomic():
        failing = Delivery.objects.filter(done_at=None, attempts__gt=0)
        if delivery_id is not None:
            failing = failing.filter(id=delivery_id)
        count = failing.update(not_before=now())
        if count:
            spec = EventSpec(RETRIED_KIND, "trust.outbox", actor, public={"deliveries": count})
            record_many([spec])
    return count


def waiting_deliveries(topic: str, handler: str) -> list[WaitingDelivery]:
    """Return what a handler of a topic has not taken yet, oldest first; one query."""
    rows = Delivery.objects.filter(topic=topic, handler=handler, done_at=None).order_by("id")
    return [WaitingDelivery(json.loads(row.message), row.attempts, row.last_error, row.not_before) for row in rows]


def _deliver_one(delivery_id: int) -> bool:
    moment = now()
    try:
        with transaction.atomic():
            delivery = Delivery.objects.select_for_update(skip_locked=True).filter(id=delivery_id, done_at=None).first()
            if delivery is None:  # another worker has it
                return False
            _handler_of(delivery)(json.loads(delivery.message))
            Delivery.objects.filter(id=delivery_id).update(done_at=moment)
    except Exception as problem:  # whatever a handler raises must not stop the others
        _postpone(delivery_id, problem, moment)
        return False
    return True


def _handler_of(delivery: Delivery) -> Handler:
    handler = _handlers[delivery.topic].get(delivery.handler)
    if handler is None:
        raise UnknownHandler(topic=delivery.topic, handler=delivery.handler)
    return handler


def _postpone(delivery_id: int, problem: Exception, moment: datetime) -> None:
    text = problem.located_message("vi") if isinstance(problem, TinhSoError) else repr(problem)
    with transaction.atomic():
        delivery = Delivery.objects.select_for_update().get(id=delivery_id)
        delivery.attempts += 1
        delivery.last_error = text[:2_000]
        delivery.not_before = moment + min(_FIRST_WAIT * 2 ** min(delivery.attempts - 1, 20), _LONGEST_WAIT)
        delivery.save(update_fields=["attempts", "last_error", "not_before"])
