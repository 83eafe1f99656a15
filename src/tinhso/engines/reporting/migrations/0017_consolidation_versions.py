"""What was sent upward, frozen: versions of a consolidation and their files, append-only."""

import django.db.models.deletion
from django.db import migrations, models

from tinhso.engines.trust.api import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0001_reporting"),
        ("trust", "0001_event_log"),
    ]

    operations = [
        migrations.CreateModel(
            name="ConsolidationVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.SmallIntegerField()),
                ("kind", models.CharField(max_length=12)),
                ("serial", models.SmallIntegerField(default=0)),
                ("frozen_at", models.DateTimeField()),
                ("approver_title", models.CharField(blank=True, default="", max_length=200)),
                ("capacity", models.CharField(blank=True, default="", max_length=60)),
                ("sent", models.IntegerField()),
                ("expected", models.IntegerField()),
                (
                    "assignment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="reporting.assignment",
                    ),
                ),
                ("event", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="trust.event")),
            ],
        ),
        migrations.CreateModel(
            name="ConsolidationFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("format", models.CharField(max_length=10)),
                ("content", models.BinaryField()),
                ("digest", models.CharField(max_length=64)),
                (
                    "version",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="reporting.consolidationversion",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="consolidationversion",
            constraint=models.UniqueConstraint(fields=("assignment", "number"), name="reporting_version_once"),
        ),
        migrations.AddConstraint(
            model_name="consolidationversion",
            constraint=models.UniqueConstraint(
                fields=("assignment", "kind", "serial"), name="reporting_version_serial_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="consolidationversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["report", "again", "supplement", "adjustment"])),
                name="reporting_version_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="consolidationfile",
            constraint=models.UniqueConstraint(fields=("version", "format"), name="reporting_file_once"),
        ),
        AppendOnly("reporting_consolidationversion"),
        AppendOnly("reporting_consolidationfile"),
    ]
