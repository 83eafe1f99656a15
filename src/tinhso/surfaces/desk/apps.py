"""The desk surface's Django application."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "tinhso.surfaces.desk"
    label = "desk_surface"
