"""Views of the pivot that people keep under a name and may share with their agency."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.http import QueryDict

from tinhso.engines.insight.errors import ViewNotSaved
from tinhso.engines.insight.models import SavedView
from tinhso.engines.insight.queries import shared_views, views_of
from tinhso.engines.orgs.contracts import NoRight, Rights
from tinhso.engines.trust import api as trust

LONGEST_NAME, LONGEST_QUERY, MOST_VIEWS = 120, 4000, 200
# Pages of a list are no part of a view.
LEFT_OUT = ("trang", "trang-cot")


@dataclass(frozen=True, slots=True)
class ViewLine:
    """One saved view; `owner` is empty for one's own."""

    id: int
    name: str
    query: str
    is_own: bool
    is_shared: bool
    owner: str


def list_views(rights: Rights) -> list[ViewLine]:
    """One's own views by name, then those that others of one's agencies share. Two queries."""
    if rights.user_id is None:
        return []
    own = [
        ViewLine(row.id, row.name, row.query, True, row.shared_unit_id is not None, "")
        for row in views_of(rights.user_id)
    ]
    shared = [
        ViewLine(row.id, row.name, row.query, False, True, row.person.title_vi or row.person.get_username())
        for row in shared_views({one.unit_id for one in rights.held}, but_of=rights.user_id)
    ]
    return [*own, *shared]


def save_view(rights: Rights, name: str, query: str, *, shared: bool) -> None:
    """Keep an address under a name; the same name again holds the new address.

    Raises:
        NoRight (ORG-020): nobody is signed in. ViewNotSaved (INS-009)
    """
    if rights.user_id is None:
        raise NoRight(action="save_view", unit="–", actor=rights.actor)
    name = " ".join(name.split())
    kept = QueryDict(query, mutable=True)
    for gone in LEFT_OUT:
        kept.pop(gone, None)
    text = kept.urlencode()
    if not name or len(name) > LONGEST_NAME or not text or len(text) > LONGEST_QUERY:
        raise ViewNotSaved(name=name, longest=LONGEST_NAME)
    with transaction.atomic():
        others = [row for row in views_of(rights.user_id) if row.name != name]
        if len(others) >= MOST_VIEWS:
            raise ViewNotSaved(name=name, longest=LONGEST_NAME)
        unit_id = rights.held[0].unit_id if shared and rights.held else None
        SavedView.objects.update_or_create(
            person_id=rights.user_id,
            name=name,
            defaults={"query": text, "shared_unit_id": unit_id, "saved_at": trust.now()},
        )


def drop_view(rights: Rights, view_id: int) -> None:
    """Forget one of one's own views; one that is not there, or not one's own, is left as it is.

    Raises:
        NoRight (ORG-020): nobody is signed in.
    """
    if rights.user_id is None:
        raise NoRight(action="drop_view", unit="–", actor=rights.actor)
    SavedView.objects.filter(person_id=rights.user_id, id=view_id).delete()
