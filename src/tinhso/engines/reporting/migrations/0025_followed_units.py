"""Units that one person of a receiving agency looks after."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0024_cell_notes"),
        ("orgs", "0003_accounts_desk"),
    ]

    operations = [
        migrations.CreateModel(
            name="FollowedUnit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person_id", models.BigIntegerField()),
                (
                    "agency",
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
        migrations.AddConstraint(
            model_name="followedunit",
            constraint=models.UniqueConstraint(fields=("agency", "person_id", "unit"), name="reporting_followed_once"),
        ),
    ]
