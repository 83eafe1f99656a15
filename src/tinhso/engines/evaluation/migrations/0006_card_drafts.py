"""Scorecards that are being written on screen."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0005_kept_judgements")]

    operations = [
        migrations.CreateModel(
            name="CardDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("content", models.JSONField()),
                ("revision", models.IntegerField()),
                ("changed_by", models.CharField(max_length=200)),
                ("changed_at", models.DateTimeField()),
                (
                    "scorecard",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="draft", to="evaluation.scorecard"
                    ),
                ),
            ],
        ),
    ]
