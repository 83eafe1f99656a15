"""How somebody proved who they are, and what that is good for."""

from __future__ import annotations

from enum import StrEnum


class Proof(StrEnum):
    """What stands behind a caller.

    Attributes:
        FIRST: a signed-in browser without a second factor in this sign-in.
        SECOND: a signed-in browser that used a second factor (code, recovery code, passkey) in this sign-in.
        MACHINE: a token, or the command line of the server: no person at a keyboard can be asked.
        PLAYED: “vào vai” of the demonstration on the machine that runs it; elsewhere it counts as FIRST.
    """

    FIRST = "first"
    SECOND = "second"
    MACHINE = "machine"
    PLAYED = "played"


class SecondFactorPolicy(StrEnum):
    """For what a second factor is required (`TINHSO_SECOND_FACTOR`)."""

    OFF = "off"
    APPROVE = "approve"
    ALL = "all"
