"""The event log: what was done, in which order it became known, and the Merkle tree over it.

Events, leaves, nodes and checkpoints are append-only (triggers on both databases). What may be erased by law
(texts about people) lives in `Salt` and `Text`, never in an event; what changes from minute to minute (what waits
to be sealed, who holds a lease, what waits to be delivered) lives in `Pending`, `Lease` and `Delivery`.
"""

from django.db import models


class Event(models.Model):
    """One logged act. `payload` is its canonical JSON, byte for byte what the leaf hashes."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=200)
    at = models.DateTimeField()
    payload = models.TextField()
    figures_root = models.BinaryField(null=True)
    figure_count = models.IntegerField(default=0)

    class Meta:
        # Readers: the log page by kind, "what happened to this assignment" by subject.
        indexes = [
            models.Index(fields=["kind", "id"], name="trust_event_kind"),
            models.Index(fields=["subject", "id"], name="trust_event_subject"),
        ]


class Pending(models.Model):
    """An event that is committed and not yet sealed; written with the event, removed by the sealer."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, primary_key=True)


class Leaf(models.Model):
    """An event's place in the log. Its entries' sequence numbers are first_sequence + 1 + line_no."""

    leaf_index = models.BigIntegerField(primary_key=True)
    event = models.OneToOneField(Event, on_delete=models.PROTECT)
    first_sequence = models.BigIntegerField(unique=True)
    leaf_hash = models.BinaryField()


class Node(models.Model):
    """The hash of a complete subtree: level 0 is a leaf, position counts subtrees of that level from the left."""

    level = models.SmallIntegerField()
    position = models.BigIntegerField()
    hash = models.BinaryField()
    pk = models.CompositePrimaryKey("level", "position")


class Checkpoint(models.Model):
    """A signed statement: this many leaves, this root. `note` is the C2SP signed note as published."""

    tree_size = models.BigIntegerField(primary_key=True)
    root_hash = models.BinaryField()
    last_sequence = models.BigIntegerField()
    sealed_at = models.DateTimeField(db_index=True)
    note = models.TextField()


class Salt(models.Model):
    """The secret behind an event's commitments: one per event, one derivation per field."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, primary_key=True)
    salt = models.BinaryField()


class Text(models.Model):
    """A text an event commits to: field is actor, reason, evidence, or `note:<line_no>` for one figure.

    `key` is the field's derived key; it is kept only when the salt had to go with another text of the same event,
    so that what was not erased can still be checked.
    """

    # The constraint below is the index of every reader.
    event = models.ForeignKey(Event, on_delete=models.PROTECT, db_index=False)
    field = models.CharField(max_length=40)
    text = models.TextField()
    key = models.BinaryField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "field"], name="trust_text_once")]


class Lease(models.Model):
    """Who does a job that only one process may do (sealer, compactor, worker)."""

    name = models.CharField(max_length=40, primary_key=True)
    holder = models.CharField(max_length=120)
    expires_at = models.DateTimeField()


class Delivery(models.Model):
    """The outbox: news for one handler of an upper floor, written in the emitter's transaction, retried until done."""

    id = models.BigAutoField(primary_key=True)
    topic = models.CharField(max_length=60)
    handler = models.CharField(max_length=120)
    message = models.TextField()
    created_at = models.DateTimeField()
    not_before = models.DateTimeField()
    attempts = models.IntegerField(default=0)
    last_error = models.TextField(default="", blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["done_at", "not_before"], name="trust_delivery_due")]
