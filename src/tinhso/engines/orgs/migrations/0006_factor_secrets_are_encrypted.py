"""Secrets of second factors that were kept as they are become encrypted."""

from typing import Any

from django.conf import settings
from django.db import migrations

from tinhso.engines.orgs.logic.factor_secrets import MARK, encrypted


def encrypt(apps: Any, _: Any) -> None:
    """Encrypt what is not yet; passkeys hold no secret."""
    for factor in apps.get_model("mfa", "Authenticator").objects.all():
        plain = {
            name: factor.data[name]
            for name in ("secret", "seed")
            if isinstance(factor.data.get(name), str) and not factor.data[name].startswith(MARK)
        }
        if plain:
            factor.data |= {name: encrypted(text, settings.SECRET_KEY) for name, text in plain.items()}
            factor.save(update_fields=["data"])


class Migration(migrations.Migration):
    dependencies = [("orgs", "0005_looking_on_with_consent"), ("mfa", "0003_authenticator_type_uniq")]

    operations = [migrations.RunPython(encrypt, migrations.RunPython.noop)]
