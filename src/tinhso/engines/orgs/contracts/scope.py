"""The answer of the rights table for one person on one day, ready to become one WHERE."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from tinhso.engines.orgs.contracts.errors import NoRight, SecondFactorNeeded
from tinhso.engines.orgs.contracts.roles import Action, Role
from tinhso.kernel.canonical import canonical_json

if TYPE_CHECKING:
    from django.db.models import Q

PUBLIC, INTERNAL, RESTRICTED = "public", "internal", "restricted"
_OWNER = ":"


@dataclass(frozen=True, slots=True)
class Scope:
    """The units an action reaches. An empty scope reaches nothing: deny by default.

    Attributes:
        everything: no bound at all.
        unit_ids: the units reached; ignored when everything is.
        public_figures: figures of indicators published as "public" are also reached, whatever their unit.
        restricted_ids: of the units, those whose figures of indicators published as "restricted" are reached too.
        owned: further units of which restricted figures are reached, by the code of the agency that owns the indicator.
    """

    everything: bool = False
    unit_ids: frozenset[int] = frozenset()
    public_figures: bool = False
    restricted_ids: frozenset[int] = frozenset()
    owned: tuple[tuple[str, frozenset[int]], ...] = ()

    @property
    def reaches_nothing(self) -> bool:
        return not (self.everything or self.unit_ids or self.public_figures)

    def reach(self, audience: str = INTERNAL) -> frozenset[int] | None:
        """Return the units whose figures of this audience are reached, None for all. The one place of decision.

        Args:
            audience: a publication level, `restricted` with its owner (`audience_of`).
        """
        level, _, owner = audience.partition(_OWNER)
        if self.everything or (self.public_figures and level == PUBLIC):
            return None
        if level != RESTRICTED:
            return self.unit_ids
        return self.restricted_ids.union(*(units for code, units in self.owned if code == owner))

    def knows(self, audience: str) -> bool:
        """Say whether an indicator's name may be shown: it is published, or some figure of it is reached."""
        return audience == PUBLIC or self.reach(audience) != frozenset()

    def fingerprint(self, audiences: Iterable[str]) -> str:
        """Say in one word how far figures of these audiences are reached: another reach is another word (SHA-256)."""
        reaches = {audience: self.reach(audience) for audience in sorted(set(audiences))}
        told = {audience: None if units is None else sorted(units) for audience, units in reaches.items()}
        return hashlib.sha256(canonical_json(told)).hexdigest()

    @property
    def told(self) -> list[object]:
        """The scope in plain values, always in the same order."""
        owned = [[code, sorted(units)] for code, units in self.owned]
        return [self.everything, self.public_figures, sorted(self.unit_ids), sorted(self.restricted_ids), owned]

    def covers(self, unit_id: int, audience: str = INTERNAL) -> bool:
        """Say whether a unit is reached, for figures of this audience."""
        units = self.reach(audience)
        return units is None or unit_id in units

    def q(self, field: str = "unit_id", publication_field: str | None = None) -> Q:
        """Return the scope as a condition on a queryset.

        Args:
            field: name of the unit id on the rows that are filtered.
            publication_field: name of the publication level, where the rows speak of figures.
        """
        from django.db.models import Q  # the contracts stay importable without a configured Django

        if self.everything:
            return Q()
        condition = Q(**{f"{field}__among": self.unit_ids})
        if publication_field:
            restricted = Q(**{publication_field: RESTRICTED})
            condition = (condition & ~restricted) | (restricted & Q(**{f"{field}__among": self.restricted_ids}))
            if self.public_figures:
                condition |= Q(**{publication_field: PUBLIC})
        return condition

    def sql(
        self, column: str, publication_column: str | None = None, placeholder: str = "%s"
    ) -> tuple[str, list[int | str]]:
        """Return the scope as SQL text and its parameters; the text is in brackets and always true or false.

        Args:
            column: trusted SQL for the unit id.
            publication_column: trusted SQL for the publication level, where the rows speak of figures.
            placeholder: `%s` for Django's connections, `?` for DuckDB.
        """
        if self.everything:
            return "(1 = 1)", []
        texts, parameters = list[str](), list[int | str]()
        parts = [(self.unit_ids, "<>"), (self.restricted_ids, "=")] if publication_column else [(self.unit_ids, "")]
        for units, sign in parts:
            if not units:
                continue
            bound = f" AND {publication_column} {sign} {placeholder}" if sign else ""
            texts.append(f"{column} IN ({', '.join([placeholder] * len(units))}){bound}")
            parameters += [*sorted(units), *([RESTRICTED] if sign else [])]
        if self.public_figures and publication_column:
            texts.append(f"{publication_column} = {placeholder}")
            parameters.append(PUBLIC)
        return f"({' OR '.join(texts) or '1 = 0'})", parameters

    def __or__(self, other: Scope) -> Scope:
        return Scope(
            everything=self.everything or other.everything,
            unit_ids=self.unit_ids | other.unit_ids,
            public_figures=self.public_figures or other.public_figures,
            restricted_ids=self.restricted_ids | other.restricted_ids,
            owned=tuple(sorted({*self.owned, *other.owned}, key=lambda one: (one[0], sorted(one[1])))),
        )


NOTHING = Scope()


def audience_of(publication: str, owner: str) -> str:
    """Return who a figure is for: its indicator's publication level, where that is `restricted` with the owner."""
    return f"{RESTRICTED}{_OWNER}{owner}" if publication == RESTRICTED else str(publication)


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role somebody plays on the day, by grant or by delegation.

    Attributes:
        capacity: how the act is signed when it comes by delegation ("KT. CHỦ TỊCH"); empty for one's own role.
        delegated_by: the username of who delegated; empty for one's own role.
        scopes: what the role reaches, by action.
    """

    role: Role
    unit_id: int
    capacity: str = ""
    delegated_by: str = ""
    scopes: Mapping[Action, Scope] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rights:
    """Everything somebody may do on a day. Made by `api.rights_of`, `api.token_rights`, `api.anonymous_rights`.

    Attributes:
        actor: what the event log calls this person or machine (`user:<username>`, `token:<name>`).
        user_id: None for the public.
        only: the actions a token was bounded to; None means no such bound.
        unproven: the actions that need a second factor which this sign-in lacks; they show as allowed (`may`) and are
            refused when they are done (`require`, `require_proof`).
        is_viewing: somebody looks on as this person: `actor` names who looks, nothing may be written.
        opened: what an emergency access adds for reading; nothing may be written meanwhile.
    """

    actor: str
    user_id: int | None
    on: date
    held: tuple[HeldRole, ...] = ()
    public: Mapping[Action, Scope] = field(default_factory=dict)
    only: frozenset[Action] | None = None
    unproven: frozenset[Action] = frozenset()
    is_viewing: bool = False
    opened: Mapping[Action, Scope] = field(default_factory=dict)

    @property
    def reads_only(self) -> bool:
        """Whether nothing may be written by this sign-in at present."""
        return self.is_viewing or bool(self.opened)

    @property
    def is_anonymous(self) -> bool:
        return self.user_id is None

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(role.role for role in self.held)

    def scope(self, action: Action | str) -> Scope:
        """Return what the action reaches: the union over all roles, and what everybody may."""
        reached = NOTHING
        for scope in self._scopes(action):
            reached |= scope
        return reached

    def _scopes(self, action: Action | str) -> Iterator[Scope]:
        """Yield what each role, an emergency and everybody's right add to an action's reach."""
        action = Action(action)
        if self.only is not None and action not in self.only:
            return
        for granted in (self.public, self.opened, *(role.scopes for role in self.held)):
            if action in granted:
                yield granted[action]

    def may(self, action: Action | str, unit_id: int | None = None, audience: str = INTERNAL) -> bool:
        """Say whether the action is allowed: for this unit, or (without a unit) for any at all."""
        if unit_id is None:
            return any(not scope.reaches_nothing for scope in self._scopes(action))
        return self.scope(action).covers(unit_id, audience)

    def require(self, action: Action | str, unit_id: int | None = None, audience: str = INTERNAL) -> None:
        """Refuse what is not allowed.

        Raises:
            NoRight (ORG-020), SecondFactorNeeded (ORG-060)
        """
        self.require_proof(action)
        if not self.may(action, unit_id, audience):
            raise NoRight(action=str(Action(action)), unit="–" if unit_id is None else unit_id, actor=self.actor)

    def require_proof(self, action: Action | str) -> None:
        """Refuse an act that needs a second factor, where this sign-in has none.

        Raises:
            SecondFactorNeeded (ORG-060)
        """
        if Action(action) in self.unproven:
            raise SecondFactorNeeded(action=str(Action(action)), actor=self.actor)

    def fingerprint(self) -> str:
        """Say in one word what may be done and seen: whoever may do the same on the same day has it too (SHA-256)."""
        reached: dict[Scope, list[str]] = {}
        for action in sorted(Action):
            reached.setdefault(self.scope(action), []).append(str(action))
        scopes = sorted((actions, scope.told) for scope, actions in reached.items())
        # Some acts ask for which very unit a role was given.
        held = sorted([str(one.role), one.unit_id] for one in self.held)
        said = [self.on.isoformat(), self.reads_only, self.is_anonymous, sorted(map(str, self.unproven)), held, scopes]
        return hashlib.sha256(canonical_json(said)).hexdigest()

    def units_as(self, role: Role) -> frozenset[int]:
        """Return the units the role was granted for (not what it reaches)."""
        return frozenset(held.unit_id for held in self.held if held.role is role)

    def capacity(self, action: Action | str, unit_id: int) -> str:
        """Return how the act must be signed: empty when one's own role allows it, else the delegation's capacity."""
        allowing = [role for role in self.held if role.scopes.get(Action(action), NOTHING).covers(unit_id)]
        if any(not role.delegated_by for role in allowing):
            return ""
        return next((role.capacity for role in allowing), "")

    def limited_to(self, actions: Iterable[Action | str], actor: str) -> Rights:
        """Return the same rights bounded to some actions, acting under another name (a token)."""
        return replace(self, actor=actor, only=frozenset(Action(action) for action in actions))
