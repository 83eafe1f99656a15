"""The tables of definitions, periods, the ledger of figures, locks and answered requests."""

import django.db.models.deletion
from django.db import migrations, models

from tinhso.engines.trust.api import AppendOnly


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("orgs", "__first__"),
        ("trust", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Dimension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40, unique=True)),
                ("name_vi", models.CharField(max_length=200)),
                ("name_en", models.CharField(max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name="Indicator",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=60, unique=True)),
            ],
        ),
        migrations.CreateModel(
            name="AcceptedRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=200, unique=True)),
                ("request_digest", models.CharField(max_length=64)),
                ("answer", models.JSONField()),
                ("at", models.DateTimeField()),
                ("event", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="trust.event")),
            ],
        ),
        migrations.CreateModel(
            name="Definition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.SmallIntegerField()),
                ("valid_from", models.DateField()),
                ("name_vi", models.CharField(max_length=300)),
                ("name_en", models.CharField(max_length=300)),
                ("concept_vi", models.TextField(blank=True)),
                ("concept_en", models.TextField(blank=True)),
                ("measure_unit", models.CharField(max_length=40)),
                ("decimals", models.SmallIntegerField()),
                ("kind", models.CharField(max_length=20)),
                ("nature", models.CharField(max_length=20)),
                ("time_rule", models.CharField(max_length=20)),
                ("space_rule", models.CharField(max_length=20)),
                ("direction", models.CharField(max_length=20)),
                ("collected_level", models.CharField(max_length=20)),
                ("scheme", models.CharField(max_length=40)),
                ("dimensions", models.JSONField(default=list)),
                ("formula", models.JSONField(null=True)),
                ("weight_indicator", models.CharField(blank=True, max_length=60)),
                ("merge_rule", models.CharField(max_length=20)),
                ("comparable", models.BooleanField(default=True)),
                ("publication", models.CharField(max_length=20)),
                ("source", models.TextField()),
                ("owner", models.CharField(max_length=40)),
                ("legal_basis", models.TextField(blank=True)),
                ("illustrative", models.BooleanField(default=False)),
                ("package", models.CharField(max_length=80)),
                ("search_key", models.TextField(blank=True)),
                ("event", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="trust.event")),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="definitions",
                        to="indicators.indicator",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PeriodRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40, unique=True)),
                ("scheme", models.CharField(max_length=40)),
                ("start", models.DateField()),
                ("end", models.DateField()),
            ],
            options={
                "indexes": [models.Index(fields=["scheme", "end"], name="indicators_period_end")],
            },
        ),
        migrations.CreateModel(
            name="Lock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("locked", models.BooleanField()),
                ("event", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="trust.event")),
                (
                    "indicator",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="indicators.indicator"),
                ),
                ("unit", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="orgs.unit")),
                ("period", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="indicators.periodrow")),
            ],
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("line_no", models.IntegerField()),
                ("dims", models.CharField(blank=True, default="", max_length=200)),
                ("scenario", models.SmallIntegerField(default=0)),
                ("line", models.CharField(blank=True, default="", max_length=60)),
                ("entry_no", models.IntegerField()),
                ("value", models.BigIntegerField(null=True)),
                ("operator", models.SmallIntegerField(default=0)),
                ("missing", models.SmallIntegerField(default=0)),
                ("status", models.SmallIntegerField()),
                ("source", models.SmallIntegerField()),
                ("value_delta", models.BigIntegerField()),
                ("presence_delta", models.SmallIntegerField()),
                ("note_commitment", models.BinaryField(null=True)),
                ("evidence_commitment", models.BinaryField(null=True)),
                (
                    "definition",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="indicators.definition"
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to="trust.event"),
                ),
                (
                    "unit",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to="orgs.unit"),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="indicators.indicator"
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="indicators.periodrow"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DimensionItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40)),
                ("name_vi", models.CharField(max_length=200)),
                ("name_en", models.CharField(max_length=200)),
                ("position", models.SmallIntegerField(default=0)),
                (
                    "dimension",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="items", to="indicators.dimension"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("dimension", "code"), name="indicators_item_once")],
            },
        ),
        migrations.AddConstraint(
            model_name="definition",
            constraint=models.UniqueConstraint(fields=("indicator", "version"), name="indicators_definition_once"),
        ),
        migrations.AddConstraint(
            model_name="definition",
            constraint=models.CheckConstraint(
                condition=models.Q(("decimals__gte", 0), ("decimals__lte", 9)), name="indicators_decimals"
            ),
        ),
        migrations.AddIndex(
            model_name="lock",
            index=models.Index(fields=["indicator", "period", "unit", "id"], name="indicators_lock_key"),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.UniqueConstraint(
                fields=("indicator", "period", "unit", "dims", "scenario", "line", "entry_no"),
                name="indicators_entry_key",
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.UniqueConstraint(fields=("event", "line_no"), name="indicators_entry_line"),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(("entry_no__gte", 1), ("line_no__gte", 0)), name="indicators_entry_counts"
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("value__isnull", True),
                    models.Q(("value__gt", -4611686018427387904), ("value__lt", 4611686018427387904)),
                    _connector="OR",
                ),
                name="indicators_entry_value_range",
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("missing", 0), ("value__isnull", False)),
                    models.Q(("missing__gt", 0), ("value__isnull", True)),
                    _connector="OR",
                ),
                name="indicators_entry_value_or_missing",
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(("presence_delta__gte", -1), ("presence_delta__lte", 1)),
                name="indicators_entry_presence",
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(("operator__gte", 0), ("operator__lte", 5)), name="indicators_entry_operator"
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", [1, 2])), name="indicators_entry_status"
            ),
        ),
        AppendOnly("indicators_entry"),
        # What entries point at is never changed or deleted either: a leaf must be computable for ever.
        AppendOnly("indicators_indicator"),
        AppendOnly("indicators_definition"),
        AppendOnly("indicators_periodrow"),
        AppendOnly("indicators_lock"),
        AppendOnly("indicators_acceptedrequest"),
    ]
