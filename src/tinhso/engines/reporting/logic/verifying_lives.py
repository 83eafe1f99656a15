"""Compares what follows from events without lying under one: states of requests, answers to asks, kept files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from tinhso.engines.reporting.contracts import RequestState, Verb
from tinhso.engines.reporting.logic.life import TABLE, subject_of_request
from tinhso.engines.reporting.logic.verifying import events_of
from tinhso.engines.reporting.queries.verifying import (
    asks_with_their_answer,
    signed_papers,
    states_of_requests,
)
from tinhso.engines.trust.contracts import Fault, Finding

_LEADS_TO = {
    TABLE[Verb.LOCK].event_kind: RequestState.LOCKED,
    TABLE[Verb.UNLOCK].event_kind: RequestState.OPEN,
    TABLE[Verb.CANCEL].event_kind: RequestState.CANCELLED,
    "reporting.replaced": RequestState.CANCELLED,
}
_ANSWERED_BY = {"granted": TABLE[Verb.EXTEND].event_kind, "refused": "reporting.extension_refused"}


def check_request_states() -> Iterator[Finding]:
    """A request stands where its last locking, unlocking or cancelling led; without any it is open."""
    last: dict[str, tuple[int, RequestState]] = {}
    for kind, leads_to in _LEADS_TO.items():
        for event in events_of(kind):
            if event.id > last.get(event.subject, (0,))[0]:
                last[event.subject] = event.id, leads_to
    for request_id, code, state in states_of_requests():
        expected = last.get(subject_of_request(code), (0, RequestState.OPEN))[1]
        if state != expected:
            yield Fault(
                "reporting_request",
                str(request_id),
                f"cột state ghi “{state}”, sự kiện cuối cùng dẫn đến “{expected}”",
                f"column state says “{state}”, its last event led to “{expected}”",
            )


def check_asks() -> Iterator[Finding]:
    """An ask for a later day was answered by the event it names, at that event's time."""
    for ask in asks_with_their_answer():
        wrong = ""
        if ask.answer_event is not None and ask.answer_event.kind != _ANSWERED_BY.get(ask.state):
            wrong = "state"
        elif (ask.answer_event is None) != (ask.answered_at is None):
            wrong = "answered_at"
        if wrong:
            yield Fault(
                "reporting_extensionask",
                str(ask.pk),
                f"cột {wrong} không khớp sự kiện trả lời",
                f"column {wrong} does not match the answering event",
            )


def check_kept_files() -> Iterator[Finding]:
    """A paper that came back is still, byte for byte, what its digest says."""
    for paper_id, digest, content in signed_papers():
        if hashlib.sha256(content).hexdigest() != digest:
            yield Fault(
                "reporting_signedpaper",
                str(paper_id),
                "cột content khác với dấu băm của nó",
                "column content differs from its digest",
            )
