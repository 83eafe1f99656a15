"""Regimes, forms, requests, assignments, drafts and what was done to them.

Definitions, transitions, submissions, extensions and reminders are append-only (triggers on both databases). Who acted
and why are texts of the events. `CellChange` may be removed whole, by law, but never changed: the submission's event
commits to it. “Overdue” is computed from `due_at`, never stored.
"""

from django.db import models
from django.db.models import Q

EVENT = "trust.Event"
UNIT = "orgs.Unit"
STATES = (
    "assigned", "received", "drafting", "awaiting_approval", "submitted",
    "returned", "accepted", "consolidated", "locked", "cancelled",
)  # fmt: skip
VALUE_LIMIT = 2**62


class LegalConstant(models.Model):
    """A number that the law sets, from a day on, with its source; `confirmed` False is shown as “cần kiểm tra”."""

    code = models.CharField(max_length=80)
    value = models.IntegerField()
    valid_from = models.DateField()
    source = models.TextField()
    confirmed = models.BooleanField(default=False)
    event = models.ForeignKey(EVENT, on_delete=models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "valid_from"], name="reporting_constant_once")]


class Regime(models.Model):
    """The identity of a report regime; who, what, when is in its versions."""

    code = models.CharField(max_length=60, unique=True)


class RegimeVersion(models.Model):
    """One immutable version of a regime. See docs/reference/report-keys.md for the keys of `definition`."""

    regime = models.ForeignKey(Regime, on_delete=models.PROTECT, related_name="versions")
    version = models.SmallIntegerField()
    valid_from = models.DateField()
    definition = models.JSONField()
    package = models.CharField(max_length=80)
    event = models.ForeignKey(EVENT, on_delete=models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["regime", "version"], name="reporting_regime_version_once")]


class Form(models.Model):
    """The identity of a figure form; rows and columns are in its versions."""

    code = models.CharField(max_length=60, unique=True)


class FormVersion(models.Model):
    """One immutable version of a form: columns, rows (indicator and dimensions) and rules, all in `definition`."""

    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="versions")
    version = models.SmallIntegerField()
    valid_from = models.DateField()
    definition = models.JSONField()
    package = models.CharField(max_length=80)
    event = models.ForeignKey(EVENT, on_delete=models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["form", "version"], name="reporting_form_version_once")]


class Rule(models.Model):
    """The identity of a rule that checks figures; what it compares is in its versions."""

    code = models.CharField(max_length=60, unique=True)


class RuleVersion(models.Model):
    """One immutable version of a rule. See docs/reference/report-keys.md for the keys of `definition`."""

    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, related_name="versions")
    version = models.SmallIntegerField()
    valid_from = models.DateField()
    definition = models.JSONField()
    package = models.CharField(max_length=80)
    event = models.ForeignKey(EVENT, on_delete=models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "version"], name="reporting_rule_version_once")]


class FormDraft(models.Model):
    """A form being made on screen: changed freely, gone once it is published. Nothing of it counts."""

    code = models.CharField(max_length=60, unique=True)
    owner_unit = models.ForeignKey(UNIT, on_delete=models.PROTECT, related_name="+")
    based_on = models.ForeignKey(FormVersion, on_delete=models.PROTECT, null=True, related_name="+")
    definition = models.JSONField()
    revision = models.IntegerField(default=1)
    changed_by = models.CharField(max_length=160)
    changed_at = models.DateTimeField()


class Request(models.Model):
    """A report asked for: a form, a period, who assigns, who consolidates, by when each level sends."""

    code = models.CharField(max_length=100, unique=True)
    regime_version = models.ForeignKey(RegimeVersion, on_delete=models.PROTECT)
    form_version = models.ForeignKey(FormVersion, on_delete=models.PROTECT)
    period = models.ForeignKey("indicators.PeriodRow", on_delete=models.PROTECT)
    title_vi = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300)
    assigner_unit = models.ForeignKey(UNIT, on_delete=models.PROTECT, related_name="+")
    consolidator_unit = models.ForeignKey(UNIT, on_delete=models.PROTECT, null=True, related_name="+")
    aggregate_unit = models.ForeignKey(UNIT, on_delete=models.PROTECT, null=True, related_name="+")
    cut_off_on = models.DateField()
    deadlines = models.JSONField()
    lock_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="open")
    opened_at = models.DateTimeField()
    illustrative = models.BooleanField(default=False)
    # Where the office moved deadlines: what stands now; the event that says so commits to it.
    deadlines_now = models.JSONField(null=True)
    lock_now = models.DateTimeField(null=True)
    changed_event = models.ForeignKey(EVENT, on_delete=models.PROTECT, null=True, related_name="+")
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    event = models.ForeignKey(EVENT, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["open", "locked", "cancelled"]), name="reporting_request_state"
            ),
        ]
        # Reader: requests of a period (completeness, expectations).
        indexes = [models.Index(fields=["period", "state"], name="reporting_request_period")]


class Assignment(models.Model):
    """One unit's part of a request. `consolidator_unit` is who accepts it (the assigner where nobody consolidates).

    A `unit` assignment carries a form about `subject_unit`, entered by `respondent_unit` (on behalf where they differ).
    A `consolidation` assignment is the consolidating agency's own: adjustment lines on the aggregate unit, sent upward.
    """

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="assignments", db_index=False)
    kind = models.CharField(max_length=15)
    respondent_unit = models.ForeignKey(UNIT, on_delete=models.PROTECT, related_name="+", db_index=False)
    subject_unit = models.ForeignKey(UNIT, on_delete=models.PROTECT, related_name="+", db_index=False)
    consolidator_unit = models.ForeignKey(UNIT, on_delete=models.PROTECT, related_name="+", db_index=False)
    level = models.CharField(max_length=20)
    due_at = models.DateTimeField()
    extended = models.BooleanField(default=False)
    state = models.CharField(max_length=20, default="assigned")
    state_before_lock = models.CharField(max_length=20, default="", blank=True)
    correcting = models.BooleanField(default=False)
    received_at = models.DateTimeField(null=True)
    first_submitted_at = models.DateTimeField(null=True)
    last_submitted_at = models.DateTimeField(null=True)
    on_time = models.BooleanField(null=True)
    # What the device said and the receiver accepted; follows from the last `TimeClaim`.
    accepted_claim_at = models.DateTimeField(null=True)
    submissions_made = models.SmallIntegerField(default=0)
    corrections_made = models.SmallIntegerField(default=0)
    sent_by = models.CharField(max_length=160, default="", blank=True)
    sent_by_person_id = models.BigIntegerField(null=True)
    correction_reason = models.TextField(default="", blank=True)
    return_reason = models.TextField(default="", blank=True)
    suggestions = models.JSONField(default=list)
    event = models.ForeignKey(EVENT, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            # Also the reader of "all assignments of a request".
            models.UniqueConstraint(fields=["request", "kind", "subject_unit"], name="reporting_assignment_once"),
            models.CheckConstraint(condition=Q(state__in=STATES), name="reporting_assignment_state"),
            models.CheckConstraint(condition=Q(kind__in=["unit", "consolidation"]), name="reporting_assignment_kind"),
            # Lateness is decided once, by the first submission the server received.
            models.CheckConstraint(
                condition=Q(first_submitted_at__isnull=True, on_time__isnull=True)
                | Q(first_submitted_at__isnull=False, on_time__isnull=False),
                name="reporting_assignment_lateness",
            ),
        ]
        indexes = [
            models.Index(fields=["respondent_unit", "state", "due_at"], name="reporting_my_tasks"),
            models.Index(fields=["consolidator_unit", "state", "due_at"], name="reporting_to_consolidate"),
            models.Index(fields=["request", "state"], name="reporting_by_request"),
            models.Index(fields=["subject_unit", "due_at"], name="reporting_punctuality"),
        ]


class Transition(models.Model):
    """One step in the life of an assignment. Append-only; a set-wise act has one event for all its steps.

    Who acted and why are texts of the event; `title` is the office held, `capacity` how it was signed (KT., TUQ.).
    """

    id = models.BigAutoField(primary_key=True)
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="transitions", db_index=False)
    verb = models.CharField(max_length=30)
    from_state = models.CharField(max_length=20)
    to_state = models.CharField(max_length=20)
    title = models.CharField(max_length=200, default="", blank=True)
    capacity = models.CharField(max_length=60, default="", blank=True)
    at = models.DateTimeField()
    event = models.ForeignKey(EVENT, on_delete=models.PROTECT)

    class Meta:
        indexes = [models.Index(fields=["assignment", "id"], name="reporting_life")]


class Cell(models.Model):
    """The draft of one cell. `value` is scaled by the decimals of the row's definition; `version` counts its changes.

    `known_value` and `known_source` keep what the system knew when a person overrode or disputed it: both stay.
    `parts` are the thôn and buôn that the value is the sum of, `[[name, scaled value]]` in order; usually none.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="cells", db_index=False)
    row_no = models.CharField(max_length=20)
    column = models.CharField(max_length=30)
    value = models.BigIntegerField(null=True)
    operator = models.SmallIntegerField(default=0)
    missing = models.SmallIntegerField(default=0)
    kind = models.CharField(max_length=20)
    note = models.TextField(default="", blank=True)
    disputed = models.TextField(default="", blank=True)
    known_value = models.BigIntegerField(null=True)
    known_operator = models.SmallIntegerField(default=0)
    known_missing = models.SmallIntegerField(default=0)
    known_status = models.SmallIntegerField(null=True)
    known_source = models.SmallIntegerField(null=True)
    parts = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))
    version = models.IntegerField(default=1)
    updated_by = models.CharField(max_length=160)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            # Also the reader of a form's cells.
            models.UniqueConstraint(fields=["assignment", "row_no", "column"], name="reporting_cell_once"),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gt=-VALUE_LIMIT, value__lt=VALUE_LIMIT),
                name="reporting_cell_value_range",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["typed", "known", "carried", "zero", "not_applicable", "refused"]),
                name="reporting_cell_kind",
            ),
        ]


class CellChange(models.Model):
    """What a person changed in a draft: append-only, committed to by the digest in the submission's event.

    `at` is when the server had it; `claimed_at` when the device says it was typed, where it waited for a network.
    """

    id = models.BigAutoField(primary_key=True)
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="changes", db_index=False)
    row_no = models.CharField(max_length=20)
    column = models.CharField(max_length=30)
    actor = models.CharField(max_length=160)
    person_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        # Readers: the history of a cell, the digest of a draft.
        indexes = [models.Index(fields=["assignment", "id"], name="reporting_changes")]


class Submission(models.Model):
    """A receipt: this version of the form was received by the server at this moment. Append-only."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="receipts", db_index=False)
    number = models.SmallIntegerField()
    kind = models.CharField(max_length=15)
    submitted_at = models.DateTimeField()
    approver_title = models.CharField(max_length=200, default="", blank=True)
    capacity = models.CharField(max_length=60, default="", blank=True)
    on_time = models.BooleanField()
    cells = models.SmallIntegerField(default=0)
    known_cells = models.SmallIntegerField(default=0)
    draft_changes = models.IntegerField(default=0)
    draft_digest = models.CharField(max_length=64, default="", blank=True)
    last_change_id = models.BigIntegerField(default=0)
    # When the device says the last cell was typed; `submitted_at` alone decides lateness.
    claimed_at = models.DateTimeField(null=True)
    event = models.ForeignKey(EVENT, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment", "number"], name="reporting_submission_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["first", "again", "correction", "supplement"]), name="reporting_submission_kind"
            ),
        ]


class Extension(models.Model):
    """A deadline moved, with the one it replaces: what was known at an earlier event can be told again."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="extensions")
    previous_due_at = models.DateTimeField()
    due_at = models.DateTimeField()
    event = models.ForeignKey(EVENT, on_delete=models.PROTECT)


class DeadlineMove(models.Model):
    """A deadline that the office moved for a whole level, with the one it replaces; nobody was granted anything."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="moves")
    previous_due_at = models.DateTimeField()
    due_at = models.DateTimeField()
    event = models.ForeignKey(EVENT, on_delete=models.PROTECT)


class RespondentMove(models.Model):
    """Another unit answers from now on: whoever was asked has ended before it had sent its report."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="respondent_moves")
    previous_unit = models.ForeignKey(UNIT, on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(UNIT, on_delete=models.PROTECT, related_name="+", db_index=False)
    event = models.ForeignKey(EVENT, on_delete=models.PROTECT)


class Reminder(models.Model):
    """A unit was reminded: by which channel, with which words."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="reminders")
    channel = models.CharField(max_length=30)
    text = models.TextField()
    at = models.DateTimeField()
    event = models.ForeignKey(EVENT, on_delete=models.PROTECT)


class UnitGroup(models.Model):
    """A named group of units that an agency assigns to (“các xã biên giới”); who belongs to it is in its editions."""

    code = models.CharField(max_length=60, unique=True)
    owner_unit = models.ForeignKey(UNIT, on_delete=models.PROTECT, related_name="+")


class UnitGroupEdition(models.Model):
    """Name and members of a group from a day on; the latest row of a day rules. An empty list ends the group."""

    group = models.ForeignKey(UnitGroup, on_delete=models.PROTECT, related_name="editions")
    valid_from = models.DateField()
    name_vi = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    unit_ids = models.JSONField()
    event = models.ForeignKey(EVENT, on_delete=models.PROTECT)


class Reading(models.Model):
    """A figure that a request reads from another request instead of asking the unit again. Append-only."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="readings", db_index=False)
    source = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="readers")
    indicator = models.ForeignKey("indicators.Indicator", on_delete=models.PROTECT)
    dims = models.CharField(max_length=200, default="", blank=True)
    subject_unit = models.ForeignKey(UNIT, on_delete=models.PROTECT, related_name="+")
    event = models.ForeignKey(EVENT, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            # Also the reader of "what a request reads".
            models.UniqueConstraint(
                fields=["request", "subject_unit", "indicator", "dims"], name="reporting_reading_once"
            )
        ]


class ExtensionAsk(models.Model):
    """A unit asks for a later day; the assigner grants or refuses it once. Why is a text of the events."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="extension_asks")
    due_on = models.DateField()
    at = models.DateTimeField()
    state = models.CharField(max_length=10, default="open")
    answered_at = models.DateTimeField(null=True)
    answer_event = models.ForeignKey(EVENT, on_delete=models.PROTECT, null=True, related_name="+")
    event = models.ForeignKey(EVENT, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", answer_event__isnull=True)
                | Q(state__in=["granted", "refused"], answer_event__isnull=False),
                name="reporting_ask_state",
            ),
            models.UniqueConstraint(fields=["assignment"], condition=Q(state="open"), name="reporting_one_open_ask"),
        ]


class Notice(models.Model):
    """Something that happened to a unit's report and that its people should know. Append-only.

    The words follow from `kind` and `facts` in the reader's language; the reason is a text of the event.
    """

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="notices", db_index=False)
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="notices")
    unit = models.ForeignKey(UNIT, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=20)
    facts = models.JSONField(default=dict)
    at = models.DateTimeField()
    event = models.ForeignKey(EVENT, on_delete=models.PROTECT)

    class Meta:
        # Reader: the newest notices of the units somebody works for.
        indexes = [models.Index(fields=["unit", "at"], name="reporting_notices")]


class NoticeSeen(models.Model):
    """Somebody has read everything up to a notice; one row a person."""

    user = models.OneToOneField("orgs.User", on_delete=models.PROTECT, related_name="+", primary_key=True)
    last_notice_id = models.BigIntegerField()


class Contact(models.Model):
    """Whom to call about a unit's reports: an office, a role, a number. It may be erased; its event names no number."""

    unit = models.ForeignKey(UNIT, on_delete=models.PROTECT, related_name="+")
    office = models.CharField(max_length=120)
    role = models.CharField(max_length=120)
    phone = models.CharField(max_length=30, default="", blank=True)
    email = models.CharField(max_length=200, default="", blank=True)
    illustrative = models.BooleanField(default=False)
    event = models.ForeignKey(EVENT, on_delete=models.PROTECT)


class Call(models.Model):
    """Somebody called a unit about its report, and what came of it; what was said is a text of the event."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="calls")
    result = models.CharField(max_length=20)
    at = models.DateTimeField()
    event = models.ForeignKey(EVENT, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(result__in=["promised", "reached", "no_answer", "wrong_number"]),
                name="reporting_call_result",
            )
        ]


class Mail(models.Model):
    """A reminder by e-mail: written with the act, sent by the outbox, which keeps trying while the server is away."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="mails")
    address = models.CharField(max_length=200)
    subject = models.CharField(max_length=300)
    body = models.TextField()
    at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    event = models.ForeignKey(EVENT, on_delete=models.PROTECT)


class Adjustment(models.Model):
    """A line that a consolidating agency adds to the aggregate; it never touches a reporting unit's figure."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="adjustments", db_index=False)
    line = models.CharField(max_length=60)
    indicator = models.ForeignKey("indicators.Indicator", on_delete=models.PROTECT)
    dims = models.CharField(max_length=200, default="", blank=True)
    value = models.BigIntegerField()
    title_vi = models.CharField(max_length=200)
    reason = models.TextField()
    state = models.CharField(max_length=10, default="draft")
    made_by = models.CharField(max_length=160)
    made_by_person_id = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()
    event = models.ForeignKey(EVENT, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "line", "indicator", "dims"], name="reporting_adjustment_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "written", "withdrawn"]), name="reporting_adjustment_state"
            ),
        ]


class ConsolidationVersion(models.Model):
    """A consolidated table as it was sent upward: numbered, append-only; its event commits to the files' digests."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="versions", db_index=False)
    number = models.SmallIntegerField()
    kind = models.CharField(max_length=12)
    serial = models.SmallIntegerField(default=0)
    frozen_at = models.DateTimeField()
    approver_title = models.CharField(max_length=200, default="", blank=True)
    capacity = models.CharField(max_length=60, default="", blank=True)
    sent = models.IntegerField()
    expected = models.IntegerField()
    event = models.ForeignKey(EVENT, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            # Also the reader of "all versions of a consolidation".
            models.UniqueConstraint(fields=["assignment", "number"], name="reporting_version_once"),
            models.UniqueConstraint(fields=["assignment", "kind", "serial"], name="reporting_version_serial_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["report", "again", "supplement", "adjustment"]), name="reporting_version_kind"
            ),
        ]


class ConsolidationFile(models.Model):
    """One file of a version, byte for byte as it was sent. Append-only."""

    version = models.ForeignKey(ConsolidationVersion, on_delete=models.PROTECT, related_name="files", db_index=False)
    format = models.CharField(max_length=10)
    content = models.BinaryField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "format"], name="reporting_file_once")]


class DocumentNumber(models.Model):
    """The number and symbol the office gave a report's sending, as text. Append-only: the last one counts."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="document_numbers")
    sending = models.SmallIntegerField()
    number = models.CharField(max_length=60)
    issued_on = models.DateField(null=True)
    at = models.DateTimeField()
    event = models.ForeignKey(EVENT, on_delete=models.PROTECT)


class SignedPaper(models.Model):
    """A PDF of a report that came back and says what is recorded. Append-only; `content` is read only to give it out.

    `signature` says what was verified about it in words of `contracts/papers.py`, never more.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="signed_papers")
    sending = models.SmallIntegerField()
    digest = models.CharField(max_length=64)
    size = models.IntegerField()
    content = models.BinaryField()
    signature = models.CharField(max_length=20)
    figures_compared = models.IntegerField()
    at = models.DateTimeField()
    event = models.ForeignKey(EVENT, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment", "sending", "digest"], name="reporting_signed_paper_once")
        ]


class OutlineText(models.Model):
    """One section of a report's narrative as somebody wrote it for a sending. Append-only: the last one counts."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="outline_texts")
    sending = models.SmallIntegerField()
    section = models.SmallIntegerField()
    text = models.TextField()
    at = models.DateTimeField()
    event = models.ForeignKey(EVENT, on_delete=models.PROTECT)


class MappedWorkbook(models.Model):
    """A workbook while people of a unit map it; rows older than a week are removed with the next upload."""

    name = models.CharField(max_length=200)
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    unit = models.ForeignKey(UNIT, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class WorkbookReading(models.Model):
    """How workbooks of one layout are read, under a name: see `contracts/mapping.py` for `definition`."""

    name = models.CharField(max_length=80, unique=True)
    definition = models.JSONField()
    person_id = models.BigIntegerField()
    at = models.DateTimeField()
    event = models.ForeignKey(EVENT, on_delete=models.PROTECT)


from tinhso.engines.reporting.entry_models import CellNote, Evidence, OpenRow, RowShare, TimeClaim  # noqa: E402, F401
