"""Plans with their targets, and opinions beside the figures."""

import django.db.models.deletion
from django.db import migrations, models

from tinhso.engines.trust.api import AppendOnly


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("trust", "0001_event_log"),
    ]

    operations = [
        migrations.CreateModel(
            name="Plan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=60, unique=True)),
            ],
        ),
        migrations.CreateModel(
            name="PlanVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.SmallIntegerField()),
                ("valid_from", models.DateField()),
                ("ends_on", models.DateField()),
                ("unit_code", models.CharField(max_length=20)),
                ("publication", models.CharField(max_length=12)),
                ("definition", models.JSONField()),
                ("package", models.CharField(max_length=80)),
                ("event", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="trust.event")),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="evaluation.plan"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "version"), name="evaluation_plan_version_once"),
                    models.CheckConstraint(
                        condition=models.Q(("publication__in", ["public", "internal"])),
                        name="evaluation_plan_publication",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TargetOpinion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("target_code", models.CharField(max_length=60)),
                ("opinion_no", models.IntegerField()),
                ("state", models.CharField(blank=True, max_length=20)),
                ("computed_state", models.CharField(max_length=20)),
                ("title", models.CharField(max_length=200)),
                ("event", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="trust.event")),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="opinions", to="evaluation.plan"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("plan", "target_code", "opinion_no"), name="evaluation_opinion_once"
                    )
                ],
            },
        ),
        AppendOnly("evaluation_plan"),
        AppendOnly("evaluation_planversion"),
        AppendOnly("evaluation_targetopinion"),
    ]
