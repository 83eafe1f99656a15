"""Deadlines that the office moves: what stands now, and each move."""

import django.db.models.deletion
from django.db import migrations, models

from tinhso.engines.trust.api import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0010_workbook_mapping"),
        ("trust", "0001_event_log"),
    ]

    operations = [
        migrations.AddField(
            model_name="request",
            name="changed_event",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="trust.event"
            ),
        ),
        migrations.AddField(
            model_name="request",
            name="deadlines_now",
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name="request",
            name="lock_now",
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name="DeadlineMove",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("previous_due_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="reporting.assignment"
                    ),
                ),
                ("event", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="trust.event")),
            ],
        ),
        AppendOnly("reporting_deadlinemove"),
    ]
