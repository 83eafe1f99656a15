"""The table of units that have not sent: what is missing, who is responsible, their record, and a reminder."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tinhso.engines.insight.contracts import CardDefinition, Choice
from tinhso.engines.insight.logic.board_figures import BoardFigures
from tinhso.engines.insight.logic.cards.registry import CardKind
from tinhso.engines.orgs.api import Action
from tinhso.web_kit.display import show_deadline

SHOWN = 8


def build(choice: Choice, card: CardDefinition, figures: BoardFigures) -> Mapping[str, Any]:
    """Make the context of the table of late units."""
    sending = figures.sending
    if sending is None:
        return {"title": _("Đơn vị chưa gửi"), "rows": (), "sending": None}
    due = show_deadline(sending.due_at, choice.now) if sending.due_at else ""
    shown = int(card.options.get("shown", SHOWN))
    return {
        "title": _("Đơn vị chưa gửi, hạn %(due)s") % {"due": due},
        "sending": sending,
        "rows": [
            {
                "late": late,
                "name": late.unit.name(choice.language),
                "kept": late.last_periods.kept,
                "of": late.last_periods.total,
                "may_remind": choice.rights.may(Action.REMIND, late.unit.id),
            }
            for late in sending.late[:shown]
        ],
        "more": max(0, len(sending.late) - shown),
        "request_url": reverse("reporting:request", args=[sending.request.id]),
        "remind_url": reverse("reporting:remind", args=[sending.request.id]),
    }


KIND = CardKind("late_units", "insight/cards/late_units.html", build, frozenset({"shown"}))
