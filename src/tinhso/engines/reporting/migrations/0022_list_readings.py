"""Which headings of a unit's own files stand for the columns of a form's list."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orgs", "0003_accounts_desk"),
        ("reporting", "0021_time_claims"),
    ]

    operations = [
        migrations.CreateModel(
            name="ListReading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("headings", models.JSONField()),
                ("at", models.DateTimeField()),
                (
                    "form",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reporting.form",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orgs.unit"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("form", "unit"), name="reporting_list_reading_once")],
            },
        ),
    ]
