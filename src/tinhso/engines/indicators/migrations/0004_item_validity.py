"""Items of dimensions have days of force: a new category from a day on, an old one until a day."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0003_lockers"),
    ]

    operations = [
        migrations.AddField(model_name="dimensionitem", name="valid_from", field=models.DateField(null=True)),
        migrations.AddField(model_name="dimensionitem", name="valid_to", field=models.DateField(null=True)),
        migrations.AddConstraint(
            model_name="dimensionitem",
            constraint=models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="indicators_item_days",
            ),
        ),
    ]
