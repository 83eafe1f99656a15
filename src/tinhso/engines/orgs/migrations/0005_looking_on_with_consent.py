"""Who keeps an account may look at the product as its holder, who agreed to it, until a time."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

PROTECT = django.db.models.deletion.PROTECT


class Migration(migrations.Migration):
    dependencies = [("orgs", "0004_undone_decisions"), ("trust", "0001_event_log")]

    operations = [
        migrations.CreateModel(
            "Viewing",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("allowed_until", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("event", models.ForeignKey("trust.event", on_delete=PROTECT)),
                (
                    "holder",
                    models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=PROTECT, related_name="viewings_allowed"),
                ),
                ("viewer", models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=PROTECT, related_name="viewings")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["holder", "viewer"], condition=models.Q(ended_at=None), name="orgs_viewing_once"
                    )
                ],
            },
        ),
    ]
