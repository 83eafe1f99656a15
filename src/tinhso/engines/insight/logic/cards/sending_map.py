"""The map of a request: who sent early, in time, today, late, and who has not; the table of late units has the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tinhso.engines.insight.contracts import CardDefinition, Choice
from tinhso.engines.insight.logic.board_figures import BoardFigures
from tinhso.engines.insight.logic.cards.registry import CardKind
from tinhso.engines.insight.logic.shapes import shapes_of
from tinhso.web_kit.maps import CommuneMap, LegendItem, MapUnit

FILLS = {"early": "3", "in_time": "2", "today": "1", "late_sent": "warn", "overdue": "bad", "waiting": "none"}


def moment_words() -> dict[str, str]:
    """What each fill means."""
    return {
        "early": _("gửi sớm"),
        "in_time": _("gửi trong hạn"),
        "today": _("gửi hôm nay"),
        "late_sent": _("gửi muộn"),
        "overdue": _("quá hạn"),
        "waiting": _("chưa gửi"),
    }


def build(choice: Choice, card: CardDefinition, figures: BoardFigures) -> Mapping[str, Any]:
    """Make the context of the sending map."""
    sending = figures.sending
    if sending is None or not sending.units:
        return {"title": _("Gửi báo cáo"), "map": None}
    words = moment_words()
    counts = Counter(one.moment for one in sending.units)
    return {
        "title": _("Gửi báo cáo, %(count)s đơn vị") % {"count": len(sending.units)},
        "map": CommuneMap(
            shapes=shapes_of([one.unit for one in sending.units]),
            units=[
                MapUnit(
                    str(one.unit.id),
                    one.unit.name(choice.language),
                    words[one.moment],
                    FILLS[one.moment],
                    reverse("insight:unit", args=[one.unit.code]) + f"?ky={choice.period.code}",
                )
                for one in sending.units
            ],
            legend=[
                LegendItem(fill, words[moment], counts[moment])
                for moment, fill in FILLS.items()
                if counts[moment] or moment in {"early", "in_time", "today", "waiting"}
            ],
            title=_("Bản đồ gửi báo cáo"),
            sentence=_("%(sent)s/%(all)s đơn vị đã gửi, %(missing)s chưa gửi.")
            % {"sent": sending.sent, "all": len(sending.units), "missing": sending.missing},
        ),
    }


KIND = CardKind("sending_map", "insight/cards/map.html", build, frozenset())
