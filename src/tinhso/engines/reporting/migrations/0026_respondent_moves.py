"""Who answers in the place of a unit that ended with its report unsent: each handing over."""

import django.db.models.deletion
from django.db import migrations, models

from tinhso.engines.trust.api import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0025_followed_units"),
        ("orgs", "0003_accounts_desk"),
        ("trust", "0001_event_log"),
    ]

    operations = [
        migrations.CreateModel(
            name="RespondentMove",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="respondent_moves",
                        to="reporting.assignment",
                    ),
                ),
                ("event", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="trust.event")),
                (
                    "previous_unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orgs.unit",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orgs.unit",
                    ),
                ),
            ],
        ),
        AppendOnly("reporting_respondentmove"),
    ]
