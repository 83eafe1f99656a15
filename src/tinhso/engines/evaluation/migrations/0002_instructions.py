"""Instructions about targets, the agencies they are given to, and what those report."""

import django.db.models.deletion
from django.db import migrations, models

from tinhso.engines.trust.api import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("evaluation", "0001_plans_and_targets"),
        ("orgs", "0002_successions_are_append_only"),
        ("trust", "0001_event_log"),
    ]

    operations = [
        migrations.CreateModel(
            name="Instruction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("target_code", models.CharField(max_length=60)),
                ("wanted", models.BigIntegerField()),
                ("decimals", models.SmallIntegerField()),
                ("due_on", models.DateField()),
                ("given_on", models.DateField()),
                ("title", models.CharField(max_length=200)),
                ("event", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="trust.event")),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="instructions", to="evaluation.plan"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="InstructionReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("says_done", models.BooleanField()),
                ("title", models.CharField(max_length=200)),
                ("event", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="trust.event")),
                (
                    "instruction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reports", to="evaluation.instruction"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="InstructionUnit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("leads", models.BooleanField()),
                ("event", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="trust.event")),
                (
                    "instruction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="units", to="evaluation.instruction"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orgs.unit"),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="instruction",
            index=models.Index(fields=["plan", "target_code"], name="evaluation_instruction_of"),
        ),
        migrations.AddConstraint(
            model_name="instructionunit",
            constraint=models.UniqueConstraint(fields=("instruction", "unit"), name="evaluation_instruction_unit_once"),
        ),
        migrations.AddConstraint(
            model_name="instructionunit",
            constraint=models.UniqueConstraint(
                condition=models.Q(("leads", True)), fields=("instruction",), name="evaluation_instruction_one_lead"
            ),
        ),
        AppendOnly("evaluation_instruction"),
        AppendOnly("evaluation_instructionunit"),
        AppendOnly("evaluation_instructionreport"),
    ]
