"""Regimes, forms, requests, assignments, drafts; what must not change is append-only."""

import django.db.models.deletion
from django.db import migrations, models

from tinhso.engines.trust.api import AppendOnly


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("indicators", "0001_initial"),
        ("orgs", "0001_initial"),
        ("trust", "0001_event_log"),
    ]

    operations = [
        migrations.CreateModel(
            name="Form",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=60, unique=True)),
            ],
        ),
        migrations.CreateModel(
            name="Regime",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=60, unique=True)),
            ],
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=15)),
                ("level", models.CharField(max_length=20)),
                ("due_at", models.DateTimeField()),
                ("extended", models.BooleanField(default=False)),
                ("state", models.CharField(default="assigned", max_length=20)),
                ("state_before_lock", models.CharField(blank=True, default="", max_length=20)),
                ("correcting", models.BooleanField(default=False)),
                ("received_at", models.DateTimeField(null=True)),
                ("first_submitted_at", models.DateTimeField(null=True)),
                ("last_submitted_at", models.DateTimeField(null=True)),
                ("on_time", models.BooleanField(null=True)),
                ("submissions_made", models.SmallIntegerField(default=0)),
                ("corrections_made", models.SmallIntegerField(default=0)),
                ("sent_by", models.CharField(blank=True, default="", max_length=160)),
                ("sent_by_person_id", models.BigIntegerField(null=True)),
                ("correction_reason", models.TextField(blank=True, default="")),
                ("return_reason", models.TextField(blank=True, default="")),
                ("suggestions", models.JSONField(default=list)),
                (
                    "consolidator_unit",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orgs.unit"
                    ),
                ),
                ("event", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="trust.event")),
                (
                    "respondent_unit",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orgs.unit"
                    ),
                ),
                (
                    "subject_unit",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orgs.unit"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Extension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("previous_due_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="extensions",
                        to="reporting.assignment",
                    ),
                ),
                ("event", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="trust.event")),
            ],
        ),
        migrations.CreateModel(
            name="FormVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.SmallIntegerField()),
                ("valid_from", models.DateField()),
                ("definition", models.JSONField()),
                ("package", models.CharField(max_length=80)),
                ("event", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="trust.event")),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="reporting.form"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LegalConstant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=80)),
                ("value", models.IntegerField()),
                ("valid_from", models.DateField()),
                ("source", models.TextField()),
                ("confirmed", models.BooleanField(default=False)),
                ("event", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="trust.event")),
            ],
        ),
        migrations.CreateModel(
            name="RegimeVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.SmallIntegerField()),
                ("valid_from", models.DateField()),
                ("definition", models.JSONField()),
                ("package", models.CharField(max_length=80)),
                ("event", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="trust.event")),
                (
                    "regime",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="reporting.regime"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("channel", models.CharField(max_length=30)),
                ("text", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reminders", to="reporting.assignment"
                    ),
                ),
                ("event", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="trust.event")),
            ],
        ),
        migrations.CreateModel(
            name="Request",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=100, unique=True)),
                ("title_vi", models.CharField(max_length=300)),
                ("title_en", models.CharField(max_length=300)),
                ("cut_off_on", models.DateField()),
                ("deadlines", models.JSONField()),
                ("lock_at", models.DateTimeField()),
                ("state", models.CharField(default="open", max_length=10)),
                ("opened_at", models.DateTimeField()),
                ("illustrative", models.BooleanField(default=False)),
                (
                    "aggregate_unit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orgs.unit"
                    ),
                ),
                (
                    "assigner_unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orgs.unit"),
                ),
                (
                    "consolidator_unit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orgs.unit"
                    ),
                ),
                ("event", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="trust.event")),
                (
                    "form_version",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="reporting.formversion"),
                ),
                ("period", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="indicators.periodrow")),
                (
                    "regime_version",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="reporting.regimeversion"),
                ),
            ],
        ),
        migrations.AddField(
            model_name="assignment",
            name="request",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="assignments",
                to="reporting.request",
            ),
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.SmallIntegerField()),
                ("kind", models.CharField(max_length=15)),
                ("submitted_at", models.DateTimeField()),
                ("approver_title", models.CharField(blank=True, default="", max_length=200)),
                ("capacity", models.CharField(blank=True, default="", max_length=60)),
                ("on_time", models.BooleanField()),
                ("cells", models.SmallIntegerField(default=0)),
                ("known_cells", models.SmallIntegerField(default=0)),
                ("draft_changes", models.IntegerField(default=0)),
                ("draft_digest", models.CharField(blank=True, default="", max_length=64)),
                ("last_change_id", models.BigIntegerField(default=0)),
                (
                    "assignment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="reporting.assignment",
                    ),
                ),
                ("event", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="trust.event")),
            ],
        ),
        migrations.CreateModel(
            name="Transition",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("verb", models.CharField(max_length=30)),
                ("from_state", models.CharField(max_length=20)),
                ("to_state", models.CharField(max_length=20)),
                ("title", models.CharField(blank=True, default="", max_length=200)),
                ("capacity", models.CharField(blank=True, default="", max_length=60)),
                ("at", models.DateTimeField()),
                (
                    "assignment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transitions",
                        to="reporting.assignment",
                    ),
                ),
                ("event", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="trust.event")),
            ],
        ),
        migrations.CreateModel(
            name="Adjustment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("line", models.CharField(max_length=60)),
                ("dims", models.CharField(blank=True, default="", max_length=200)),
                ("value", models.BigIntegerField()),
                ("title_vi", models.CharField(max_length=200)),
                ("reason", models.TextField()),
                ("state", models.CharField(default="draft", max_length=10)),
                ("made_by", models.CharField(max_length=160)),
                ("made_by_person_id", models.BigIntegerField(null=True)),
                ("made_at", models.DateTimeField()),
                ("event", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="trust.event")),
                (
                    "indicator",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="indicators.indicator"),
                ),
                (
                    "assignment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adjustments",
                        to="reporting.assignment",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("assignment", "line", "indicator", "dims"), name="reporting_adjustment_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "written", "withdrawn"])),
                        name="reporting_adjustment_state",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Cell",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("row_no", models.CharField(max_length=20)),
                ("column", models.CharField(max_length=30)),
                ("value", models.BigIntegerField(null=True)),
                ("operator", models.SmallIntegerField(default=0)),
                ("missing", models.SmallIntegerField(default=0)),
                ("kind", models.CharField(max_length=20)),
                ("note", models.TextField(blank=True, default="")),
                ("disputed", models.TextField(blank=True, default="")),
                ("known_value", models.BigIntegerField(null=True)),
                ("known_operator", models.SmallIntegerField(default=0)),
                ("known_missing", models.SmallIntegerField(default=0)),
                ("known_status", models.SmallIntegerField(null=True)),
                ("known_source", models.SmallIntegerField(null=True)),
                ("version", models.IntegerField(default=1)),
                ("updated_by", models.CharField(max_length=160)),
                ("updated_at", models.DateTimeField()),
                (
                    "assignment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cells",
                        to="reporting.assignment",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("assignment", "row_no", "column"), name="reporting_cell_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("value__isnull", True),
                            models.Q(("value__gt", -4611686018427387904), ("value__lt", 4611686018427387904)),
                            _connector="OR",
                        ),
                        name="reporting_cell_value_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["typed", "known", "carried", "zero", "not_applicable", "refused"])
                        ),
                        name="reporting_cell_kind",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CellChange",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("row_no", models.CharField(max_length=20)),
                ("column", models.CharField(max_length=30)),
                ("actor", models.CharField(max_length=160)),
                ("person_id", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
                ("before", models.JSONField(null=True)),
                ("after", models.JSONField(null=True)),
                (
                    "assignment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="reporting.assignment",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["assignment", "id"], name="reporting_changes")],
            },
        ),
        migrations.AddConstraint(
            model_name="formversion",
            constraint=models.UniqueConstraint(fields=("form", "version"), name="reporting_form_version_once"),
        ),
        migrations.AddConstraint(
            model_name="legalconstant",
            constraint=models.UniqueConstraint(fields=("code", "valid_from"), name="reporting_constant_once"),
        ),
        migrations.AddConstraint(
            model_name="regimeversion",
            constraint=models.UniqueConstraint(fields=("regime", "version"), name="reporting_regime_version_once"),
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(fields=["period", "state"], name="reporting_request_period"),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "locked", "cancelled"])), name="reporting_request_state"
            ),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(fields=["respondent_unit", "state", "due_at"], name="reporting_my_tasks"),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(fields=["consolidator_unit", "state", "due_at"], name="reporting_to_consolidate"),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(fields=["request", "state"], name="reporting_by_request"),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(fields=["subject_unit", "due_at"], name="reporting_punctuality"),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.UniqueConstraint(
                fields=("request", "kind", "subject_unit"), name="reporting_assignment_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        (
                            "assigned",
                            "received",
                            "drafting",
                            "awaiting_approval",
                            "submitted",
                            "returned",
                            "accepted",
                            "consolidated",
                            "locked",
                            "cancelled",
                        ),
                    )
                ),
                name="reporting_assignment_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["unit", "consolidation"])), name="reporting_assignment_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("first_submitted_at__isnull", True), ("on_time__isnull", True)),
                    models.Q(("first_submitted_at__isnull", False), ("on_time__isnull", False)),
                    _connector="OR",
                ),
                name="reporting_assignment_lateness",
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.UniqueConstraint(fields=("assignment", "number"), name="reporting_submission_once"),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["first", "again", "correction", "supplement"])),
                name="reporting_submission_kind",
            ),
        ),
        migrations.AddIndex(
            model_name="transition",
            index=models.Index(fields=["assignment", "id"], name="reporting_life"),
        ),
        AppendOnly("reporting_legalconstant"),
        AppendOnly("reporting_regime"),
        AppendOnly("reporting_regimeversion"),
        AppendOnly("reporting_form"),
        AppendOnly("reporting_formversion"),
        AppendOnly("reporting_transition"),
        AppendOnly("reporting_submission"),
        AppendOnly("reporting_extension"),
        AppendOnly("reporting_reminder"),
        # A note in a draft may speak of a person: rows may be erased whole by law, the digest shows that they were.
        AppendOnly("reporting_cellchange", erasable=True),
    ]
