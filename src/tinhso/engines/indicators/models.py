"""Indicator definitions and the ledger of figures, exactly as docs/reference/figures.md defines them.

Codes of the small integers (scenario, operator, missing, status, source) are the enums of contracts.py and stand in
docs/reference/codes.md. `Entry` is append-only: triggers refuse UPDATE and DELETE on both databases.
"""

from django.db import models
from django.db.models import F, Q

EVENT = "trust.Event"
UNIT = "orgs.Unit"
VALUE_LIMIT = 2**62  # a difference of two values still fits in 64 bits


class Dimension(models.Model):
    """A way figures are split (giới, lĩnh vực)."""

    code = models.CharField(max_length=40, unique=True)
    name_vi = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)


class DimensionItem(models.Model):
    dimension = models.ForeignKey(Dimension, on_delete=models.PROTECT, related_name="items")
    code = models.CharField(max_length=40)
    name_vi = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    position = models.SmallIntegerField(default=0)
    # First and last day of its force; without them from the beginning, for good.
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dimension", "code"], name="indicators_item_once"),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="indicators_item_days",
            ),
        ]


class Indicator(models.Model):
    """The identity behind a code; what it means, and since when, is in its definitions."""

    code = models.CharField(max_length=60, unique=True)


class Definition(models.Model):
    """One immutable version of an indicator. See docs/reference/package-keys.md for every field."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="definitions")
    version = models.SmallIntegerField()
    valid_from = models.DateField()
    name_vi = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300)
    concept_vi = models.TextField(blank=True)
    concept_en = models.TextField(blank=True)
    measure_unit = models.CharField(max_length=40)
    decimals = models.SmallIntegerField()
    kind = models.CharField(max_length=20)
    nature = models.CharField(max_length=20)
    time_rule = models.CharField(max_length=20)
    space_rule = models.CharField(max_length=20)
    direction = models.CharField(max_length=20)
    collected_level = models.CharField(max_length=20)
    scheme = models.CharField(max_length=40)
    dimensions = models.JSONField(default=list)
    formula = models.JSONField(null=True)
    weight_indicator = models.CharField(max_length=60, blank=True)
    merge_rule = models.CharField(max_length=20)
    comparable = models.BooleanField(default=True)
    publication = models.CharField(max_length=20)
    source = models.TextField()
    owner = models.CharField(max_length=40)
    legal_basis = models.TextField(blank=True)
    illustrative = models.BooleanField(default=False)
    package = models.CharField(max_length=80)
    search_key = models.TextField(blank=True)
    event = models.ForeignKey(EVENT, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["indicator", "version"], name="indicators_definition_once"),
            models.CheckConstraint(condition=Q(decimals__gte=0, decimals__lte=9), name="indicators_decimals"),
        ]


class PeriodRow(models.Model):
    """A period that some figure speaks of, so that rows can carry a small id."""

    code = models.CharField(max_length=40, unique=True)
    scheme = models.CharField(max_length=40)
    start = models.DateField()
    end = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["scheme", "end"], name="indicators_period_end")]


class Entry(models.Model):
    """One line of the ledger of figures: the full new state of a key, and what it changes in a sum."""

    id = models.BigAutoField(primary_key=True)
    event = models.ForeignKey(EVENT, on_delete=models.PROTECT, db_index=False)
    line_no = models.IntegerField()
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, db_index=False)
    definition = models.ForeignKey(Definition, on_delete=models.PROTECT, db_index=False)
    unit = models.ForeignKey(UNIT, on_delete=models.PROTECT, db_index=False)
    period = models.ForeignKey(PeriodRow, on_delete=models.PROTECT, db_index=False)
    dims = models.CharField(max_length=200, default="", blank=True)
    scenario = models.SmallIntegerField(default=0)
    line = models.CharField(max_length=60, default="", blank=True)
    entry_no = models.IntegerField()
    value = models.BigIntegerField(null=True)
    operator = models.SmallIntegerField(default=0)
    missing = models.SmallIntegerField(default=0)
    status = models.SmallIntegerField()
    source = models.SmallIntegerField()
    value_delta = models.BigIntegerField()
    presence_delta = models.SmallIntegerField()
    note_commitment = models.BinaryField(null=True)
    evidence_commitment = models.BinaryField(null=True)

    class Meta:
        constraints = [
            # Also the reader of every "current state of these keys" query.
            models.UniqueConstraint(
                fields=["indicator", "period", "unit", "dims", "scenario", "line", "entry_no"],
                name="indicators_entry_key",
            ),
            # Also the reader of the tail and of a submission's figures.
            models.UniqueConstraint(fields=["event", "line_no"], name="indicators_entry_line"),
            models.CheckConstraint(condition=Q(entry_no__gte=1, line_no__gte=0), name="indicators_entry_counts"),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gt=-VALUE_LIMIT, value__lt=VALUE_LIMIT),
                name="indicators_entry_value_range",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=False, missing=0) | Q(value__isnull=True, missing__gt=0),
                name="indicators_entry_value_or_missing",
            ),
            models.CheckConstraint(
                condition=Q(presence_delta__gte=-1, presence_delta__lte=1), name="indicators_entry_presence"
            ),
            models.CheckConstraint(condition=Q(operator__gte=0, operator__lte=5), name="indicators_entry_operator"),
            models.CheckConstraint(condition=Q(status__in=[1, 2]), name="indicators_entry_status"),
        ]


class Lock(models.Model):
    """A period closed (or reopened) for an indicator and a unit by one locker; its latest row of a key rules.

    A figure is locked as long as any locker holds it: two requests may ask for the same one.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT)
    period = models.ForeignKey(PeriodRow, on_delete=models.PROTECT)
    unit = models.ForeignKey(UNIT, on_delete=models.PROTECT)
    locker = models.CharField(max_length=200, default="", blank=True)
    locked = models.BooleanField()
    event = models.ForeignKey(EVENT, on_delete=models.PROTECT)

    class Meta:
        indexes = [models.Index(fields=["indicator", "period", "unit", "locker", "id"], name="indicators_lock_of")]


class AcceptedRequest(models.Model):
    """An idempotency key already answered: the same request again gets the same answer and changes nothing."""

    key = models.CharField(max_length=200, unique=True)
    request_digest = models.CharField(max_length=64)
    answer = models.JSONField()
    event = models.ForeignKey(EVENT, on_delete=models.PROTECT, null=True)
    at = models.DateTimeField()
