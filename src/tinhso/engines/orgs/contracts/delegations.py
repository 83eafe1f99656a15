"""Acting for another as screens show it: who, for whom, in which role and capacity, from when to when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tinhso.engines.orgs.contracts.roles import Role
from tinhso.engines.orgs.contracts.units import UnitView


class Capacity(StrEnum):
    """How what is done for another is headed (Nghị định 30/2020/NĐ-CP, cần kiểm tra): a deputy, or by authority."""

    DEPUTY = "KT."
    AUTHORITY = "TUQ."


class DelegationState(StrEnum):
    """Where a delegation stands on a day; `VOID`: it runs by its dates, but its giver no longer holds the role."""

    COMING = "coming"
    RUNNING = "running"
    VOID = "void"
    OVER = "over"
    ENDED_EARLY = "ended_early"


@dataclass(frozen=True, slots=True)
class Person:
    """An account by its number, name and office."""

    id: int
    username: str
    title_vi: str
    title_en: str

    def title(self, language: str = "vi") -> str:
        """Return the title in a language, else the Vietnamese one, else the account's name."""
        wanted = self.title_en if language.startswith("en") else self.title_vi
        return wanted or self.title_vi or self.username


@dataclass(frozen=True, slots=True)
class NewDelegation:
    """What somebody wants another to do for them. `office`: whose office is signed for, such as “CHỦ TỊCH”."""

    to_username: str
    role: str
    unit_id: int
    capacity: str
    office: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class DelegationView:
    """One delegation. `may_end`: the reader may end it."""

    id: int
    giver: Person
    receiver: Person
    role: Role
    unit: UnitView
    capacity: str
    valid_from: date
    valid_to: date
    state: DelegationState
    may_end: bool


@dataclass(frozen=True, slots=True)
class RoleToLend:
    """A role of one's own that may be lent."""

    role: Role
    unit: UnitView


@dataclass(frozen=True, slots=True)
class ActFor:
    """An act done in a capacity, by which the one it was done for is found."""

    username: str
    capacity: str
    day: date
