"""The map of a request: who sent early, in time, today, late, and who has not; the table of late units has the same."""

from __future__ import annotations

from collections import Counter

from django.utils.translation import gettext as _

from tinhso.engines.insight.contracts import CardDefinition, Choice
from tinhso.engines.insight.logic.addresses import unit_url
from tinhso.engines.insight.logic.board.figures import BoardFigures
from tinhso.engines.insight.logic.board.sending import Sending
from tinhso.engines.insight.logic.cards.clauses import level_words
from tinhso.engines.insight.logic.cards.registry import CardKind, Context
from tinhso.engines.orgs import api as orgs
from tinhso.web_kit.maps import CommuneMap, LegendItem, MapUnit

FILLS = {"early": "3", "in_time": "2", "today": "1", "late_sent": "warn", "overdue": "bad", "waiting": "none"}
ALWAYS_EXPLAINED = {"early", "in_time", "today", "waiting"}


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


def build(choice: Choice, card: CardDefinition, figures: BoardFigures) -> Context | None:
    """Make the context of the sending map."""
    sending = figures.sending
    if sending is None or not sending.units:
        return None
    words, counts = moment_words(), Counter(one.moment for one in sending.units)
    return {
        "title": _("Gửi báo cáo, %(count)s %(level)s") % {"count": len(sending.units), "level": level_words(sending)},
        "map": CommuneMap(
            shapes=orgs.shapes_of([one.unit for one in sending.units]),
            units=_units(choice, sending, words),
            legend=[
                LegendItem(fill, words[moment], counts[moment])
                for moment, fill in FILLS.items()
                if counts[moment] or moment in ALWAYS_EXPLAINED
            ],
            title=_("Bản đồ gửi báo cáo"),
        ),
    }


def _units(choice: Choice, sending: Sending, words: dict[str, str]) -> list[MapUnit]:
    return [
        MapUnit(
            key=str(one.unit.id),
            name=one.unit.name(choice.language),
            label=words[one.moment],
            fill=FILLS[one.moment],
            href=unit_url(choice, one.unit.code),
        )
        for one in sending.units
    ]


KIND = CardKind(
    "sending_map",
    "insight/cards/map.html",
    build,
    "bản đồ nơi đã gửi, gửi muộn và chưa gửi của chế độ báo cáo trên bảng",
    "the map of who has sent, sent late or not yet, for the board's regime",
)
