"""Who reports a period inside which units change, in words: beside every total that carries the mark."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tinhso.engines.cube.contracts import FigureRow, Mark
from tinhso.engines.indicators.contracts import DefinitionView
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Reporters


def straddling_words(row: FigureRow, definition: DefinitionView, tree_size: int | None) -> list[str]:
    """One sentence a day on which units change; nothing, and nothing asked, without the mark."""
    if Mark.STRADDLES not in row.marks:
        return []
    rules = orgs.straddling_rules(tree_size)
    who = {
        Reporters.NEW: _("đơn vị sau sắp xếp báo cáo cả kỳ"),
        Reporters.OLD: _("đơn vị trước sắp xếp báo cáo cả kỳ"),
        Reporters.BOTH: _("đơn vị trước và sau sắp xếp báo cáo, mỗi đơn vị số ngày của mình"),
    }
    found = []
    for day in rules.changes_within(row.period):
        rule = rules.governing(day, row.period.scheme)
        reporters = rule.reporters(definition.is_additive) if rule else Reporters.NEW
        words = _("Kỳ giao thời, đơn vị thay đổi từ %(day)s: %(who)s.") % {
            "day": f"{day:%d/%m/%Y}", "who": who[reporters],
        }  # fmt: skip
        if rule:
            words += " " + _("Theo: %(source)s.") % {"source": rule.source.rstrip(".")}
            words += "" if rule.confirmed else " " + _("Cần kiểm tra.")
        found.append(words)
    return found
