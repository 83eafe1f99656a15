"""Plans with their targets as immutable versioned rows, and what people said of a target beside the figures."""

from django.db import models


class Plan(models.Model):
    """The identity behind a plan's code."""

    code = models.CharField(max_length=60, unique=True)


class PlanVersion(models.Model):
    """One immutable version of a plan, as its package stated it."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions")
    version = models.SmallIntegerField()
    valid_from = models.DateField()
    ends_on = models.DateField()
    unit_code = models.CharField(max_length=20)
    publication = models.CharField(max_length=12)
    definition = models.JSONField()
    package = models.CharField(max_length=80)
    event = models.ForeignKey("trust.Event", on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "version"], name="evaluation_plan_version_once"),
            models.CheckConstraint(
                condition=models.Q(publication__in=["public", "internal"]), name="evaluation_plan_publication"
            ),
        ]


class TargetOpinion(models.Model):
    """What a person says of a target otherwise than the figures; an empty state takes the last one back.

    The reason stands with the event, whose text can be erased; the computed state stays visible beside it.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="opinions")
    target_code = models.CharField(max_length=60)
    opinion_no = models.IntegerField()
    state = models.CharField(max_length=20, blank=True)
    computed_state = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    event = models.ForeignKey("trust.Event", on_delete=models.PROTECT)

    class Meta:
        constraints = [
            # Two opinions at the same moment cannot both follow the same one.
            models.UniqueConstraint(fields=["plan", "target_code", "opinion_no"], name="evaluation_opinion_once"),
        ]


class TargetJudgement(models.Model):
    """How a target was judged at a moment and by what; kept when it differs from the last one.

    `rules_from` is the first day of the rule that decided; `facts` hold the figures used, exact numbers as text.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="judgements")
    target_code = models.CharField(max_length=60)
    judgement_no = models.IntegerField()
    judged_on = models.DateField()
    plan_version = models.SmallIntegerField()
    rules_from = models.DateField()
    state = models.CharField(max_length=20)
    reason_vi = models.CharField(max_length=500)
    reason_en = models.CharField(max_length=500)
    facts = models.JSONField()
    event = models.ForeignKey("trust.Event", on_delete=models.PROTECT)

    class Meta:
        constraints = [
            # Two judgements at the same moment cannot both follow the same one.
            models.UniqueConstraint(fields=["plan", "target_code", "judgement_no"], name="evaluation_judgement_once"),
        ]


class ForecastRun(models.Model):
    """How far the worker is with the forecasts that pages will ask for; one row, gone when the next run begins.

    What was forecast lies beside it and stays right; nothing of this row counts as a figure.
    """

    state = models.CharField(max_length=12)
    day = models.DateField()
    tree_size = models.BigIntegerField()
    steps = models.IntegerField()
    made = models.IntegerField(default=0)
    worked_ms = models.BigIntegerField(default=0)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class Instruction(models.Model):
    """What a leader asks to be done about a target, followed and judged by the target's own figure.

    The wording stands with the event, whose text can be erased; `wanted` is a scaled integer with `decimals`.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="instructions")
    target_code = models.CharField(max_length=60)
    wanted = models.BigIntegerField()
    decimals = models.SmallIntegerField()
    due_on = models.DateField()
    given_on = models.DateField()
    title = models.CharField(max_length=200)
    event = models.ForeignKey("trust.Event", on_delete=models.PROTECT)

    class Meta:
        # Reader: what was asked about a target.
        indexes = [models.Index(fields=["plan", "target_code"], name="evaluation_instruction_of")]


class InstructionUnit(models.Model):
    """An agency that carries an instruction out: one leads, others work with it."""

    instruction = models.ForeignKey(Instruction, on_delete=models.PROTECT, related_name="units")
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    leads = models.BooleanField()
    event = models.ForeignKey("trust.Event", on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["instruction", "unit"], name="evaluation_instruction_unit_once"),
            models.UniqueConstraint(
                fields=["instruction"], condition=models.Q(leads=True), name="evaluation_instruction_one_lead"
            ),
        ]


class InstructionReport(models.Model):
    """What an agency says it has done; whether the instruction is fulfilled the figure says."""

    instruction = models.ForeignKey(Instruction, on_delete=models.PROTECT, related_name="reports")
    says_done = models.BooleanField()
    title = models.CharField(max_length=200)
    event = models.ForeignKey("trust.Event", on_delete=models.PROTECT)


class Scorecard(models.Model):
    """The identity behind a scorecard's code."""

    code = models.CharField(max_length=60, unique=True)


class ScorecardVersion(models.Model):
    """One immutable version of a scorecard, as its package stated it."""

    scorecard = models.ForeignKey(Scorecard, on_delete=models.PROTECT, related_name="versions")
    version = models.SmallIntegerField()
    valid_from = models.DateField()
    definition = models.JSONField()
    package = models.CharField(max_length=80)
    event = models.ForeignKey("trust.Event", on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scorecard", "version"], name="evaluation_scorecard_version_once")
        ]


class CardDraft(models.Model):
    """A version of a scorecard being written on screen: changed freely, gone once published. Nothing of it counts."""

    scorecard = models.OneToOneField(Scorecard, on_delete=models.PROTECT, related_name="draft")
    content = models.JSONField()
    revision = models.IntegerField()
    changed_by = models.CharField(max_length=200)
    changed_at = models.DateTimeField()


from tinhso.engines.evaluation.round_models import (  # noqa: E402, F401
    Appraisal,
    Round,
    RoundAct,
    RoundCharge,
    RoundDay,
    RoundEvidence,
    RoundEvidenceDrop,
    RoundRemark,
    RoundResult,
    RoundUnit,
    SelfAnswer,
    UnitStep,
)
