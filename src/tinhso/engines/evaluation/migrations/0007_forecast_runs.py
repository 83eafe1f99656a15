"""How far the background is with the forecasts of targets."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0006_card_drafts")]

    operations = [
        migrations.CreateModel(
            name="ForecastRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", models.CharField(max_length=12)),
                ("day", models.DateField()),
                ("tree_size", models.BigIntegerField()),
                ("steps", models.IntegerField()),
                ("made", models.IntegerField(default=0)),
                ("worked_ms", models.BigIntegerField(default=0)),
                ("begun_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
        ),
    ]
