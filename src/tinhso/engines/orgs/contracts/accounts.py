"""Accounts as the desk that keeps them shows them: what they hold and until when, never a person's biography."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from tinhso.engines.orgs.contracts.roles import Role
from tinhso.engines.orgs.contracts.units import UnitView


class AccountState(StrEnum):
    """What an account is on a day. `ENDING` is open with a last day ahead; `IDLE` is open without any role."""

    OPEN = "open"
    ENDING = "ending"
    IDLE = "idle"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class AccountFilter:
    """What the list is narrowed to; the text is typed with or without tones."""

    text: str = ""
    unit_id: int | None = None
    role: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class HeldGrant:
    """A role held for a unit; `is_running` also where it begins later. `may_end`: the reader may take it."""

    role: Role
    unit: UnitView
    valid_from: date
    valid_to: date | None
    is_running: bool
    may_end: bool = False


@dataclass(frozen=True, slots=True)
class AccountView:
    """One account. `may_change`: the reader may do to it all that the desk does."""

    id: int
    username: str
    title_vi: str
    title_en: str
    state: AccountState
    last_day: date | None
    last_sign_in: datetime | None
    grants: tuple[HeldGrant, ...]
    may_change: bool = False

    def title(self, language: str = "vi") -> str:
        """Return the title in a language, the Vietnamese one where there is no other."""
        return (self.title_en if language.startswith("en") else self.title_vi) or self.title_vi


@dataclass(frozen=True, slots=True)
class AccountNews:
    """What happened to an account: the act's kind, what it says in public, who did it and why.

    Attributes:
        actor: `user:<name>` or `system:<name>`; the title is empty where no account has the name.
        unit: the unit of the role as it stands today, None where its code means none today.
    """

    kind: str
    at: datetime
    actor: str
    title_vi: str
    title_en: str
    reason: str
    role: str
    unit_code: str
    unit: UnitView | None

    def title(self, language: str = "vi") -> str:
        """Return the office of who did it in a language, the Vietnamese one where there is no other."""
        return (self.title_en if language.startswith("en") else self.title_vi) or self.title_vi
