"""The clauses of a board's headline: first a result, then who must act, then who has sent. Every clause is a link."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from tinhso.engines.insight.contracts import CardDefinition, Choice
from tinhso.engines.insight.logic.addresses import board_url, indicator_url
from tinhso.engines.insight.logic.board.figures import BoardFigures
from tinhso.engines.insight.logic.board.sending import Sending
from tinhso.engines.insight.logic.cards.options import COMPARE, INDICATOR, NAME
from tinhso.engines.insight.logic.cards.registry import CardKind, Context
from tinhso.engines.insight.logic.like_with_like import PLAN, PREVIOUS, against
from tinhso.engines.insight.logic.words import movement, value_text
from tinhso.web_kit.display import show_deadline, show_duration

CLAUSE = "insight/cards/clause.html"


def result(choice: Choice, card: CardDefinition, figures: BoardFigures) -> Context | None:
    """One result: `Hồ sơ nộp trực tuyến đạt 61,6%, tăng 0,4 điểm % so với kỳ trước.`"""
    code = card.options["indicator"]
    if not figures.shows(code):
        return None
    definition, row = figures.definition(code), figures.now(code)
    name = card.options.get("name", {}).get(choice.language[:2]) or definition.name(choice.language)
    if row is None or row.value is None:
        return {"text": _("%(name)s: chưa có số.") % {"name": name}, "url": indicator_url(choice, code)}
    words = _("%(name)s đạt %(value)s") % {"name": name, "value": value_text(definition, row)}
    compared = against(figures, code, card.options.get("compare", PREVIOUS))
    if compared.comparison is not None and card.options.get("compare") != PLAN:
        words += f", {movement(compared.comparison, compared.words)}"
    elif compared.mark:
        words += f", {compared.mark}"
    return {"text": f"{words}.", "url": indicator_url(choice, code)}


def sent(choice: Choice, card: CardDefinition, figures: BoardFigures) -> Context | None:
    """Who has sent: `91/102 xã, phường đã gửi báo cáo, còn 3 giờ.`"""
    sending = figures.sending
    if sending is None:
        return None
    if sending.request is None:
        return {"text": _("Kỳ này chưa giao báo cáo."), "url": ""}
    values = {"sent": sending.sent, "all": len(sending.units), "level": level_words(sending)}
    url = board_url(choice, "gui")
    if not sending.missing:
        return {"text": _("Đủ %(sent)s/%(all)s %(level)s đã gửi báo cáo.") % values, "url": url}
    ending, is_late = _ending(sending.due_at, choice.moment)
    text = _("%(sent)s/%(all)s %(level)s đã gửi báo cáo, %(ending)s.") % {**values, "ending": ending}
    return {"text": text, "url": url, "act_now": is_late}


def level_words(sending: Sending) -> str:
    """What the units of a sending are called together."""
    return _("xã, phường") if sending.level == "commune" else _("đơn vị")


def _ending(due_at: datetime | None, now: datetime) -> tuple[str, bool]:
    """How a deadline stands, in words, and whether it has passed."""
    if due_at is None or due_at < now:
        return _("đã quá hạn"), True
    if (due_at - now).days:
        return _("hạn %(due)s") % {"due": show_deadline(due_at, now)}, False
    return _("còn %(left)s") % {"left": show_duration(due_at - now)}, False


RESULT = CardKind(
    "result",
    CLAUSE,
    result,
    "một câu kết quả: số của kỳ và thay đổi so với kỳ trước",
    "a sentence with a result: the period's figure and how it moved",
    (INDICATOR, NAME, COMPARE),
)
SENT = CardKind(
    "sent",
    CLAUSE,
    sent,
    "một câu về nơi đã gửi báo cáo và thời gian còn lại",
    "a sentence about who has sent and the time left",
)
