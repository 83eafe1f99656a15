"""Boards and kept pages as immutable rows; saved views and files being made. Everything else is computed."""

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


class SavedView(models.Model):
    """An address of the pivot under a name. It holds no figure: whoever opens it sees what is theirs to see."""

    person = models.ForeignKey("orgs.User", on_delete=models.CASCADE)
    name = models.CharField(max_length=120)
    query = models.TextField()
    shared_unit_id = models.BigIntegerField(null=True)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="insight_saved_view_name_once")]
        # Read by the list of views that somebody's agency shares.
        indexes = [models.Index(fields=["shared_unit_id"], name="insight_saved_view_shared")]


class PageSnapshot(models.Model):
    """A page as it looked: its words are kept as they were sent, under a hash that the log holds too."""

    person = models.ForeignKey("orgs.User", on_delete=models.PROTECT)
    title = models.CharField(max_length=200)
    address = models.TextField()
    language = models.CharField(max_length=5)
    tree_size = models.BigIntegerField()
    kept_at = models.DateTimeField()
    content = models.TextField()
    digest = models.CharField(max_length=64)
    event = models.ForeignKey("trust.Event", on_delete=models.PROTECT)

    class Meta:
        # Read by the list of one's own, newest first.
        indexes = [models.Index(fields=["person", "-kept_at"], name="insight_snapshot_own")]


class FileJob(models.Model):
    """A file of the pivot that is made in the background, slice by slice, and kept for a while.

    It is a question and how far its answer has come; the figures are in a file under TINHSO_HOME, as of `tree_size`.
    """

    person = models.ForeignKey("orgs.User", on_delete=models.CASCADE)
    query = models.TextField()
    form = models.CharField(max_length=10)
    title = models.CharField(max_length=200)
    language = models.CharField(max_length=5)
    tree_size = models.BigIntegerField()
    reach = models.CharField(max_length=64)  # how far the asker reached: a file is handed out only while that stands
    state = models.CharField(max_length=10, default="waiting")
    slices_made = models.IntegerField(default=0)
    slices = models.IntegerField()
    failures = models.SmallIntegerField(default=0)
    rows = models.BigIntegerField(default=0)
    size = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True, default="")
    problem = models.TextField(blank=True, default="")
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "running", "done", "cancelled", "failed", "gone"]),
                name="insight_file_job_state",
            )
        ]
        # Read by the worker every second, and by the list of one's own.
        indexes = [
            models.Index(fields=["state", "asked_at"], name="insight_file_job_next"),
            models.Index(fields=["person", "-asked_at"], name="insight_file_job_own"),
        ]
