"""What decides how old figures are restated is never changed: newer weights stand beside older ones."""

from django.db import migrations

from tinhso.engines.trust.api import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("orgs", "0001_initial")]

    operations = [
        AppendOnly("orgs_succession"),
        AppendOnly("orgs_successionlink"),
        AppendOnly("orgs_weight"),
    ]
