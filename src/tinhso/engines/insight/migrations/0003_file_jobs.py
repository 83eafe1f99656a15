"""Files of the pivot that are made in the background."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("insight", "0002_saved_views_and_kept_pages"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            "FileJob",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person", models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=django.db.models.deletion.CASCADE)),
                ("query", models.TextField()),
                ("form", models.CharField(max_length=10)),
                ("title", models.CharField(max_length=200)),
                ("language", models.CharField(max_length=5)),
                ("tree_size", models.BigIntegerField()),
                ("reach", models.CharField(max_length=64)),
                ("state", models.CharField(default="waiting", max_length=10)),
                ("slices_made", models.IntegerField(default=0)),
                ("slices", models.IntegerField()),
                ("failures", models.SmallIntegerField(default=0)),
                ("rows", models.BigIntegerField(default=0)),
                ("size", models.BigIntegerField(default=0)),
                ("digest", models.CharField(blank=True, default="", max_length=64)),
                ("problem", models.TextField(blank=True, default="")),
                ("asked_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["state", "asked_at"], name="insight_file_job_next"),
                    models.Index(fields=["person", "-asked_at"], name="insight_file_job_own"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["waiting", "running", "done", "cancelled", "failed", "gone"])
                        ),
                        name="insight_file_job_state",
                    )
                ],
            },
        ),
    ]
