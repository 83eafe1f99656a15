"""Days that work or rest against the calendar, as dated rows of the log."""

import django.db.models.deletion
from django.db import migrations, models

from tinhso.engines.trust.api import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("orgs", "0010_straddling_rules"), ("trust", "0001_event_log")]

    operations = [
        migrations.CreateModel(
            "CalendarDay",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("working", models.BooleanField()),
                ("name_vi", models.CharField(max_length=200)),
                ("name_en", models.CharField(max_length=200, blank=True)),
                ("source", models.CharField(max_length=400)),
                ("confirmed", models.BooleanField()),
                ("event", models.ForeignKey("trust.event", on_delete=django.db.models.deletion.PROTECT)),
            ],
        ),
        migrations.AddConstraint(
            "CalendarDay", models.UniqueConstraint(fields=["day", "event"], name="orgs_calendar_day_once")
        ),
        AppendOnly("orgs_calendarday"),
    ]
