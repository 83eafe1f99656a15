"""Devices' time claims that receivers accepted: append-only, with what follows from the last one beside the report."""

import django.db.models.deletion
from django.db import migrations, models

from tinhso.engines.trust.api import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0020_claimed_times"),
        ("trust", "0001_event_log"),
    ]

    operations = [
        migrations.AddField(
            model_name="assignment",
            name="accepted_claim_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name="TimeClaim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("accepted", models.BooleanField()),
                ("claimed_at", models.DateTimeField()),
                ("received_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("at", models.DateTimeField()),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="time_claims",
                        to="reporting.assignment",
                    ),
                ),
                ("event", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="trust.event")),
            ],
        ),
        AppendOnly("reporting_timeclaim"),
    ]
