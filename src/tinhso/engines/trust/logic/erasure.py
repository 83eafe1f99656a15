"""Erasing texts about people by a decision, so that nothing can be guessed back and the rest stays provable.

The salt opens every field of its event, so it goes with the first erased text. The texts that stay keep the derived
key of their own field instead, which tells nothing about the others. Values, codes and units are never texts and are
never erasable. Backups are thinned by the rule in docs/operate.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection, transaction

from tinhso.engines.trust import queries
from tinhso.engines.trust.contracts import (
    ERASED_KIND,
    ErasureWithoutDecision,
    EventSpec,
    NothingToErase,
    event_subject,
)
from tinhso.engines.trust.logic.commitments import field_key
from tinhso.engines.trust.logic.leases import lease
from tinhso.engines.trust.logic.recording import record_many
from tinhso.engines.trust.models import Salt, Text

LEASE_NAME, LEASE_SECONDS = "erasure", 60


def erase_texts(event_id: int, fields: Collection[str], decision: str, actor: str) -> int:
    """Delete texts of an event and its salt, and record that it was done.

    Args:
        event_id: the event whose texts go.
        fields: `actor`, `reason`, `evidence`, `note:<line_no>`.
        decision: number, date and authority of the decision; stands readable in the log for ever.
        actor: who does it.

    Returns:
        The id of the event of kind `trust.erased`.

    Raises:
        ErasureWithoutDecision: TRU-017.
        NothingToErase: TRU-016, one of the fields holds no text.
        LeaseTaken: TRU-011, another erasure is under way.
    """
    if not decision.strip():
        raise ErasureWithoutDecision(event_id=event_id)
    wanted = sorted(set(fields))
    # Two erasures of one event at once would each put back what the other took; a row lock is no way out, it needs
    # the right to update a table that nobody may update.
    with lease(LEASE_NAME, LEASE_SECONDS), transaction.atomic():
        kept = {text.field: text for text in queries.kept_texts([event_id])}
        if absent := [field for field in wanted if field not in kept] or ([] if wanted else ["-"]):
            raise NothingToErase(event_id=event_id, fields=", ".join(absent))
        _overwrite_freed_pages()
        Text.objects.filter(event_id=event_id).delete()
        Salt.objects.filter(event_id=event_id).delete()
        Text.objects.bulk_create([_with_own_key(text) for field, text in kept.items() if field not in wanted])
        public = {"event": event_id, "fields": wanted, "decision": decision.strip()}
        return record_many([EventSpec(ERASED_KIND, event_subject(event_id), actor, public=public)])[0]


def _with_own_key(text: queries.KeptText) -> Text:
    key = text.key or field_key(text.salt or b"", text.field)
    return Text(event_id=text.event_id, field=text.field, text=text.text, key=key)


def _overwrite_freed_pages() -> None:
    """Have SQLite overwrite deleted content instead of leaving it in free pages of the file."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete=ON")
