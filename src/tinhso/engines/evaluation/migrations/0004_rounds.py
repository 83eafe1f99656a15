"""Rounds of scorecards: only ever added to."""

import django.db.models.deletion
from django.db import migrations, models

from tinhso.engines.trust.api import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("evaluation", "0003_scorecards"),
        ("orgs", "0002_successions_are_append_only"),
        ("trust", "0001_event_log"),
    ]

    operations = [
        migrations.CreateModel(
            name="Round",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("period_code", models.CharField(max_length=40)),
                ("opened_on", models.DateField()),
                ("self_due_on", models.DateField()),
                ("appraise_due_on", models.DateField()),
                ("closes_on", models.DateField()),
                ("title", models.CharField(max_length=200)),
                (
                    "card_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rounds",
                        to="evaluation.scorecardversion",
                    ),
                ),
                ("event", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="trust.event")),
                (
                    "unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orgs.unit"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RoundAct",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("act_no", models.IntegerField()),
                ("verb", models.CharField(max_length=12)),
                ("title", models.CharField(max_length=200)),
                ("event", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="trust.event")),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="acts", to="evaluation.round"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RoundCharge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("component", models.CharField(max_length=40)),
                (
                    "agency",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orgs.unit"),
                ),
                ("event", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="trust.event")),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="charges", to="evaluation.round"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RoundEvidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("component", models.CharField(max_length=40)),
                ("number", models.CharField(blank=True, max_length=80)),
                ("title", models.CharField(max_length=300)),
                ("issued_on", models.DateField(null=True)),
                ("name", models.CharField(blank=True, max_length=200)),
                ("size", models.IntegerField(default=0)),
                ("media_type", models.CharField(blank=True, max_length=100)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("event", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="trust.event")),
            ],
        ),
        migrations.CreateModel(
            name="RoundEvidenceDrop",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("event", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="trust.event")),
                (
                    "evidence",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="drop", to="evaluation.roundevidence"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RoundUnit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("cluster", models.CharField(blank=True, max_length=60)),
                ("event", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="trust.event")),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="units", to="evaluation.round"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orgs.unit"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RoundResult",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("component", models.CharField(max_length=40)),
                ("share", models.CharField(blank=True, max_length=90)),
                ("source", models.CharField(max_length=12)),
                ("absence", models.CharField(blank=True, max_length=16)),
                (
                    "act",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="results", to="evaluation.roundact"
                    ),
                ),
                ("event", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="trust.event")),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="results", to="evaluation.roundunit"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RoundRemark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("component", models.CharField(max_length=40)),
                ("title", models.CharField(max_length=200)),
                ("event", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="trust.event")),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="remarks", to="evaluation.roundunit"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="roundevidence",
            name="entry",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="evidence", to="evaluation.roundunit"
            ),
        ),
        migrations.CreateModel(
            name="Appraisal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("component", models.CharField(max_length=40)),
                ("appraisal_no", models.IntegerField()),
                ("points", models.BigIntegerField(null=True)),
                ("reason", models.CharField(blank=True, max_length=2000)),
                ("title", models.CharField(max_length=200)),
                (
                    "agency",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orgs.unit"),
                ),
                ("event", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="trust.event")),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appraisals",
                        to="evaluation.roundunit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SelfAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("component", models.CharField(max_length=40)),
                ("answer_no", models.IntegerField()),
                ("typed", models.CharField(blank=True, max_length=60)),
                ("answer", models.CharField(blank=True, max_length=90)),
                ("absence", models.CharField(blank=True, max_length=16)),
                ("note", models.CharField(blank=True, max_length=1000)),
                ("person_id", models.BigIntegerField(null=True)),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="evaluation.roundunit"
                    ),
                ),
                ("event", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="trust.event")),
            ],
        ),
        migrations.CreateModel(
            name="UnitStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step_no", models.IntegerField()),
                ("verb", models.CharField(max_length=12)),
                ("state", models.CharField(max_length=12)),
                ("person_id", models.BigIntegerField(null=True)),
                ("title", models.CharField(max_length=200)),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="evaluation.roundunit"
                    ),
                ),
                ("event", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="trust.event")),
            ],
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.UniqueConstraint(
                fields=("card_version", "period_code", "unit"), name="evaluation_round_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("self_due_on__lte", models.F("appraise_due_on")), ("appraise_due_on__lte", models.F("closes_on"))
                ),
                name="evaluation_round_days",
            ),
        ),
        migrations.AddConstraint(
            model_name="roundact",
            constraint=models.UniqueConstraint(fields=("round", "act_no"), name="evaluation_round_act_once"),
        ),
        migrations.AddConstraint(
            model_name="roundcharge",
            constraint=models.UniqueConstraint(fields=("round", "component"), name="evaluation_round_charge_once"),
        ),
        migrations.AddConstraint(
            model_name="roundunit",
            constraint=models.UniqueConstraint(fields=("round", "unit"), name="evaluation_round_unit_once"),
        ),
        migrations.AddConstraint(
            model_name="roundresult",
            constraint=models.UniqueConstraint(
                fields=("act", "entry", "component"), name="evaluation_round_result_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="appraisal",
            constraint=models.UniqueConstraint(
                fields=("entry", "component", "appraisal_no"), name="evaluation_appraisal_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="selfanswer",
            constraint=models.UniqueConstraint(
                fields=("entry", "component", "answer_no"), name="evaluation_self_answer_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="unitstep",
            constraint=models.UniqueConstraint(fields=("entry", "step_no"), name="evaluation_unit_step_once"),
        ),
        AppendOnly("evaluation_round"),
        AppendOnly("evaluation_roundact"),
        AppendOnly("evaluation_roundcharge"),
        AppendOnly("evaluation_roundunit"),
        AppendOnly("evaluation_unitstep"),
        AppendOnly("evaluation_selfanswer"),
        AppendOnly("evaluation_roundevidence"),
        AppendOnly("evaluation_roundevidencedrop"),
        AppendOnly("evaluation_appraisal"),
        AppendOnly("evaluation_roundremark"),
        AppendOnly("evaluation_roundresult"),
    ]
