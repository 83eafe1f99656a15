"""What may be done, who does it, and how far it reaches: the three vocabularies of the rights table."""

from __future__ import annotations

from enum import StrEnum


class Action(StrEnum):
    """A right that a screen, a command or a machine may ask for."""

    SEE_BOARD = "see_board"
    SEE_FIGURES = "see_figures"
    DRAFT = "draft"
    APPROVE = "approve"
    ACCEPT = "accept"
    RETURN_SUBMISSION = "return_submission"
    LOCK = "lock"
    ASSIGN = "assign"
    DESIGN_FORMS = "design_forms"
    CORRECT = "correct"
    ADJUST = "adjust"
    REMIND = "remind"
    IMPORT_FIGURES = "import_figures"
    IMPORT_OFFICIAL = "import_official"
    POST_FIGURES = "post_figures"
    READ_LOG = "read_log"
    VERIFY_LOG = "verify_log"
    JUDGE_TARGETS = "judge_targets"
    INSTRUCT = "instruct"
    OPERATE = "operate"
    KEEP_ACCOUNTS = "keep_accounts"
    BREAK_GLASS = "break_glass"


class Role(StrEnum):
    """A part somebody plays for a unit."""

    ASSIGNER = "assigner"
    OFFICE = "office"
    LEADER = "leader"
    CONSOLIDATOR = "consolidator"
    APPROVER = "approver"
    DRAFTER = "drafter"
    AUDITOR = "auditor"
    OPERATOR = "operator"
    KEEPER = "keeper"
    CONNECTOR = "connector"
    DUTY = "duty"


class Reach(StrEnum):
    """How far an action of a role goes, seen from the unit the role was granted for.

    `PROVINCE`: an agency acts for the province it stands under, with all its places and agencies; a place acts for
    itself and what is below it.
    """

    OWN = "own"
    BELOW = "below"
    PROVINCE = "province"
    EVERYTHING = "everything"
