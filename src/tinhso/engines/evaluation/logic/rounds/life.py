"""The life of a round, and of each unit in it, as two tables: which verb leads from where to where, and who may do it.

`docs/reference/round-life.md` is the same table for people; a test compares them. Whoever changes something goes
through `take` (visible? allowed? possible?) and `step` in the transaction that also writes the event.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tinhso.engines.evaluation.contracts.round_errors import OwnUnit, RoundReasonNeeded, WrongRoundState
from tinhso.engines.evaluation.contracts.rounds import RoundState, RoundVerb, ScoringState
from tinhso.engines.evaluation.logic.plans.opinions import title_of
from tinhso.engines.evaluation.logic.rounds.book import Entry, RoundBook
from tinhso.engines.evaluation.round_models import RoundUnit, UnitStep
from tinhso.engines.orgs.contracts import Action, NoRight, Rights

LEAST_REASON = 10
S, V = ScoringState, RoundVerb
STATE_NAMES: dict[ScoringState | RoundState, tuple[str, str]] = {
    S.NOT_STARTED: ("chưa chấm", "not started"),
    S.SCORING: ("đang tự chấm", "self-scoring"),
    S.WAITING: ("chờ lãnh đạo gửi", "waiting for the leader"),
    S.SENT: ("đã gửi", "sent"),
    S.APPRAISING: ("đang thẩm định", "being appraised"),
    S.APPRAISED: ("đã thẩm định", "appraised"),
    S.RETURNED: ("bị trả lại", "returned"),
    RoundState.OPEN: ("đang mở", "open"),
    RoundState.CLOSED: ("đã đóng", "closed"),
    RoundState.LOCKED: ("đã khóa", "locked"),
}


class Whose(StrEnum):
    """At which unit the right must be held."""

    SCORED = "scored"
    APPRAISER = "appraiser"
    ABOVE = "above"


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the tables; without `to_state` the state stays or is decided by the act."""

    verb: RoundVerb
    from_states: frozenset[ScoringState | RoundState]
    to_state: ScoringState | RoundState | None
    action: Action
    whose: Whose
    event_kind: str
    name_vi: str
    name_en: str
    needs_reason: bool = False


def _of(*states: ScoringState | RoundState) -> frozenset[ScoringState | RoundState]:
    return frozenset(states)


_TO_SCORE = _of(S.NOT_STARTED, S.SCORING, S.RETURNED)
_TO_APPRAISE = _of(S.SENT, S.APPRAISING, S.APPRAISED)
_K = "evaluation.round_"
UNIT_TABLE: dict[RoundVerb, Rule] = {
    rule.verb: rule
    for rule in (
        Rule(V.SAVE, _TO_SCORE, S.SCORING, Action.DRAFT, Whose.SCORED, f"{_K}scored", "tự chấm", "score"),
        Rule(V.SUBMIT, _of(S.SCORING, S.RETURNED), S.WAITING, Action.DRAFT, Whose.SCORED, f"{_K}submitted",
             "trình lãnh đạo", "hand to the leader"),
        Rule(V.GIVE_BACK, _of(S.WAITING), S.SCORING, Action.APPROVE, Whose.SCORED, f"{_K}given_back",
             "trả người chấm", "give back to who scored", True),
        Rule(V.SEND, _of(S.WAITING), S.SENT, Action.APPROVE, Whose.SCORED, f"{_K}sent", "gửi thẩm định",
             "send for appraisal"),
        Rule(V.APPRAISE, _TO_APPRAISE, None, Action.ACCEPT, Whose.APPRAISER, f"{_K}appraised", "thẩm định",
             "appraise"),
        Rule(V.RETURN, _TO_APPRAISE, S.RETURNED, Action.RETURN_SUBMISSION, Whose.APPRAISER, f"{_K}returned",
             "trả lại để bổ sung", "return for more evidence", True),
        Rule(V.REMARK, frozenset(S), None, Action.ACCEPT, Whose.APPRAISER, f"{_K}remarked", "trao đổi", "remark",
             True),
    )
}  # fmt: skip
ROUND_TABLE: dict[RoundVerb, Rule] = {
    rule.verb: rule
    for rule in (
        Rule(V.OPEN, frozenset(), RoundState.OPEN, Action.ASSIGN, Whose.ABOVE, f"{_K}opened", "mở đợt", "open"),
        Rule(V.CLOSE, _of(RoundState.OPEN), RoundState.CLOSED, Action.LOCK, Whose.ABOVE, f"{_K}closed", "đóng đợt",
             "close"),
        Rule(V.LOCK, _of(RoundState.CLOSED), RoundState.LOCKED, Action.LOCK, Whose.ABOVE, f"{_K}locked", "khóa đợt",
             "lock"),
        Rule(V.REOPEN, _of(RoundState.CLOSED, RoundState.LOCKED), RoundState.OPEN, Action.LOCK, Whose.ABOVE,
             f"{_K}reopened", "mở lại đợt", "reopen", True),
    )
}  # fmt: skip


def holds(rights: Rights, action: Action, unit_id: int) -> bool:
    """Say whether a role that allows the action was given for this very unit."""
    if rights.scope(action).everything:
        return True
    return rights.may(action, unit_id) and any(
        held.unit_id == unit_id and action in held.scopes for held in rights.held
    )


def is_own(rights: Rights, unit_id: int) -> bool:
    """Say whether somebody scores or sends for a unit."""
    return any(holds(rights, act, unit_id) for act in (Action.DRAFT, Action.APPROVE))


def charged(rights: Rights, book: RoundBook, entry: Entry, action: Action = Action.ACCEPT) -> frozenset[str]:
    """The components that somebody appraises at a unit: those of their agency, never of their own unit."""
    if is_own(rights, entry.unit_id) or not rights.may(action, entry.unit_id):
        return frozenset()
    agencies = {one for one in set(book.charges.values()) if holds(rights, action, one) and one != entry.unit_id}
    return frozenset(code for code, agency in book.charges.items() if agency in agencies)


def is_possible(rule: Rule, book: RoundBook, entry: Entry) -> bool:
    """Say whether a unit's state, and the round's, let an act happen."""
    return book.state is RoundState.OPEN and entry.state in rule.from_states


def may(rule: Rule, rights: Rights, book: RoundBook, entry: Entry) -> bool:
    """Say whether somebody may do an act to a unit, whatever its state."""
    if rule.verb is RoundVerb.REMARK and is_own(rights, entry.unit_id):
        return True
    if rule.whose is Whose.APPRAISER:
        return bool(charged(rights, book, entry, rule.action))
    return holds(rights, rule.action, entry.unit_id)


def possible_acts(rights: Rights, book: RoundBook, entry: Entry) -> frozenset[RoundVerb]:
    """What somebody may do to a unit now."""
    return frozenset(
        rule.verb for rule in UNIT_TABLE.values() if is_possible(rule, book, entry) and may(rule, rights, book, entry)
    )


def require(verb: RoundVerb, rights: Rights, book: RoundBook, entry: Entry, reason: str = "") -> Rule:
    """Refuse what rights, state or a missing reason do not allow.

    Raises:
        OwnUnit (EVA-019), NoRight (ORG-020), SecondFactorNeeded (ORG-060), WrongRoundState (EVA-015),
        RoundReasonNeeded (EVA-016)
    """
    rule = UNIT_TABLE[verb]
    rights.require_proof(rule.action)
    if not may(rule, rights, book, entry):
        if rule.whose is Whose.APPRAISER and is_own(rights, entry.unit_id):
            raise OwnUnit(unit=entry.unit.name("vi"))
        raise NoRight(action=str(rule.action), unit=entry.unit_id, actor=rights.actor)
    if book.state is not RoundState.OPEN:
        raise wrong_state(rule, book.state)
    if entry.state not in rule.from_states:
        raise wrong_state(rule, entry.state)
    require_reason(rule, reason)
    return rule


def require_reason(rule: Rule, reason: str) -> None:
    """Refuse a missing or a too short reason (EVA-016)."""
    if rule.needs_reason and len(reason.strip()) < LEAST_REASON:
        place_vi, place_en = rule.name_vi.capitalize(), rule.name_en.capitalize()
        raise RoundReasonNeeded(place_vi=place_vi, place_en=place_en, least=LEAST_REASON)


def wrong_state(rule: Rule, state: ScoringState | RoundState) -> WrongRoundState:
    vi, en = STATE_NAMES[state]
    return WrongRoundState(verb_vi=rule.name_vi, verb_en=rule.name_en, state_vi=vi, state_en=en)


def step(rule: Rule, entry: Entry, state: ScoringState, rights: Rights, event_id: int) -> UnitStep:
    """Add a step; two acts at the same moment cannot both follow the same one."""
    return UnitStep.objects.create(
        entry_id=entry.id,
        step_no=entry.step_no + 1,
        verb=rule.verb,
        state=state,
        person_id=rights.user_id,
        title=title_of(rights),
        event_id=event_id,
    )


def lock_entry(entry_id: int) -> None:
    """Let two acts on a unit wait for each other."""
    RoundUnit.objects.select_for_update().get(pk=entry_id)
