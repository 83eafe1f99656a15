"""What stands below the consolidation table: its adjustment lines, and what the reader may do to the whole."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tinhso.engines.indicators.contracts import SpaceRule
from tinhso.engines.orgs.contracts import Action, Rights
from tinhso.engines.reporting.contracts import (
    AdjustmentState,
    ConsolidationColumn,
    ConsolidationView,
    RequestState,
    Verb,
)
from tinhso.engines.reporting.web.consolidation import consolidation_table as table
from tinhso.engines.reporting.web.consolidation.versions import version_cards
from tinhso.engines.reporting.web.desk import holds
from tinhso.web_kit.display import show_signed


def desk_of(view: ConsolidationView, choice: table.Choice, rights: Rights) -> dict[str, Any]:
    """Return the context of the toolbar and of everything below the table."""
    request = view.request
    receiver = (request.consolidator or request.assigner).id
    accepting = holds(rights, Action.ACCEPT, receiver)
    chosen = table.chosen_column(view, choice)
    return {
        "ready": table.ready_to_accept(view) if accepting else [],
        "may_accept": accepting and any(table.awaits_acceptance(row) for row in view.rows),
        "may_choose": accepting and any(row.state in table.RETURNABLE for row in view.rows),
        "may_send_for_approval": Verb.SEND_FOR_APPROVAL in view.verbs,
        "may_send_upward": bool({Verb.APPROVE, Verb.APPROVE_CORRECTION} & set(view.verbs)),
        "may_accept_consolidation": Verb.ACCEPT in view.verbs,
        "may_adjust": view.may_adjust,
        "adjustments": _adjustments(view, rights, receiver),
        "adjustable": table.names_of([one for one in view.columns if _is_adjustable(one)]),
        "chosen_no": chosen.row.no if chosen else "",
        "reasoned_acts": _reasoned_acts(view, rights),
        "versions": version_cards(view.versions, request.id),
        "may_reconsolidate": bool({Verb.RECONSOLIDATE, Verb.START_CORRECTION} & set(view.verbs)),
    }


def _is_adjustable(column: ConsolidationColumn) -> bool:
    return column.definition.space_rule is SpaceRule.SUM and not column.definition.formula and not column.part


def _adjustments(view: ConsolidationView, rights: Rights, receiver: int) -> list[dict[str, Any]]:
    """The lines that were not withdrawn, in the order of the columns."""
    states = {
        AdjustmentState.DRAFT: _("chưa gửi lên"),
        AdjustmentState.WRITTEN: _("đang được tính"),
        AdjustmentState.WITHDRAWN: _("đã rút"),
    }
    may_reverse = rights.may(Action.APPROVE, receiver) and view.request.state is RequestState.OPEN
    return [
        {
            "id": line.id,
            "title": line.title_vi,
            "state": states[line.state],
            "indicator": table.name_of(column),
            "value": show_signed(line.value),
            "reason": line.reason,
            "may_withdraw": view.may_adjust if line.state is AdjustmentState.DRAFT else may_reverse,
        }
        for column in view.columns
        for line in view.totals[column.row.no].adjustments
    ]


def _reasoned_acts(view: ConsolidationView, rights: Rights) -> list[dict[str, Any]]:
    """Acts that ask for a reason: (verb of the address, words, what it means, whether the reason is required)."""
    request, verbs = view.request, set(view.verbs)
    office = holds(rights, Action.LOCK, request.assigner.id)
    acts = [
        (
            Verb.SEND_BACK_TO_DRAFTER in verbs,
            "tra-nguoi-tong-hop", _("Trả lại người tổng hợp"), "", True,
        ),
        (
            Verb.RETURN in verbs,
            "tra-tong-hop", _("Trả lại bản tổng hợp"),
            _("Các dòng điều chỉnh sẽ không còn được tính cho đến khi gửi lại."), True,
        ),
        (
            office and request.state is RequestState.OPEN,
            "khoa", pgettext("act", "Khóa kỳ"),
            _("Sau khi khóa, số chỉ đổi bằng điều chỉnh có lý do. Đơn vị chưa gửi sẽ vào bằng báo cáo bổ sung."), False,
        ),
        (
            office and request.state is RequestState.LOCKED,
            "mo-khoa", pgettext("act", "Mở khóa kỳ"), _("Mọi báo cáo của kỳ trở lại như trước khi khóa."), True,
        ),
    ]  # fmt: skip
    return [
        {"verb": verb, "label": label, "about": about, "is_required": required}
        for allowed, verb, label, about, required in acts
        if allowed
    ]
