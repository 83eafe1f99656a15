"""Notices to units: what happened to their report, why, and since when; newest first on “Việc của tôi”.

kind (facts): `changed` (due_at, before), `taken_off`, `added` (due_at), `cancelled`, `replaced` (assignment_id),
`extended` (due_at), `extension_refused` (due_on), `reminded` (text), `claim_accepted`, `claim_revoked` (claimed_at),
`cell_asked`, `cell_settled` (row), `handed_over` (due_at).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db import transaction

from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Action, Rights
from tinhso.engines.reporting.contracts.requests import NoticeView
from tinhso.engines.reporting.models import Assignment, Notice, NoticeSeen
from tinhso.engines.trust import api as trust

SHOWN_DAYS = 14
SHOWN = 20


def tell(
    rows: Iterable[tuple[Assignment, Mapping[str, str]]], kind: str, event_id: int | Mapping[int, int], at: datetime
) -> None:
    """Write a notice for each assignment, in the transaction of the act.

    Args:
        event_id: of the act, or by assignment id where each has an event of its own.
    """
    Notice.objects.bulk_create(
        [
            Notice(
                request_id=row.request_id,
                assignment=row,
                unit_id=row.respondent_unit_id,
                kind=kind,
                facts=dict(facts),
                at=at,
                event_id=event_id if isinstance(event_id, int) else event_id[row.pk],
            )
            for row, facts in rows
        ],
        batch_size=2_000,
    )


def notices(rights: Rights, now: datetime | None = None) -> tuple[NoticeView, ...]:
    """Return the notices of the last two weeks to units somebody works for, newest first; four queries."""
    moment = now or trust.now()
    scope = rights.scope(Action.DRAFT) | rights.scope(Action.APPROVE)
    rows = Notice.objects.filter(scope.q("unit_id"), at__gte=moment - timedelta(days=SHOWN_DAYS))
    found = list(rows.select_related("request").order_by("-id")[:SHOWN])
    if not found:
        return ()
    units = {view.id: view for view in orgs.last_views({row.unit_id for row in found})}
    texts = trust.texts_of([row.event_id for row in found], ["reason"])
    seen = NoticeSeen.objects.filter(user_id=rights.user_id or 0).values_list("last_notice_id", flat=True).first() or 0
    return tuple(
        NoticeView(
            id=row.pk,
            kind=row.kind,
            assignment_id=row.assignment_id,
            title_vi=row.request.title_vi,
            title_en=row.request.title_en,
            unit=units[row.unit_id],
            facts=row.facts,
            reason=texts.get(row.event_id, {}).get("reason", ""),
            at=row.at,
            is_new=row.pk > seen,
        )
        for row in found
    )


@transaction.atomic
def see_notices(*, rights: Rights) -> None:
    """Note that somebody has read what stands on their list; only their own mark changes."""
    shown = notices(rights)
    if shown and rights.user_id is not None:
        NoticeSeen.objects.update_or_create(user_id=rights.user_id, defaults={"last_notice_id": shown[0].id})
