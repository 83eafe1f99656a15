"""Views of the pivot that people save; pages kept as they looked, never changed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from tinhso.engines.trust.api import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("insight", "0001_initial"),
        ("trust", "0001_event_log"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PageSnapshot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200)),
                ("address", models.TextField()),
                ("language", models.CharField(max_length=5)),
                ("tree_size", models.BigIntegerField()),
                ("kept_at", models.DateTimeField()),
                ("content", models.TextField()),
                ("digest", models.CharField(max_length=64)),
                ("event", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="trust.event")),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "indexes": [models.Index(fields=["person", "-kept_at"], name="insight_snapshot_own")],
            },
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120)),
                ("query", models.TextField()),
                ("shared_unit_id", models.BigIntegerField(null=True)),
                ("saved_at", models.DateTimeField()),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "indexes": [models.Index(fields=["shared_unit_id"], name="insight_saved_view_shared")],
                "constraints": [
                    models.UniqueConstraint(fields=("person", "name"), name="insight_saved_view_name_once")
                ],
            },
        ),
        AppendOnly("insight_pagesnapshot"),
    ]
