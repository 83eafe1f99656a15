"""On PostgreSQL the ledger checks what it points at once per statement (see logic/setwise_references.py)."""

from django.db import migrations

from tinhso.engines.indicators.logic.setwise_references import Reference, SetwiseReferences


class Migration(migrations.Migration):
    dependencies = [("indicators", "0001_initial")]

    operations = [
        SetwiseReferences(
            "indicators_entry",
            [
                Reference("event_id", "trust_event"),
                Reference("indicator_id", "indicators_indicator"),
                Reference("definition_id", "indicators_definition"),
                Reference("period_id", "indicators_periodrow"),
                Reference("unit_id", "orgs_unit", append_only=False),
            ],
        )
    ]
