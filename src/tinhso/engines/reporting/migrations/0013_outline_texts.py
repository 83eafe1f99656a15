"""The words of narratives: append-only."""

import django.db.models.deletion
from django.db import migrations, models

from tinhso.engines.trust.api import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0014_form_drafts"),
        ("trust", "0001_event_log"),
    ]

    operations = [
        migrations.CreateModel(
            name="OutlineText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sending", models.SmallIntegerField()),
                ("section", models.SmallIntegerField()),
                ("text", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outline_texts",
                        to="reporting.assignment",
                    ),
                ),
                ("event", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="trust.event")),
            ],
        ),
        AppendOnly("reporting_outlinetext"),
    ]
