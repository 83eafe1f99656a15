"""Somebody reads a unit's unpublished figures for a short while, with a reason (emergency access)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

PROTECT = django.db.models.deletion.PROTECT


class Migration(migrations.Migration):
    dependencies = [("orgs", "0006_factor_secrets_are_encrypted"), ("trust", "0001_event_log")]

    operations = [
        migrations.CreateModel(
            "EmergencyAccess",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("begun_at", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("event", models.ForeignKey("trust.event", on_delete=PROTECT)),
                ("unit", models.ForeignKey("orgs.unit", on_delete=PROTECT, related_name="+")),
                ("user", models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=PROTECT, related_name="emergencies")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(until__gt=models.F("begun_at")), name="orgs_emergency_has_an_end"
                    )
                ],
            },
        ),
    ]
