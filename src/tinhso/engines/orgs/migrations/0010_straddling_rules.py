"""Who reports a period inside which units change, as dated rules."""

import django.db.models.deletion
from django.db import migrations, models

from tinhso.engines.trust.api import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("orgs", "0007_emergency_access"), ("trust", "0001_event_log")]

    operations = [
        migrations.CreateModel(
            "StraddlingRule",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("changes_from", models.DateField()),
                ("scheme", models.CharField(max_length=40, blank=True)),
                ("additive", models.CharField(max_length=4)),
                ("others", models.CharField(max_length=4)),
                ("source", models.CharField(max_length=400)),
                ("confirmed", models.BooleanField()),
                ("event", models.ForeignKey("trust.event", on_delete=django.db.models.deletion.PROTECT)),
            ],
        ),
        migrations.AddConstraint(
            "StraddlingRule",
            models.UniqueConstraint(fields=["changes_from", "scheme", "event"], name="orgs_straddling_rule_once"),
        ),
        AppendOnly("orgs_straddlingrule"),
    ]
