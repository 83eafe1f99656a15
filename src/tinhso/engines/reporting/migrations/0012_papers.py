"""The number the office gave a report, and signed papers that came back: both append-only."""

import django.db.models.deletion
from django.db import migrations, models

from tinhso.engines.trust.api import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0008_rules"),
        ("trust", "0001_event_log"),
    ]

    operations = [
        migrations.CreateModel(
            name="DocumentNumber",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sending", models.SmallIntegerField()),
                ("number", models.CharField(max_length=60)),
                ("issued_on", models.DateField(null=True)),
                ("at", models.DateTimeField()),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="document_numbers",
                        to="reporting.assignment",
                    ),
                ),
                ("event", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="trust.event")),
            ],
        ),
        migrations.CreateModel(
            name="SignedPaper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sending", models.SmallIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("size", models.IntegerField()),
                ("content", models.BinaryField()),
                ("signature", models.CharField(max_length=20)),
                ("figures_compared", models.IntegerField()),
                ("at", models.DateTimeField()),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signed_papers",
                        to="reporting.assignment",
                    ),
                ),
                ("event", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="trust.event")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("assignment", "sending", "digest"), name="reporting_signed_paper_once"
                    )
                ],
            },
        ),
        AppendOnly("reporting_documentnumber"),
        AppendOnly("reporting_signedpaper"),
    ]
