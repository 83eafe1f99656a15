"""Decisions to reorganise, from preview to undoing. A decision is one dated act; undoing it is another."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from django.db import transaction

from tinhso.engines.orgs.contracts import Action, DecisionUndoing, ReorganisationPreview, Rights
from tinhso.engines.orgs.contracts.decision_errors import DecisionBuiltUpon, DecisionLeavesFiguresOut, UndoReasonMissing
from tinhso.engines.orgs.logic import reorganising, undoing
from tinhso.engines.orgs.logic.committed_rows import APPLIED, UNDONE, territory_rows, undone_rows
from tinhso.engines.orgs.logic.unit_uses import in_words
from tinhso.engines.trust import api as trust


def preview_reorganisation(file: Path, effective_on: date) -> ReorganisationPreview:
    """Tell what a decision would do, by carrying it out and taking all of it back; nothing stays written.

    Args:
        file: CSV `old_code,new_code,new_name,whole,weight`.

    Raises:
        UnreadableFile (ORG-030), WrongRow (ORG-031), and what `create_units` and `apply_succession` refuse.
    """
    with transaction.atomic():
        found = reorganising.carry_out(
            file, effective_on, code=f"preview-{effective_on}", decision=file.name, basis="preview",
            event_id=trust.reserve_event(),
        )  # fmt: skip
        transaction.set_rollback(True)
    return found


def reorganise(
    file: Path,
    effective_on: date,
    *,
    code: str,
    decision: str,
    rights: Rights,
    basis: str = "area",
    reason: str = "",
    leave_out: bool = False,
) -> ReorganisationPreview:
    """Carry a decision out: make its units, let others end the day before and go into them; one event.

    Args:
        file: CSV `old_code,new_code,new_name,whole,weight`. basis: of the weights in it.
        code: how the decision is called from now on. decision: its number, day and issuer.
        leave_out: carry it out although figures of units that end would count no more; the event says which.

    Raises:
        NoRight (ORG-020), DecisionExists (ORG-081), DecisionLeavesFiguresOut (ORG-087), and what
        `preview_reorganisation` refuses.
    """
    rights.require(Action.OPERATE)
    with transaction.atomic():
        event_id = trust.reserve_event()
        done = reorganising.carry_out(
            file, effective_on, code=code, decision=decision, basis=basis, event_id=event_id
        )  # fmt: skip
        if done.left_out and not leave_out:
            raise DecisionLeavesFiguresOut(on=f"{effective_on:%d/%m/%Y}", **in_words(done.left_out))
        trust.record(
            kind=APPLIED,
            subject=f"orgs.succession:{code}",
            actor=rights.actor,
            reason=reason,
            public={
                "on": effective_on.isoformat(),
                "decision": decision,
                "units": [one.code for one in done.created],
                **({"left_out": [use.en for use in done.left_out]} if done.left_out else {}),
            },
            rows=territory_rows(event_id),
            event_id=event_id,
        )
    return done


def preview_undoing(code: str, *, rights: Rights) -> DecisionUndoing:
    """Tell what undoing a decision would do and what rests on it; nothing is written.

    Raises:
        NoRight (ORG-020), UnknownDecision (ORG-080), DecisionAlreadyUndone (ORG-082), DecisionOfRegister (ORG-083)
    """
    rights.require(Action.OPERATE)
    return undoing.look_at(undoing.decision_named(code))


def undo_reorganisation(code: str, *, rights: Rights, reason: str) -> DecisionUndoing:
    """Undo a decision: every answer is again what it was before, and a moment at which it held still shows it.

    Units that were made by the decision itself never held; others stay. One event.

    Raises:
        what `preview_undoing` raises, UndoReasonMissing (ORG-085), DecisionBuiltUpon (ORG-084)
    """
    rights.require(Action.OPERATE)
    if not reason.strip():
        raise UndoReasonMissing(decision=code)
    with transaction.atomic():
        decision = undoing.decision_named(code)
        found = undoing.look_at(decision)
        if found.uses:
            raise DecisionBuiltUpon(decision=code, **in_words(found.uses))
        event_id = trust.reserve_event()
        undoing.take_back(decision, event_id)
        trust.record(
            kind=UNDONE,
            subject=f"orgs.succession:{code}",
            actor=rights.actor,
            reason=reason,
            public={"on": decision.effective_on.isoformat(), "decision": decision.decision},
            rows=undone_rows(event_id),
            event_id=event_id,
        )
    return found
