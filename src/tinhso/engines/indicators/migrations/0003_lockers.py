"""A lock says who holds it; those that stand are their event's subject's."""

from typing import Any

from django.db import migrations, models

from tinhso.engines.trust.api import AppendOnly

LOCKS = AppendOnly("indicators_lock")


def name_lockers(apps: Any, schema_editor: Any) -> None:
    for statement in LOCKS.drop_statements(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)
    schema_editor.execute(
        "UPDATE indicators_lock SET locker = "
        "(SELECT subject FROM trust_event WHERE trust_event.id = indicators_lock.event_id)"
    )


class Migration(migrations.Migration):
    dependencies = [("indicators", "0002_setwise_references"), ("trust", "0001_event_log")]

    operations = [
        migrations.RemoveIndex("lock", "indicators_lock_key"),
        migrations.AddField("lock", "locker", models.CharField(blank=True, default="", max_length=200)),
        migrations.AddIndex(
            "lock", models.Index(fields=["indicator", "period", "unit", "locker", "id"], name="indicators_lock_of")
        ),
        migrations.RunPython(name_lockers, migrations.RunPython.noop),
        LOCKS,
    ]
