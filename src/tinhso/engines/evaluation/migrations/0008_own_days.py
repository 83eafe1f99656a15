"""Days of a component's own within a round."""

import django.db.models.deletion
from django.db import migrations, models

from tinhso.engines.trust.api import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0007_forecast_runs"), ("trust", "0001_event_log")]

    operations = [
        migrations.CreateModel(
            name="RoundDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("component", models.CharField(max_length=40)),
                ("self_due_on", models.DateField(null=True)),
                ("appraise_due_on", models.DateField(null=True)),
                ("event", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="trust.event")),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="days", to="evaluation.round"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("round", "component"), name="evaluation_round_day_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("self_due_on__isnull", False), ("appraise_due_on__isnull", False), _connector="OR"
                        ),
                        name="evaluation_round_day_is_one",
                    ),
                ],
            },
        ),
        AppendOnly("evaluation_roundday"),
    ]
