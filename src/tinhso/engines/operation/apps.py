"""The operation engine's Django application."""

from django.apps import AppConfig


class OperationConfig(AppConfig):
    name = "tinhso.engines.operation"
    label = "operation"
