"""Hands the log on to a new key: the old one signs the introduction, which is an event like any other.

1. Under the sealer's lease, so that nobody signs meanwhile: seal what waits; that checkpoint is the old key's last.
2. The new private key goes to the disk as `sealer.key.next`.
3. One transaction: the event with the introduction. From here on the log wants the new key.
4. `sealer.key.next` takes the place of `sealer.key`. Broken off between 3 and 4, the next sealing does it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import transaction

from tinhso.engines.trust import queries
from tinhso.engines.trust.contracts import (
    KEY_KIND,
    EventSpec,
    KeyMissing,
    KeyNotLost,
    LeaseTaken,
    NoCheckpoint,
    ReasonForKeyNeeded,
    SealedByAnotherKey,
)
from tinhso.engines.trust.logic.introductions import Introduction
from tinhso.engines.trust.logic.key_chain import own_chain
from tinhso.engines.trust.logic.keys import key_file, load_sealer_key, next_file, take_over, write_private
from tinhso.engines.trust.logic.leases import HeldLease, lease
from tinhso.engines.trust.logic.notes import VerifierKey
from tinhso.engines.trust.logic.recording import record_many
from tinhso.engines.trust.logic.sealer import LEASE_NAME, LEASE_SECONDS, seal_round

_WAIT_SECONDS, _STEP_SECONDS = 20, 0.2
_LEAST_REASON = 10


def rotate_key(*, actor: str, reason: str = "") -> VerifierKey:
    """Make a new key, let the old one introduce it in the log, and sign with it from now on.

    Args:
        actor: who does it, as in `EventSpec`.
        reason: stands readable in the log for ever.

    Raises:
        NoCheckpoint: TRU-014, nothing was sealed yet. LeaseTaken: TRU-011, the sealer is at work for too long.
        What `load_sealer_key` raises.
    """
    with _sealers_lease() as held:
        old = load_sealer_key()
        while seal_round(held):
            pass
        public = VerifierKey(settings.TINHSO_LOG_ORIGIN, old.public_key().public_bytes_raw())
        return _hand_over(held, public, old, actor=actor, reason=reason)


def replace_lost_key(*, actor: str, reason: str) -> VerifierKey:
    """Go on with a new key where the old one is gone for good: a stated break, which every check names.

    Raises:
        ReasonForKeyNeeded: TRU-021. KeyNotLost: TRU-022. NoCheckpoint: TRU-014. LeaseTaken: TRU-011.
    """
    if len(reason.strip()) < _LEAST_REASON:
        raise ReasonForKeyNeeded(least=_LEAST_REASON)
    with _sealers_lease() as held:
        try:
            load_sealer_key()
        except (KeyMissing, SealedByAnotherKey):
            return _hand_over(held, own_chain().last, None, actor=actor, reason=reason.strip())
        raise KeyNotLost(file=str(key_file()))


def _hand_over(
    held: HeldLease, old: VerifierKey, signer: Ed25519PrivateKey | None, *, actor: str, reason: str
) -> VerifierKey:
    last = queries.latest_checkpoint()
    if last is None:
        raise NoCheckpoint(asked=1)
    key = Ed25519PrivateKey.generate()
    new = write_private(next_file(), key)
    said = Introduction(old, new, last.tree_size, last.root_hash, lost=signer is None)
    note = said.sign([signer, key] if signer else [key])
    with transaction.atomic():
        # The fence: whoever lost the lease introduces nobody.
        held.renew()
        public = {"note": note, "reason": reason}
        record_many([EventSpec(KEY_KIND, "trust.log", actor, public=public)])
    take_over(new)
    return new


@contextmanager
def _sealers_lease() -> Iterator[HeldLease]:
    """Hold the sealer's lease, waited for: its rounds are short."""
    until = time.monotonic() + _WAIT_SECONDS
    while True:
        with ExitStack() as stack:
            try:
                held = stack.enter_context(lease(LEASE_NAME, LEASE_SECONDS))
            except LeaseTaken:
                if time.monotonic() > until:
                    raise
            else:
                yield held
                return
        time.sleep(_STEP_SECONDS)
