"""The log's side of witnesses: what they are asked, and what they signed, kept as events of the log.

A cosignature proves itself (signature, text of the checkpoint, moment); the event keeps it with everything else, so it
is in every backup and cannot be taken out unseen.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction

from tinhso.engines.trust import queries
from tinhso.engines.trust.contracts import (
    COSIGNED_KIND,
    CosignatureView,
    EventSpec,
    NoCheckpoint,
    NoKnownWitness,
    OtherCheckpoint,
)
from tinhso.engines.trust.logic.cosignatures import WitnessRequest, cosigned_at
from tinhso.engines.trust.logic.notes import COSIGNATURE, VerifierKey, read_signatures, read_statement, split_note
from tinhso.engines.trust.logic.proofs import consistency_proof
from tinhso.engines.trust.logic.recording import record_many


def known_witnesses() -> list[VerifierKey]:
    """Return the witnesses that this installation was told of (TINHSO_WITNESSES)."""
    return [VerifierKey.parse(text, COSIGNATURE) for text in settings.TINHSO_WITNESSES]


def witness_request(since: int | None = None, witness: VerifierKey | None = None) -> str:
    """Return what a witness is asked to sign: the latest checkpoint, with the proof from where it last signed.

    Args:
        since: leaves of the checkpoint it signed last; None takes what the log knows of.
        witness: whose last one; None means anybody's.

    Raises:
        NoCheckpoint: TRU-014.
    """
    latest = queries.latest_checkpoint()
    if latest is None:
        raise NoCheckpoint(asked=1)
    if since is None:
        found = latest_cosignature(witness)
        since = found.tree_size if found else 0
    path = consistency_proof(since, latest.tree_size)
    return WitnessRequest(since, tuple(path), latest.note).text()


def latest_cosignature(witness: VerifierKey | None = None) -> CosignatureView | None:
    """Return the cosignature of the largest checkpoint, of one witness or of any; None when there is none."""
    for view in queries.newest_cosignatures():
        if witness is None or view.witness == witness.text():
            return view
    return None


def keep_cosignatures(note: str, *, actor: str) -> list[CosignatureView]:
    """Keep what known witnesses signed under a checkpoint of this log; what is kept already is not kept twice.

    Raises:
        OtherCheckpoint: TRU-027, the text is not that of a checkpoint of this log.
        NoKnownWitness: TRU-026, no known witness signed it. WrongSignature: TRU-006, one did, over something else.
    """
    text, signatures = split_note(note)
    said = read_statement(note)
    checkpoint = queries.checkpoint_of_size(said.tree_size)
    if split_note(checkpoint.note)[0] != text:
        raise OtherCheckpoint(tree_size=said.tree_size)
    found = []
    for key in known_witnesses():
        for line in signatures:
            if line.is_by(key):
                at = cosigned_at(text, line, key)
                found.append(CosignatureView(key.text(), said.tree_size, at, line.text()))
    if not found:
        raise NoKnownWitness(tree_size=said.tree_size)
    new = [view for view in found if not queries.is_cosignature_kept(view.line)]
    with transaction.atomic():
        record_many([EventSpec(COSIGNED_KIND, "trust.log", actor, public=_public(view)) for view in new])
    return found


def opened_cosignature(view: CosignatureView, text: str) -> datetime:
    """Check a kept cosignature against the text of its checkpoint; raises TRU-005, TRU-006, TRU-007."""
    (line,) = read_signatures(view.line)
    return cosigned_at(text, line, VerifierKey.parse(view.witness, COSIGNATURE))


def _public(view: CosignatureView) -> dict[str, object]:
    return {"tree_size": view.tree_size, "witness": view.witness, "line": view.line}
