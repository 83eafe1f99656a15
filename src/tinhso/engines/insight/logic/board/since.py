"""The grey line under a board's headline: what changed since yesterday, how fresh it is, what kind of figures."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tinhso.engines.insight.logic.board.sending import Sending
from tinhso.engines.insight.logic.board.view import BoardView
from tinhso.engines.insight.logic.cards.clauses import level_words
from tinhso.web_kit.display import show_datetime, time_ago


def since_yesterday(board: BoardView) -> str:
    """`So với hôm qua: thêm 23 xã, phường gửi. Báo cáo mới nhất 2 phút trước · số liệu minh họa`."""
    choice, sending = board.choice, board.figures.sending
    said = [] if sending is None or not sending.units else _about_sending(sending, board)
    if not choice.is_live:
        said.insert(0, _("Như đã biết lúc %(moment)s.") % {"moment": show_datetime(choice.moment)})
    if any(
        board.figures.definition(code).illustrative for code in board.figures.codes if code in board.figures.definitions
    ):
        said.append(_("Số liệu minh họa."))
    return " ".join(said)


def _about_sending(sending: Sending, board: BoardView) -> list[str]:
    moment = board.choice.moment
    today, said = sending.sent_on_day(moment), []
    if today:
        words = {"count": today, "level": level_words(sending)}
        said.append(_("So với hôm qua: thêm %(count)s %(level)s gửi.") % words)
    newest = sending.last_sent_at
    if newest is not None and newest <= moment:
        said.append(_("Báo cáo mới nhất %(ago)s.") % {"ago": time_ago(newest, moment)})
    return said
