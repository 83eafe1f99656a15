"""Notes about cells between whoever receives a report and the unit: append-only, each with its event."""

import django.db.models.deletion
from django.db import migrations, models

from tinhso.engines.trust.api import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0022_list_readings"),
        ("orgs", "0003_accounts_desk"),
        ("trust", "0001_event_log"),
    ]

    operations = [
        migrations.CreateModel(
            name="CellNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("row_no", models.CharField(max_length=20)),
                ("kind", models.CharField(max_length=10)),
                ("at", models.DateTimeField()),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cell_notes",
                        to="reporting.assignment",
                    ),
                ),
                ("event", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="trust.event")),
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
        AppendOnly("reporting_cellnote"),
    ]
