"""Judgements of targets as they were made: only ever added to."""

import django.db.models.deletion
from django.db import migrations, models

from tinhso.engines.trust.api import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0004_rounds"), ("trust", "0001_event_log")]

    operations = [
        migrations.CreateModel(
            name="TargetJudgement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("target_code", models.CharField(max_length=60)),
                ("judgement_no", models.IntegerField()),
                ("judged_on", models.DateField()),
                ("plan_version", models.SmallIntegerField()),
                ("rules_from", models.DateField()),
                ("state", models.CharField(max_length=20)),
                ("reason_vi", models.CharField(max_length=500)),
                ("reason_en", models.CharField(max_length=500)),
                ("facts", models.JSONField()),
                ("event", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="trust.event")),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="judgements", to="evaluation.plan"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("plan", "target_code", "judgement_no"), name="evaluation_judgement_once"
                    )
                ]
            },
        ),
        AppendOnly("evaluation_targetjudgement"),
    ]
