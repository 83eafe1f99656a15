"""Who gives a report its number and symbol: decided once, for the act, its page and the links to it."""

from __future__ import annotations

from tinhso.engines.orgs.contracts import Action, NoRight, Rights
from tinhso.engines.reporting.models import Assignment


def may_number(row: Assignment, rights: Rights) -> bool:
    """Say whether somebody drafts or approves this report (for a consolidation: adjusts or approves it)."""
    return any(rights.may(action, row.respondent_unit_id) for action in (_writing(row), Action.APPROVE))


def require_numbering(row: Assignment, rights: Rights) -> None:
    """Refuse whoever may not number a report (NoRight, ORG-020)."""
    if not may_number(row, rights):
        raise NoRight(action=str(_writing(row)), unit=row.respondent_unit_id, actor=rights.actor)


def _writing(row: Assignment) -> Action:
    return Action.DRAFT if row.kind == "unit" else Action.ADJUST
