"""The forms that one unit enters for many others as one card: a hundred cards of the same report help nobody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tinhso.engines.reporting.contracts import AssignmentKind, TaskCard
from tinhso.engines.reporting.web.entry.form_page import days_of
from tinhso.web_kit.display import language, show_deadline

LEAST = 3
"""So many forms of one request are shown together."""


def split(cards: Iterable[TaskCard]) -> tuple[list[TaskCard], list[list[TaskCard]]]:
    """Return the cards that stand alone, and those of a table together, in their order."""
    by_request: dict[int, list[TaskCard]] = {}
    alone: list[TaskCard] = []
    for card in cards:
        if card.on_behalf and card.kind is AssignmentKind.UNIT:
            by_request.setdefault(card.request_id, []).append(card)
        else:
            alone.append(card)
    groups = []
    for found in by_request.values():
        if len(found) < LEAST:
            alone += found
        else:
            groups.append(found)
    return alone, groups


def card_to_approve(cards: Sequence[TaskCard], now: datetime, *, is_primary: bool = False) -> dict[str, Any]:
    """One card for the reports of a request that wait for the leader together."""
    return card_of_group(cards, now, is_primary=is_primary) | {
        "action_url": f"{reverse('reporting:approvals')}?bao-cao={cards[0].request_id}",
        "action_label": ngettext("Xem và phê duyệt %(count)d báo cáo", "Xem và phê duyệt %(count)d báo cáo", len(cards))
        % {"count": len(cards)},
    }


def card_of_group(cards: Sequence[TaskCard], now: datetime, *, is_primary: bool = False) -> dict[str, Any]:
    """The card of a table; the keys of `web_kit/partials/task_card.html`."""
    first, full = cards[0], sum(not card.cells.left for card in cards)
    total = sum(card.cells.total for card in cards)
    filled = sum(card.cells.filled for card in cards)
    known = sum(card.cells.known for card in cards)
    about = ngettext(
        "nhập thay %(count)d đơn vị · %(days)s · hạn %(deadline)s",
        "nhập thay %(count)d đơn vị · %(days)s · hạn %(deadline)s",
        len(cards),
    )
    return {
        "name": first.title(language()),
        "due_at": min(card.due_at for card in cards),
        "count": _("%(full)d/%(count)d đơn vị") % {"full": full, "count": len(cards)},
        "about": about % {"count": len(cards), "days": days_of(first), "deadline": show_deadline(first.due_at, now)},
        "known": known,
        "typed": filled - known,
        "total": total,
        "action_url": reverse("reporting:request_grid", args=[first.request_id]),
        "action_label": _("Mở bảng nhập"),
        "is_primary": is_primary,
    }
