"""The cube engine's Django application."""

from django.apps import AppConfig


class CubeConfig(AppConfig):
    name = "tinhso.engines.cube"
    label = "cube"
