"""Workbooks being mapped, and how workbooks of a layout are read."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orgs", "0002_successions_are_append_only"),
        ("reporting", "0013_outline_texts"),
        ("trust", "0001_event_log"),
    ]

    operations = [
        migrations.CreateModel(
            name="MappedWorkbook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                ("content", models.BinaryField()),
                ("digest", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                (
                    "unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orgs.unit"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="WorkbookReading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, unique=True)),
                ("definition", models.JSONField()),
                ("person_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("event", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="trust.event")),
            ],
        ),
    ]
