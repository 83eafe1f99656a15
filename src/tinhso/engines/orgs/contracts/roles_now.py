"""How many hold which role today, and what each role may do: counts, never names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tinhso.engines.orgs.contracts.roles import Action, Reach, Role


@dataclass(frozen=True, slots=True)
class RoleNow:
    """One role: what it may do and how far, how many open accounts hold it by grant and how many by delegation."""

    role: Role
    reaches: Mapping[Action, Reach]
    granted: int
    lent: int


@dataclass(frozen=True, slots=True)
class AccountsNow:
    """How many accounts there are today.

    Attributes:
        open: those that may still be signed in to.
        closed: those that are closed or past their last day.
        proven: open ones with a second factor (a code or a passkey).
        tokens: keys of machines that still hold.
        applications: other systems that sign people in here.
    """

    open: int
    closed: int
    proven: int
    tokens: int
    applications: int


@dataclass(frozen=True, slots=True)
class RolesNow:
    """The rights table with its holders, in the order of the table, and the accounts behind it."""

    roles: tuple[RoleNow, ...]
    everybody: Mapping[Action, Reach]
    accounts: AccountsNow
