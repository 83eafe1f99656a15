"""The closed lists of reporting: states of a task, verbs, kinds. They stand in docs/reference/report-life.md."""

from __future__ import annotations

from enum import StrEnum


class TaskState(StrEnum):
    """Where an assignment stands. “Overdue” is not a state: it is computed from the deadline."""

    ASSIGNED = "assigned"
    RECEIVED = "received"
    DRAFTING = "drafting"
    AWAITING_APPROVAL = "awaiting_approval"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    CONSOLIDATED = "consolidated"
    LOCKED = "locked"
    CANCELLED = "cancelled"

    @property
    def label_vi(self) -> str:
        return STATE_LABELS[self][0]

    @property
    def label_en(self) -> str:
        return STATE_LABELS[self][1]


STATE_LABELS = {
    TaskState.ASSIGNED: ("mới giao", "assigned"),
    TaskState.RECEIVED: ("đã nhận", "received"),
    TaskState.DRAFTING: ("đang nhập", "drafting"),
    TaskState.AWAITING_APPROVAL: ("chờ phê duyệt", "awaiting approval"),
    TaskState.SUBMITTED: ("mới gửi", "submitted"),
    TaskState.RETURNED: ("bị trả lại", "returned"),
    TaskState.ACCEPTED: ("đã tiếp nhận", "accepted"),
    TaskState.CONSOLIDATED: ("đã tổng hợp", "consolidated"),
    TaskState.LOCKED: ("đã khóa", "locked"),
    TaskState.CANCELLED: ("đã hủy", "cancelled"),
}
OPEN_STATES = frozenset({TaskState.ASSIGNED, TaskState.RECEIVED, TaskState.DRAFTING, TaskState.RETURNED})
"""The respondent has something to enter."""
SENT_STATES = frozenset({TaskState.SUBMITTED, TaskState.ACCEPTED, TaskState.CONSOLIDATED})
"""Its figures count (a locked one counts when it was sent before)."""


class Verb(StrEnum):
    """What may be done to an assignment; the table of who, from where and to where is `logic/life.py`."""

    ASSIGN = "assign"
    OPEN = "open"
    SAVE = "save"
    SEND_FOR_APPROVAL = "send_for_approval"
    SEND_BACK_TO_DRAFTER = "send_back_to_drafter"
    APPROVE = "approve"
    WITHDRAW = "withdraw"
    RETURN = "return"
    ACCEPT = "accept"
    ACCEPT_CLAIM = "accept_claim"
    REVOKE_CLAIM = "revoke_claim"
    CONSOLIDATE = "consolidate"
    REOPEN = "reopen"
    RECONSOLIDATE = "reconsolidate"
    LOCK = "lock"
    UNLOCK = "unlock"
    START_CORRECTION = "start_correction"
    APPROVE_CORRECTION = "approve_correction"
    EXTEND = "extend"
    CHANGE = "change"
    CANCEL = "cancel"


class AssignmentKind(StrEnum):
    UNIT = "unit"
    CONSOLIDATION = "consolidation"


class RequestState(StrEnum):
    OPEN = "open"
    LOCKED = "locked"
    CANCELLED = "cancelled"

    @property
    def label_vi(self) -> str:
        return {"open": "đang mở", "locked": "đã khóa", "cancelled": "đã hủy"}[self]

    @property
    def label_en(self) -> str:
        return str(self)


class AdjustmentState(StrEnum):
    DRAFT = "draft"
    WRITTEN = "written"
    WITHDRAWN = "withdrawn"


class CellKind(StrEnum):
    """How a cell came by its content."""

    EMPTY = "empty"  # never stored
    TYPED = "typed"
    KNOWN = "known"
    CARRIED = "carried"
    ZERO = "zero"
    NOT_APPLICABLE = "not_applicable"
    REFUSED = "refused"  # the unit cannot or will not say; a note is needed
    COMPUTED = "computed"  # never stored


class ColumnKind(StrEnum):
    """What a column of a form shows. Only VALUE, PLAN and ESTIMATE write figures (in their scenario)."""

    VALUE = "value"
    PREVIOUS = "previous"
    SAME_PERIOD_LAST_YEAR = "same_period_last_year"
    CHANGE = "change"
    YEAR_TO_DATE = "year_to_date"
    PLAN = "plan"
    PLAN_SHARE = "plan_share"
    ESTIMATE = "estimate"
    FORMULA = "formula"
    NOTE = "note"


class Punctuality(StrEnum):
    """How one assignment stands against its deadline at a moment."""

    NOT_DUE = "not_due"  # not sent, the deadline is ahead
    EXTENDED = "extended"  # not sent, a later deadline was granted and is ahead
    ON_TIME = "on_time"
    ON_TIME_EXTENDED = "on_time_extended"  # sent within a granted extension
    ON_TIME_CLAIMED = "on_time_claimed"  # received late; the receiver accepts what the device says
    SUPPLEMENTED_LATE = "supplemented_late"  # on time, returned, and sent again after the deadline
    SENT_LATE = "sent_late"
    LATE = "late"  # not sent, the deadline has passed

    @property
    def label_vi(self) -> str:
        return PUNCTUALITY_LABELS[self][0]

    @property
    def label_en(self) -> str:
        return PUNCTUALITY_LABELS[self][1]


PUNCTUALITY_LABELS = {
    Punctuality.NOT_DUE: ("chưa đến hạn", "not due"),
    Punctuality.EXTENDED: ("được gia hạn", "extended"),
    Punctuality.ON_TIME: ("đúng hạn", "on time"),
    Punctuality.ON_TIME_EXTENDED: ("đúng hạn gia hạn", "on time, extended"),
    Punctuality.ON_TIME_CLAIMED: ("đúng hạn theo máy của đơn vị, được công nhận", "on time by the device, accepted"),
    Punctuality.SUPPLEMENTED_LATE: ("đúng hạn, bổ sung muộn", "on time, supplemented late"),
    Punctuality.SENT_LATE: ("gửi muộn", "sent late"),
    Punctuality.LATE: ("chưa gửi, quá hạn", "late"),
}


class Severity(StrEnum):
    ERROR = "error"  # blocks sending
    WARNING = "warning"  # needs a note
