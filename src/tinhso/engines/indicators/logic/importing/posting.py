"""Takes figures that other systems send; the same request twice is answered twice and written once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from django.db import IntegrityError

from tinhso.engines.indicators.contracts import ImportSummary, Rejection, SourceKind
from tinhso.engines.indicators.contracts.import_errors import (
    IdempotencyConflict,
    IdempotencyKeyMissing,
    TooManyFigures,
)
from tinhso.engines.indicators.logic.importing.figures import Order, import_figures
from tinhso.engines.indicators.logic.importing.reading import rows_source
from tinhso.engines.indicators.models import AcceptedRequest
from tinhso.engines.orgs.contracts import Action, Rights
from tinhso.engines.trust import api as trust

KEY_LIMIT = 70
ROWS_LIMIT = 100_000


def post_figures(rows: Sequence[Mapping[str, Any]], rights: Rights, idempotency_key: str, reason: str) -> ImportSummary:
    """Write the figures of a request, or answer again; see `api.post_figures`."""
    if not 1 <= len(idempotency_key) <= KEY_LIMIT:
        raise IdempotencyKeyMissing(limit=KEY_LIMIT)
    if len(rows) > ROWS_LIMIT:
        raise TooManyFigures(count=len(rows), limit=ROWS_LIMIT)
    rights.require(Action.POST_FIGURES)
    source, faults = rows_source(rows)
    reason = reason.strip()
    digest = _digest_of(source.digest, reason)
    # Keys are chosen by the sender: two systems may choose the same.
    stored_key = f"{rights.actor}|{idempotency_key}"
    if (answer := _answer(stored_key, digest, idempotency_key)) is not None:
        return answer

    def remember(event_id: int | None, summary: ImportSummary) -> None:
        AcceptedRequest.objects.create(
            key=stored_key,
            request_digest=digest,
            answer=_plain(summary),
            event_id=event_id,
            at=trust.now(),
        )

    order = Order(
        rights=rights,
        action=Action.POST_FIGURES,
        source_kind=SourceKind.CONNECTOR,
        event_kind="indicators.posted",
        subject=f"indicators.post:{source.digest[:32]}",
        reason=reason,
    )
    try:
        return import_figures(source, order, faults, remember)
    except IntegrityError:
        # The same request came twice at the same moment, and the other one was first.
        if (answer := _answer(stored_key, digest, idempotency_key)) is None:
            raise
        return answer


def _digest_of(rows_digest: str, reason: str) -> str:
    """Return what tells a request from another one: its rows, and the reason it gives for its corrections."""
    return sha256(f"{rows_digest} {reason}".encode()).hexdigest() if reason else rows_digest


def _answer(stored_key: str, digest: str, key: str) -> ImportSummary | None:
    """Return the answer given to this key before.

    Raises:
        IdempotencyConflict (IND-040): it was given to another request.
    """
    known = AcceptedRequest.objects.filter(key=stored_key).first()
    if known is None:
        return None
    if known.request_digest != digest:
        raise IdempotencyConflict(key=key)
    return _summary(known.answer)


def _plain(summary: ImportSummary) -> dict[str, Any]:
    return {
        "committed": summary.committed,
        "accepted": summary.accepted,
        "unchanged": summary.unchanged,
        "corrected": summary.corrected,
        "rejections": [[one.row, one.column, one.code, one.message_vi, one.message_en] for one in summary.rejections],
        "event_ids": list(summary.event_ids),
    }


def _summary(plain: Mapping[str, Any]) -> ImportSummary:
    return ImportSummary(
        committed=plain["committed"],
        accepted=plain["accepted"],
        unchanged=plain["unchanged"],
        corrected=plain["corrected"],
        rejections=tuple(Rejection(*one) for one in plain["rejections"]),
        event_ids=tuple(plain["event_ids"]),
    )
