"""Tables of the event log and the triggers that keep it append-only."""

import django.db.models.deletion
from django.db import migrations, models

from tinhso.engines.trust.logic.append_only import AppendOnly


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                ("tree_size", models.BigIntegerField(primary_key=True, serialize=False)),
                ("root_hash", models.BinaryField()),
                ("last_sequence", models.BigIntegerField()),
                ("sealed_at", models.DateTimeField(db_index=True)),
                ("note", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=60)),
                ("subject", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                ("payload", models.TextField()),
                ("figures_root", models.BinaryField(null=True)),
                ("figure_count", models.IntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Leaf",
            fields=[
                ("leaf_index", models.BigIntegerField(primary_key=True, serialize=False)),
                ("first_sequence", models.BigIntegerField(unique=True)),
                ("leaf_hash", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Lease",
            fields=[
                ("name", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("holder", models.CharField(max_length=120)),
                ("expires_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Node",
            fields=[
                ("level", models.SmallIntegerField()),
                ("position", models.BigIntegerField()),
                ("hash", models.BinaryField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "level", "position", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Text",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("field", models.CharField(max_length=40)),
                ("text", models.TextField()),
                ("key", models.BinaryField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("topic", models.CharField(max_length=60)),
                ("handler", models.CharField(max_length=120)),
                ("message", models.TextField()),
                ("created_at", models.DateTimeField()),
                ("not_before", models.DateTimeField()),
                ("attempts", models.IntegerField(default=0)),
                ("last_error", models.TextField(blank=True, default="")),
                ("done_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["done_at", "not_before"], name="trust_delivery_due")],
            },
        ),
        migrations.CreateModel(
            name="Pending",
            fields=[
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, primary_key=True, serialize=False, to="trust.event"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Salt",
            fields=[
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, primary_key=True, serialize=False, to="trust.event"
                    ),
                ),
                ("salt", models.BinaryField()),
            ],
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["kind", "id"], name="trust_event_kind"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["subject", "id"], name="trust_event_subject"),
        ),
        migrations.AddField(
            model_name="leaf",
            name="event",
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, to="trust.event"),
        ),
        migrations.AddField(
            model_name="text",
            name="event",
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to="trust.event"),
        ),
        migrations.AddConstraint(
            model_name="text",
            constraint=models.UniqueConstraint(fields=("event", "field"), name="trust_text_once"),
        ),
        AppendOnly("trust_event"),
        AppendOnly("trust_leaf"),
        AppendOnly("trust_node"),
        AppendOnly("trust_checkpoint"),
        AppendOnly("trust_salt", erasable=True),
        AppendOnly("trust_text", erasable=True),
    ]
