"""What is kept of a passkey's signature, and whether it still holds.

Of several reports approved at once the device is asked once, for the root of a tree (RFC 6962) over their digests in
the order of their bytes; each event keeps the way from its own digest to that root, and is checked by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting.contracts.events import PASSKEY, TABLE_TOLD
from tinhso.engines.reporting.logic.signing.digests import Said, digest_of_report, digest_of_table
from tinhso.engines.trust import api as trust

TOGETHER = "together"
"""Under which name a kept signature holds the way to the root that was signed for several reports."""


def root_over(digests: Iterable[bytes]) -> bytes:
    """What stands for these reports (at least one): of one its own digest, of several the root over them."""
    ordered = sorted(digests)
    return ordered[0] if len(ordered) == 1 else trust.figure_root(ordered).root


def signatures_kept(digests: Mapping[int, bytes], answer: str, *, rights: Rights) -> dict[int, dict[str, Any]]:
    """Check what the device answered for these reports, and return by report what its event keeps of it.

    Args:
        digests: by report its digest, at least one.

    Raises:
        PasskeyAnswerWrong (ORG-098): among others where other reports were signed than these.
    """
    root = root_over(digests.values())
    kept = orgs.passkey_signature(root, answer, rights=rights)
    if len(digests) == 1:
        return dict.fromkeys(digests, kept)
    ways = _ways(sorted(digests.values()), root)
    return {number: {**kept, TOGETHER: ways[digest]} for number, digest in digests.items()}


def _ways(ordered: Sequence[bytes], root: bytes) -> dict[bytes, dict[str, Any]]:
    paths = trust.figure_paths(ordered, range(len(ordered)))
    return {
        ordered[place]: {
            "root": root.hex(),
            "index": path.index,
            "count": path.count,
            "path": [one.hex() for one in path.hashes],
        }
        for place, path in paths.items()
    }


def kept_signature_holds(public: Mapping[str, Any], assignment_id: int, said: Iterable[Said]) -> bool:
    """Say whether the signature that an event keeps is over what the event itself says."""
    digest, kept = _digest_of_event(public, assignment_id, said), public[PASSKEY]
    root = _root_reached(kept[TOGETHER], digest) if TOGETHER in kept else digest
    return root is not None and orgs.passkey_signature_holds(kept, root)


def _digest_of_event(public: Mapping[str, Any], assignment_id: int, said: Iterable[Said]) -> bytes:
    if TABLE_TOLD in public:
        return digest_of_table(assignment_id, public["number"], public[TABLE_TOLD], said)
    return digest_of_report(assignment_id, public["number"], public["form"], public["draft_digest"], said)


def _root_reached(way: Mapping[str, Any], digest: bytes) -> bytes | None:
    """The root that was signed for several reports, where the kept way leads there from this one."""
    try:
        root, path = bytes.fromhex(way["root"]), [bytes.fromhex(one) for one in way["path"]]
        reached = trust.verify_inclusion(trust.leaf_hash(digest), way["index"], way["count"], path, root)
    except (ValueError, TypeError, KeyError):
        return None
    return root if reached else None
