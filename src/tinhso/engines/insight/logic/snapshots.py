"""Pages kept as they looked: immutable, hashed, held against the log when they are opened."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tinhso.engines.insight.errors import SnapshotAltered, UnknownSnapshot
from tinhso.engines.insight.logic.verifying import KEPT
from tinhso.engines.insight.models import PageSnapshot
from tinhso.engines.insight.queries import snapshot_of, snapshots_of
from tinhso.engines.orgs.contracts import NoRight, Rights
from tinhso.engines.trust import api as trust

MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A kept page. `content` is empty in lists; `leaf_index` is None until the keeping is sealed."""

    id: int
    title: str
    address: str
    tree_size: int
    kept_at: datetime
    digest: str
    event_id: int
    leaf_index: int | None
    content: str = ""


def keep_page(rights: Rights, title: str, address: str, language: str, tree_size: int, content: str) -> int:
    """Keep the words of a page; the log says by their hash which they were.

    Args:
        address: of the page, as of a moment, so that it leads to the same figures.

    Raises:
        NoRight (ORG-020): only people with an account keep pages.
    """
    if rights.user_id is None:
        raise NoRight(action="keep_page", unit="–", actor=rights.actor)
    digest = hashlib.sha256(content.encode()).hexdigest()
    with transaction.atomic():
        event_id = trust.record(
            kind=KEPT,
            subject=f"insight.page:{digest[:16]}",
            actor=rights.actor,
            public={"sha256": digest, "tree_size": tree_size},
        )
        row = PageSnapshot.objects.create(
            person_id=rights.user_id, title=title[:200], address=address, language=language, tree_size=tree_size,
            kept_at=trust.now(), content=content, digest=digest, event_id=event_id,
        )  # fmt: skip
    return int(row.id)


def list_pages(rights: Rights) -> list[KeptPage]:
    """The pages somebody kept, newest first. Two queries."""
    rows = snapshots_of(rights.user_id, MOST_LISTED) if rights.user_id else []
    events = trust.event_views({row.event_id for row in rows})
    return [_page(row, events[row.event_id].leaf_index, with_content=False) for row in rows]


def open_page(rights: Rights, page_id: int) -> KeptPage:
    """Return a page somebody kept, after holding it against the log.

    Raises:
        UnknownSnapshot (INS-011): also for those of others. SnapshotAltered (INS-012)
    """
    row = snapshot_of(rights.user_id, page_id) if rights.user_id else None
    if row is None:
        raise UnknownSnapshot(page=page_id)
    event = trust.event(row.event_id)
    found = hashlib.sha256(row.content.encode()).hexdigest()
    if not found == row.digest == event.public.get("sha256"):
        raise SnapshotAltered(page=page_id, kept=str(event.public.get("sha256", ""))[:16], found=found[:16])
    return _page(row, event.leaf_index, with_content=True)


def _page(row: PageSnapshot, leaf_index: int | None, *, with_content: bool) -> KeptPage:
    return KeptPage(
        id=row.id,
        title=row.title,
        address=row.address,
        tree_size=row.tree_size,
        kept_at=row.kept_at,
        digest=row.digest,
        event_id=row.event_id,
        leaf_index=leaf_index,
        content=row.content if with_content else "",
    )
