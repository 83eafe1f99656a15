"""Boards and their immutable versions."""

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
            name="Board",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=60, unique=True)),
            ],
        ),
        migrations.CreateModel(
            name="BoardVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.SmallIntegerField()),
                ("valid_from", models.DateField()),
                ("definition", models.JSONField()),
                ("package", models.CharField(max_length=80)),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="insight.board"
                    ),
                ),
                ("event", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="trust.event")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("board", "version"), name="insight_board_version_once")
                ],
            },
        ),
        AppendOnly("insight_board"),
        AppendOnly("insight_boardversion"),
    ]
