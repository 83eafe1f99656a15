"""The rest surface's Django application."""

from django.apps import AppConfig


class RestConfig(AppConfig):
    name = "tinhso.surfaces.rest"
    label = "rest_surface"
