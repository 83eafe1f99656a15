"""The board surface's Django application."""

from django.apps import AppConfig


class BoardConfig(AppConfig):
    name = "tinhso.surfaces.board"
    label = "board_surface"
