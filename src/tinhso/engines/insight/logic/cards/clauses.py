"""The clauses of a board's headline: first a result, then who must act, then who has sent. Every clause is a link."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from tinhso.engines.insight.contracts import CardDefinition, Choice
from tinhso.engines.insight.logic.addresses import board_url, indicator_url
from tinhso.engines.insight.logic.board_figures import BoardFigures
from tinhso.engines.insight.logic.cards.registry import CardKind
from tinhso.engines.insight.logic.comparison import compare
from tinhso.engines.insight.logic.words import movement, value_text
from tinhso.web_kit.display import show_deadline, show_duration

CLAUSE = "insight/cards/clause.html"


def result(choice: Choice, card: CardDefinition, figures: BoardFigures) -> Mapping[str, Any]:
    """One result: `Hồ sơ nộp trực tuyến đạt 61,6%, tăng 0,4 điểm % so với kỳ trước.`"""
    code = card.options["indicator"]
    definition, row = figures.definition(code), figures.now(code)
    name = card.options.get("name", {}).get(choice.language) or definition.name(choice.language)
    if row is None or row.value is None:
        return {"text": _("%(name)s: chưa có số.") % {"name": name}, "url": indicator_url(choice, code)}
    words = _("%(name)s đạt %(value)s") % {"name": name, "value": value_text(definition, row)}
    comparison = compare(definition, row, figures.same_units_previous(code))
    if comparison is not None and comparison.points is not None:
        words += f", {movement(comparison, _('so với kỳ trước'))}"
    return {
        "text": f"{words}.",
        "url": indicator_url(choice, code),
        "act_now": comparison is not None and comparison.good is False,
    }


def sent(choice: Choice, card: CardDefinition, figures: BoardFigures) -> Mapping[str, Any]:
    """Who has sent: `91/102 xã, phường đã gửi báo cáo, còn 3 giờ.`"""
    sending = figures.sending
    if sending is None:
        return {"text": _("Kỳ này chưa giao báo cáo."), "url": ""}
    level = {"commune": _("xã, phường")}.get(sending.level, _("đơn vị"))
    values = {"sent": sending.sent, "all": len(sending.units), "level": level}
    if not sending.missing:
        return {"text": _("Đủ %(sent)s/%(all)s %(level)s đã gửi báo cáo.") % values, "url": board_url(choice, "gui")}
    if sending.due_at is None or sending.due_at < choice.now:
        text = _("%(sent)s/%(all)s %(level)s đã gửi báo cáo, đã quá hạn.") % values
        return {"text": text, "url": board_url(choice, "gui"), "act_now": True}
    left = sending.due_at - choice.now
    if left.days:
        ending = _("hạn %(due)s") % {"due": show_deadline(sending.due_at, choice.now)}
    else:
        ending = _("còn %(left)s") % {"left": show_duration(left)}
    return {
        "text": _("%(sent)s/%(all)s %(level)s đã gửi báo cáo, %(ending)s.") % {**values, "ending": ending},
        "url": board_url(choice, "gui"),
    }


RESULT = CardKind("result", CLAUSE, result, frozenset({"indicator", "name"}), required=frozenset({"indicator"}))
SENT = CardKind("sent", CLAUSE, sent, frozenset())
