"""The rights table: which role may do what, and how far. The only place where a right is decided.

`docs/reference/roles.md` is the same table for people; a test compares them. What is not written here is not allowed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from tinhso.engines.orgs.contracts import (
    NOTHING,
    Action,
    HeldRole,
    Proof,
    Reach,
    Rights,
    Role,
    Scope,
    SecondFactorPolicy,
)
from tinhso.engines.orgs.contracts.errors import UnknownRole
from tinhso.engines.orgs.models import User
from tinhso.engines.orgs.queries import rights as stored

A, R = Action, Reach

# Everybody, signed in or not: figures of indicators published as "public", and the check of the log.
PUBLIC_ACTIONS: frozenset[Action] = frozenset({A.SEE_BOARD, A.SEE_FIGURES})
EVERYBODY: Mapping[Action, Reach] = {A.VERIFY_LOG: R.EVERYTHING}

ROLE_TABLE: Mapping[Role, Mapping[Action, Reach]] = {
    Role.ASSIGNER: {
        A.SEE_BOARD: R.PROVINCE,
        A.SEE_FIGURES: R.PROVINCE,
        A.ASSIGN: R.PROVINCE,
        A.DESIGN_FORMS: R.OWN,
        A.REMIND: R.PROVINCE,
    },
    Role.OFFICE: {
        A.SEE_BOARD: R.PROVINCE,
        A.SEE_FIGURES: R.PROVINCE,
        A.ACCEPT: R.PROVINCE,
        A.RETURN_SUBMISSION: R.PROVINCE,
        A.LOCK: R.PROVINCE,
        A.ADJUST: R.PROVINCE,
        A.REMIND: R.PROVINCE,
        A.IMPORT_FIGURES: R.PROVINCE,
        A.IMPORT_OFFICIAL: R.PROVINCE,
        A.JUDGE_TARGETS: R.PROVINCE,
        A.INSTRUCT: R.PROVINCE,
        A.READ_LOG: R.PROVINCE,
    },
    Role.LEADER: {
        A.SEE_BOARD: R.BELOW,
        A.SEE_FIGURES: R.BELOW,
        A.REMIND: R.BELOW,
        A.JUDGE_TARGETS: R.BELOW,
        A.INSTRUCT: R.BELOW,
        A.READ_LOG: R.BELOW,
    },
    # A department reads and judges what all units of the province send it, and writes only its own figures.
    Role.CONSOLIDATOR: {
        A.SEE_BOARD: R.PROVINCE,
        A.SEE_FIGURES: R.PROVINCE,
        A.DRAFT: R.OWN,
        A.DESIGN_FORMS: R.OWN,
        A.ACCEPT: R.PROVINCE,
        A.RETURN_SUBMISSION: R.PROVINCE,
        A.CORRECT: R.OWN,
        A.ADJUST: R.PROVINCE,
        A.REMIND: R.PROVINCE,
        A.IMPORT_FIGURES: R.OWN,
        A.POST_FIGURES: R.OWN,
        A.READ_LOG: R.OWN,
    },
    # PROVINCE is the unit itself for a commune; a department's leader approves totals, so must see what they add up.
    Role.APPROVER: {
        A.SEE_BOARD: R.PROVINCE,
        A.SEE_FIGURES: R.PROVINCE,
        A.APPROVE: R.OWN,
        A.READ_LOG: R.OWN,
    },
    Role.DRAFTER: {
        A.SEE_BOARD: R.OWN,
        A.SEE_FIGURES: R.OWN,
        A.DRAFT: R.OWN,
        A.CORRECT: R.OWN,
        A.IMPORT_FIGURES: R.OWN,
        A.POST_FIGURES: R.OWN,
        A.READ_LOG: R.OWN,
    },
    Role.AUDITOR: {
        A.SEE_BOARD: R.PROVINCE,
        A.SEE_FIGURES: R.PROVINCE,
        A.READ_LOG: R.EVERYTHING,
    },
    # Accounts, backups and health, and by this role not one unpublished figure.
    Role.OPERATOR: {
        A.OPERATE: R.EVERYTHING,
        A.KEEP_ACCOUNTS: R.EVERYTHING,
    },
    # Accounts of one unit and what stands below it, by the roles of UNIT_ROLES alone.
    Role.KEEPER: {
        A.KEEP_ACCOUNTS: R.BELOW,
    },
    # A system of the province that posts what it knows and reads nothing.
    Role.CONNECTOR: {
        A.POST_FIGURES: R.BELOW,
    },
    # May open one unit for some minutes, with a reason and told to it; reads nothing before.
    Role.DUTY: {
        A.BREAK_GLASS: R.PROVINCE,
    },
}

# What an emergency access adds, at the unit that was opened. It is in no table of restricted figures: they stay closed.
EMERGENCY: Mapping[Action, Reach] = {A.SEE_BOARD: R.OWN, A.SEE_FIGURES: R.OWN}

# Figures of indicators published as "restricted": how far a reading role reaches them. What is not here reads none.
RESTRICTED_TABLE: Mapping[Role, Reach] = {
    Role.ASSIGNER: R.PROVINCE,
    Role.OFFICE: R.PROVINCE,
    Role.LEADER: R.BELOW,
    Role.CONSOLIDATOR: R.OWN,
    Role.APPROVER: R.OWN,
    Role.DRAFTER: R.OWN,
}
# At the agency that owns the indicator these roles reach them as far as they read at all.
OWNERS: frozenset[Role] = frozenset({Role.CONSOLIDATOR, Role.APPROVER, Role.DRAFTER})
_READING: frozenset[Action] = frozenset({A.SEE_BOARD, A.SEE_FIGURES})

# What a keeper may give and take: none of the roles that look beyond a unit or keep the machine and its accounts.
UNIT_ROLES: frozenset[Role] = frozenset({Role.DRAFTER, Role.APPROVER, Role.CONSOLIDATOR})

# What nobody lends: whoever keeps accounts or the machine is given the role, with its dates; so is the right to
# break the glass; machines have no deputy.
ROLES_NOT_LENT: frozenset[Role] = frozenset({Role.OPERATOR, Role.KEEPER, Role.CONNECTOR, Role.DUTY})

# Reading looks back: a unit sees the figures of the units it was made of.
LOOKING_BACK: frozenset[Action] = frozenset({A.SEE_BOARD, A.SEE_FIGURES, A.READ_LOG})

# What a second factor is needed for, by the policy of the installation.
PROVEN_ACTIONS: Mapping[SecondFactorPolicy, frozenset[Action]] = {
    SecondFactorPolicy.OFF: frozenset(),
    SecondFactorPolicy.APPROVE: frozenset({A.APPROVE, A.BREAK_GLASS}),
    SecondFactorPolicy.ALL: frozenset(Action),
}


@dataclass(frozen=True, slots=True)
class Claim:
    """A role somebody holds on the day, before its reach is known."""

    role: Role
    unit_id: int
    unit_code: str = ""
    capacity: str = ""
    delegated_by: str = ""


def rights_of(user: User, on: date) -> Rights:
    """Read what somebody may do on a day: grants, delegations whose giver holds the role, and their reach (3 queries).

    An account that is closed, or past its last day, may do what the public may.
    """
    if not user.is_active or (user.last_day and user.last_day < on):
        return anonymous_rights(on)
    claims = [Claim(Role(role), unit_id, code) for role, unit_id, code in stored.granted_roles(user.pk, on)] + [
        Claim(Role(role), unit_id, code, capacity, giver)
        for role, unit_id, code, capacity, giver in stored.delegated_roles(user.pk, on)
    ]
    return compile_rights(f"user:{user.username}", user.pk, on, claims)


def bounded_by_proof(held: Rights, proof: Proof, policy: SecondFactorPolicy) -> Rights:
    """Say what of somebody's rights their sign-in does not prove well enough. The one place of this decision.

    A person without a second factor keeps their rights but may not do what needs one; where everything needs one they
    see what the public sees. A machine reads and posts as its scopes say, never approves and breaks no glass.
    """
    needed = PROVEN_ACTIONS[policy]
    if held.is_anonymous or proof in {Proof.SECOND, Proof.PLAYED}:
        return held
    if proof is Proof.MACHINE:
        return replace(held, unproven=needed & PROVEN_ACTIONS[SecondFactorPolicy.APPROVE])
    if policy is SecondFactorPolicy.ALL:
        return replace(held, held=(), unproven=needed - PUBLIC_ACTIONS - EVERYBODY.keys())
    return replace(held, unproven=needed)


def with_emergency(held: Rights, unit_id: int) -> Rights:
    """Add what an emergency access opens, while its holder has the right to it; the unit's past is read with it."""
    if A.BREAK_GLASS in held.unproven or not held.may(A.BREAK_GLASS, unit_id):
        return held
    reached = stored.reached_units({unit_id}, (), (), held.on)
    opened = {
        action: Scope(unit_ids=reached.units(unit_id, reach, action in LOOKING_BACK))
        for action, reach in EMERGENCY.items()
    }
    return replace(held, opened=opened)


def compile_rights(actor: str, user_id: int | None, on: date, claims: Sequence[Claim]) -> Rights:
    """Turn held roles into scopes, by the table."""
    below = {c.unit_id for c in claims if Reach.BELOW in ROLE_TABLE[c.role].values()}
    province = {c.unit_id for c in claims if Reach.PROVINCE in ROLE_TABLE[c.role].values()}
    looking_back = {c.unit_id for c in claims if LOOKING_BACK & ROLE_TABLE[c.role].keys()}
    reached = stored.reached_units(looking_back, below, province, on)
    held = tuple(HeldRole(c.role, c.unit_id, c.capacity, c.delegated_by, _scopes(c, reached)) for c in claims)
    return Rights(actor, user_id, on, held, public=_public())


def anonymous_rights(on: date) -> Rights:
    """What everybody may do without signing in."""
    return Rights("public:anonymous", None, on, public=_public())


def role_named(text: str) -> Role:
    """Return a role by its code, or refuse (ORG-021)."""
    if text not in set(Role):
        raise UnknownRole(role=text, known=", ".join(Role))
    return Role(text)


def _public() -> dict[Action, Scope]:
    published = {action: Scope(public_figures=True) for action in PUBLIC_ACTIONS}
    return published | {action: Scope(everything=True) for action in EVERYBODY}


def _scopes(claim: Claim, reached: stored.Reached) -> dict[Action, Scope]:
    return {action: _scope(claim, action, reach, reached) for action, reach in ROLE_TABLE[claim.role].items()}


def _scope(claim: Claim, action: Action, reach: Reach, reached: stored.Reached) -> Scope:
    if reach is Reach.EVERYTHING:
        return Scope(everything=True)
    units = reached.units(claim.unit_id, reach, action in LOOKING_BACK)
    further = RESTRICTED_TABLE.get(claim.role)
    if action not in _READING or further is None:
        return Scope(unit_ids=units) if units else NOTHING
    return Scope(
        unit_ids=units,
        restricted_ids=reached.units(claim.unit_id, further, True),
        owned=((claim.unit_code, units),) if claim.role in OWNERS else (),
    )
