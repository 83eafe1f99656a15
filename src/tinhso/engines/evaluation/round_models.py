"""Rounds: what was opened, who is scored, every answer, document, appraisal and step; rows are added, never changed.

What stands is the last row of its kind; the event of each says when it became known.
"""

from django.db import models

EVENT, UNIT = "trust.Event", "orgs.Unit"


class Round(models.Model):
    """One version of a scorecard asked of units for a period; later versions do not touch it."""

    card_version = models.ForeignKey("evaluation.ScorecardVersion", on_delete=models.PROTECT, related_name="rounds")
    period_code = models.CharField(max_length=40)
    unit = models.ForeignKey(UNIT, on_delete=models.PROTECT, related_name="+")
    opened_on = models.DateField()
    self_due_on = models.DateField()
    appraise_due_on = models.DateField()
    closes_on = models.DateField()
    title = models.CharField(max_length=200)
    event = models.ForeignKey(EVENT, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["card_version", "period_code", "unit"], name="evaluation_round_once"),
            models.CheckConstraint(
                condition=models.Q(self_due_on__lte=models.F("appraise_due_on"))
                & models.Q(appraise_due_on__lte=models.F("closes_on")),
                name="evaluation_round_days",
            ),
        ]


class RoundAct(models.Model):
    """Closing, locking, reopening a round."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="acts")
    act_no = models.IntegerField()
    verb = models.CharField(max_length=12)
    title = models.CharField(max_length=200)
    event = models.ForeignKey(EVENT, on_delete=models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "act_no"], name="evaluation_round_act_once")]


class RoundCharge(models.Model):
    """Which agency appraises a component."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="charges")
    component = models.CharField(max_length=40)
    agency = models.ForeignKey(UNIT, on_delete=models.PROTECT, related_name="+")
    event = models.ForeignKey(EVENT, on_delete=models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "component"], name="evaluation_round_charge_once")]


class RoundDay(models.Model):
    """The days of a component's own within a round, where it has any; an empty one is the round's."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="days")
    component = models.CharField(max_length=40)
    self_due_on = models.DateField(null=True)
    appraise_due_on = models.DateField(null=True)
    event = models.ForeignKey(EVENT, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "component"], name="evaluation_round_day_once"),
            models.CheckConstraint(
                condition=models.Q(self_due_on__isnull=False) | models.Q(appraise_due_on__isnull=False),
                name="evaluation_round_day_is_one",
            ),
        ]


class RoundUnit(models.Model):
    """A unit that is scored, and the group it is compared in."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="units")
    unit = models.ForeignKey(UNIT, on_delete=models.PROTECT, related_name="+")
    cluster = models.CharField(max_length=60, blank=True)
    event = models.ForeignKey(EVENT, on_delete=models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "unit"], name="evaluation_round_unit_once")]


class UnitStep(models.Model):
    """One step of a unit's life in a round; `person_id` is the number of the account."""

    entry = models.ForeignKey(RoundUnit, on_delete=models.PROTECT, related_name="steps")
    step_no = models.IntegerField()
    verb = models.CharField(max_length=12)
    state = models.CharField(max_length=12)
    person_id = models.BigIntegerField(null=True)
    title = models.CharField(max_length=200)
    event = models.ForeignKey(EVENT, on_delete=models.PROTECT)

    class Meta:
        # Two acts at the same moment cannot both follow the same state.
        constraints = [models.UniqueConstraint(fields=["entry", "step_no"], name="evaluation_unit_step_once")]


class SelfAnswer(models.Model):
    """What a unit answers to a component, as typed and as it counts; both empty takes an answer away."""

    entry = models.ForeignKey(RoundUnit, on_delete=models.PROTECT, related_name="answers")
    component = models.CharField(max_length=40)
    answer_no = models.IntegerField()
    typed = models.CharField(max_length=60, blank=True)
    answer = models.CharField(max_length=90, blank=True)
    absence = models.CharField(max_length=16, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    person_id = models.BigIntegerField(null=True)
    event = models.ForeignKey(EVENT, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "component", "answer_no"], name="evaluation_self_answer_once")
        ]


class RoundEvidence(models.Model):
    """A document beside a component; its file, if any, lies under TINHSO_HOME/evidence by its SHA-256."""

    entry = models.ForeignKey(RoundUnit, on_delete=models.PROTECT, related_name="evidence")
    component = models.CharField(max_length=40)
    number = models.CharField(max_length=80, blank=True)
    title = models.CharField(max_length=300)
    issued_on = models.DateField(null=True)
    name = models.CharField(max_length=200, blank=True)
    size = models.IntegerField(default=0)
    media_type = models.CharField(max_length=100, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    event = models.ForeignKey(EVENT, on_delete=models.PROTECT)


class RoundEvidenceDrop(models.Model):
    """A document taken away again before it was sent."""

    evidence = models.OneToOneField(RoundEvidence, on_delete=models.PROTECT, related_name="drop")
    event = models.ForeignKey(EVENT, on_delete=models.PROTECT)


class Appraisal(models.Model):
    """What an appraiser gives a component: points as a scaled integer with four decimals, or that it does not apply."""

    entry = models.ForeignKey(RoundUnit, on_delete=models.PROTECT, related_name="appraisals")
    component = models.CharField(max_length=40)
    appraisal_no = models.IntegerField()
    agency = models.ForeignKey(UNIT, on_delete=models.PROTECT, related_name="+")
    points = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=2000, blank=True)
    title = models.CharField(max_length=200)
    event = models.ForeignKey(EVENT, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "component", "appraisal_no"], name="evaluation_appraisal_once")
        ]


class RoundRemark(models.Model):
    """A remark on a component; its words stand with the event, whose text can be erased."""

    entry = models.ForeignKey(RoundUnit, on_delete=models.PROTECT, related_name="remarks")
    component = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    event = models.ForeignKey(EVENT, on_delete=models.PROTECT)


class RoundResult(models.Model):
    """What a component counted when the round was closed: its exact share, empty where it was left out."""

    act = models.ForeignKey(RoundAct, on_delete=models.PROTECT, related_name="results")
    entry = models.ForeignKey(RoundUnit, on_delete=models.PROTECT, related_name="results")
    component = models.CharField(max_length=40)
    share = models.CharField(max_length=90, blank=True)
    source = models.CharField(max_length=12)
    absence = models.CharField(max_length=16, blank=True)
    event = models.ForeignKey(EVENT, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["act", "entry", "component"], name="evaluation_round_result_once")
        ]
