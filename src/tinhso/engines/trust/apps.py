"""The trust engine's Django application."""

from django.apps import AppConfig


class TrustConfig(AppConfig):
    name = "tinhso.engines.trust"
    label = "trust"
