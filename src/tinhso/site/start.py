"""Start Django for a command, once."""

import django
from django.apps import apps


def start_django() -> None:
    """Make models and settings usable; a second call does nothing."""
    if not apps.ready:
        django.setup()
