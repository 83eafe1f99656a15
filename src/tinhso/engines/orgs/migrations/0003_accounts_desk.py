"""Accounts are found without tones and end on a day."""

from typing import Any

from django.db import migrations, models

from tinhso.kernel.vietnamese import search_key


def fill(apps: Any, _: Any) -> None:
    """Give every account there is its key."""
    users = apps.get_model("orgs", "User")
    found = list(users.objects.all())
    for user in found:
        spelled = user.username.replace(".", " ")
        user.search_key = search_key(f"{user.username} {spelled} {user.title_vi} {user.title_en}")
    users.objects.bulk_update(found, ["search_key"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("orgs", "0002_successions_are_append_only")]

    operations = [
        migrations.AddField("user", "search_key", models.CharField(blank=True, default="", max_length=600)),
        migrations.AddField("user", "last_day", models.DateField(null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
