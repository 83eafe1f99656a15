"""Decisions that are taken back: what they ended opens again, what was made for them never held."""

import django.db.models.deletion
from django.db import migrations, models

from tinhso.engines.trust.api import AppendOnly

EVENT = "trust.event"
PROTECT = django.db.models.deletion.PROTECT
PRESENT = models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from"))
ENDED = ("unit", "name", "link")


def of_one(wanted: str) -> models.Q:
    """The end of a unit, of a name or of a link, and of nothing else."""
    return models.Q(**{f"{column}__isnull": column != wanted for column in ENDED})


class Migration(migrations.Migration):
    dependencies = [("orgs", "0003_accounts_desk"), ("trust", "0001_event_log")]

    operations = [
        migrations.CreateModel(
            "SuccessionUndo",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("succession", models.OneToOneField("orgs.succession", on_delete=PROTECT, related_name="undo")),
                ("event", models.ForeignKey(EVENT, on_delete=PROTECT)),
            ],
        ),
        migrations.CreateModel(
            "UndoneEnd",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unit", models.ForeignKey("orgs.unit", null=True, on_delete=PROTECT, related_name="+")),
                ("name", models.ForeignKey("orgs.unitname", null=True, on_delete=PROTECT, related_name="+")),
                ("link", models.ForeignKey("orgs.link", null=True, on_delete=PROTECT, related_name="+")),
                ("valid_to", models.DateField()),
                ("ended_by", models.ForeignKey(EVENT, on_delete=PROTECT, related_name="+")),
                ("event", models.ForeignKey(EVENT, on_delete=PROTECT, related_name="+")),
            ],
        ),
        migrations.AddConstraint(
            "UndoneEnd",
            models.CheckConstraint(
                condition=of_one("unit") | of_one("name") | of_one("link"), name="orgs_undone_end_of_one"
            ),
        ),
        AppendOnly("orgs_successionundo"),
        AppendOnly("orgs_undoneend"),
        migrations.RemoveConstraint("Unit", "orgs_unit_key"),
        migrations.AddConstraint(
            "Unit", models.UniqueConstraint(fields=["code", "valid_from"], condition=PRESENT, name="orgs_unit_key")
        ),
        # The same old unit may go to the same new one by a later decision, once an earlier one is undone.
        migrations.RemoveConstraint("SuccessionLink", "orgs_succession_link_once"),
        migrations.AddConstraint(
            "SuccessionLink",
            models.UniqueConstraint(fields=["succession", "old_unit", "new_unit"], name="orgs_succession_link_once"),
        ),
        AppendOnly("orgs_successionlink"),  # SQLite has built the table again
    ]
