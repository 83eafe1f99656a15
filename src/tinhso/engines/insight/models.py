"""Boards as immutable versioned rows; everything else that insight shows is computed."""

from django.db import models


class Board(models.Model):
    """The identity behind a board's code."""

    code = models.CharField(max_length=60, unique=True)


class BoardVersion(models.Model):
    """One immutable version of a board, as its package stated it."""

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="versions")
    version = models.SmallIntegerField()
    valid_from = models.DateField()
    definition = models.JSONField()
    package = models.CharField(max_length=80)
    event = models.ForeignKey("trust.Event", on_delete=models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["board", "version"], name="insight_board_version_once")]
