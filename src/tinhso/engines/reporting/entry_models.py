"""What stands beside the figures of a report: evidence, thôn and buôn, rows among colleagues, claims of devices."""

from django.db import models
from django.db.models import Q

EVENT = "trust.Event"
UNIT = "orgs.Unit"


class Evidence(models.Model):
    """A file beside a cell, or a cited letter (for the whole form: `row_no` empty). Files lie under their SHA-256.

    `event` is the submission that committed to it; a row without one may still be taken away by its unit.
    """

    id = models.BigAutoField(primary_key=True)
    assignment = models.ForeignKey(
        "reporting.Assignment", on_delete=models.PROTECT, related_name="evidence", db_index=False
    )
    row_no = models.CharField(max_length=20, default="", blank=True)
    column = models.CharField(max_length=30, default="", blank=True)
    name = models.CharField(max_length=160, default="", blank=True)
    size = models.IntegerField(default=0)
    media_type = models.CharField(max_length=100, default="", blank=True)
    digest = models.CharField(max_length=64, default="", blank=True)
    number = models.CharField(max_length=100, default="", blank=True)
    issued_on = models.DateField(null=True)
    added_by = models.CharField(max_length=160)
    person_id = models.BigIntegerField(null=True)
    added_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True)
    event = models.ForeignKey(EVENT, on_delete=models.PROTECT, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(event__isnull=True) | Q(dropped_at__isnull=True), name="reporting_evidence_stays"
            ),
            models.CheckConstraint(
                condition=~Q(digest="") | Q(issued_on__isnull=False), name="reporting_evidence_holds_something"
            ),
        ]
        # Reader: the evidence of a form.
        indexes = [models.Index(fields=["assignment", "id"], name="reporting_evidence_form")]


class OpenRow(models.Model):
    """A thôn or buôn on a commune's own list for sub-sheets, kept for the next period. It is no unit of the ledger."""

    unit = models.ForeignKey(UNIT, on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=120)
    position = models.SmallIntegerField()
    retired = models.BooleanField(default=False)

    class Meta:
        # Also the reader of a unit's list.
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="reporting_open_row_once")]


class RowShare(models.Model):
    """A row of a form that one person of the unit was asked to fill; anybody of the unit may still fill it."""

    assignment = models.ForeignKey(
        "reporting.Assignment", on_delete=models.PROTECT, related_name="shares", db_index=False
    )
    row_no = models.CharField(max_length=20)
    person_id = models.BigIntegerField()
    given_by = models.CharField(max_length=160)
    given_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assignment", "row_no"], name="reporting_row_share_once")]


class FollowedUnit(models.Model):
    """A unit whose reports one person of the receiving agency looks after; a working aid that gives no right."""

    agency = models.ForeignKey(UNIT, on_delete=models.PROTECT, related_name="+", db_index=False)
    person_id = models.BigIntegerField()
    unit = models.ForeignKey(UNIT, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        # Also the reader of an agency's list.
        constraints = [models.UniqueConstraint(fields=["agency", "person_id", "unit"], name="reporting_followed_once")]


class ListReading(models.Model):
    """Which headings of its own files stand for the columns of a form's list, as a unit's people said last.

    `headings` holds the heading by column code. A working aid: what was read is kept with the list itself.
    """

    form = models.ForeignKey("reporting.Form", on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(UNIT, on_delete=models.PROTECT, related_name="+")
    headings = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["form", "unit"], name="reporting_list_reading_once")]


class CellNote(models.Model):
    """A question about a cell of a unit's report, an answer, or that it is settled. Append-only.

    Of a cell the last one says how it stands; who wrote it and what are texts of the event.
    """

    assignment = models.ForeignKey("reporting.Assignment", on_delete=models.PROTECT, related_name="cell_notes")
    row_no = models.CharField(max_length=20)
    kind = models.CharField(max_length=10)
    unit = models.ForeignKey(UNIT, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    event = models.ForeignKey(EVENT, on_delete=models.PROTECT)


class TimeClaim(models.Model):
    """What a receiver decided about a report that came late although its device says the work was done in time.

    Append-only: the last one counts. `claimed_at` is the last moment of the work by the device, `received_at` the
    server's receipt; who and why are texts of the event.
    """

    assignment = models.ForeignKey("reporting.Assignment", on_delete=models.PROTECT, related_name="time_claims")
    accepted = models.BooleanField()
    claimed_at = models.DateTimeField()
    received_at = models.DateTimeField()
    due_at = models.DateTimeField()
    at = models.DateTimeField()
    event = models.ForeignKey(EVENT, on_delete=models.PROTECT)
