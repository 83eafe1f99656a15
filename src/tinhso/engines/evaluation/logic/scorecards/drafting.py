"""Drafts of scorecards: kept with every change, taken up again by whoever may build, published or thrown away.

1. There is one draft of a card. It begins as the version in force, and is stored with its first change.
2. A row that somebody else changed since it was seen is not overwritten: nothing of that saving is kept, and who
   changed it is named. The head with its clusters counts as one row.
3. A draft is no definition and no act of the log; its publication is.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from tinhso.engines.evaluation.contracts.drafts import CLUSTER_FIELDS, HEAD_FIELDS, DraftRow, DraftView
from tinhso.engines.evaluation.errors import DraftConflict
from tinhso.engines.evaluation.logic.packages.scorecard_files import COLUMNS, sort_key
from tinhso.engines.evaluation.logic.plans.opinions import title_of
from tinhso.engines.evaluation.logic.scorecards.building import (
    CardDraft,
    check_draft,
    draft_of,
    publish_version,
    read_package,
    require_building,
)
from tinhso.engines.evaluation.models import CardDraft as Row
from tinhso.engines.evaluation.models import Scorecard
from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.trust import api as trust

LONGEST, MOST_CLUSTERS = 600, 12
_NEW_ROWS = 10**8
"""Rows that are begun on a page have numbers from here on."""
Content = dict[str, Any]
Values = Mapping[str, str]


def read_draft(base: str, rights: Rights) -> DraftView:
    """Return the draft of a card, or the version in force as one would begin.

    Raises:
        UnknownScorecard (EVA-011), NoRight (ORG-020)
    """
    require_building(base, rights)
    row = Row.objects.filter(scorecard__code=base).first()
    if row is None:
        return _view(base, _begin(draft_of(base, rights)), None)
    return _view(base, row.content, row)


def save_head(
    base: str, head: Values, clusters: Mapping[int, Values], seen: int, rights: Rights, *, whole: bool
) -> DraftView:
    """Keep what the head says; fields that are not given stay.

    Args:
        clusters: by place. whole: these are all of them, and an empty one is taken away; otherwise what is given is put
            into its place, and places stay as somebody sees them.

    Raises:
        As `read_draft`; DraftConflict (EVA-029)
    """
    with transaction.atomic():
        content, row = _open(base, rights)
        kept = content["head"]
        new = {**kept["values"], **_clean(head, HEAD_FIELDS)}
        grouped = _put_clusters(kept["clusters"], clusters, whole=whole)
        if (new, grouped) != (kept["values"], kept["clusters"]):
            if seen != kept["v"]:
                raise _conflict(row, "Phần đầu", "The head")
            content["head"] = {"v": kept["v"] + 1, "values": new, "clusters": grouped}
            row = _store(base, content, row, rights)
    return _view(base, content, row)


def _put_clusters(kept: Sequence[Values], given: Mapping[int, Values], *, whole: bool) -> list[dict[str, str]]:
    places = {number: one for number, one in given.items() if 0 <= number < MOST_CLUSTERS}
    if whole:
        found = [_whole(places[number], CLUSTER_FIELDS) for number in sorted(places)]
        return [one for one in found if any(one.values())]
    grouped = [dict(one) for one in kept]
    for number in sorted(places):
        grouped += [_whole({}, CLUSTER_FIELDS) for _place in range(len(grouped), number + 1)]
        grouped[number] |= _clean(places[number], CLUSTER_FIELDS)
    while grouped and not any(grouped[-1].values()):
        grouped.pop()
    return grouped


def new_row_ids(count: int) -> list[int]:
    """Numbers for rows that somebody may begin: no other page offers them, so a row has its own from its first word."""
    first = _NEW_ROWS + secrets.randbelow(8 * _NEW_ROWS)
    return list(range(first, first + count))


def save_rows(base: str, given: Mapping[str, Values], seen: Mapping[str, int], rights: Rights) -> DraftView:
    """Keep rows; fields that are not given stay. A row whose code and name were taken out is taken away.

    Args:
        given: values by id; an id that is no number, or of `new_row_ids`, begins a row.
        seen: the version of each row that somebody looked at; nothing for one that they began.

    Raises:
        As `read_draft`; DraftConflict (EVA-029)
    """
    with transaction.atomic():
        content, row = _open(base, rights)
        known = {str(one["id"]): one for one in content["rows"]}
        changed = False
        for name, values in given.items():
            stored = known.get(name)
            begins = not name.isdecimal() or (int(name) >= _NEW_ROWS and not seen.get(name))
            if stored is None and not begins:
                raise _conflict(row, "Một dòng", "A row")
            number = int(name) if name.isdecimal() else 0
            changed |= _put(content, stored, _clean(values, COLUMNS), seen.get(name, 0), row, number)
        if changed:
            content["rows"].sort(
                key=lambda one: (not one["values"]["code"], sort_key(one["values"]["code"]), one["id"])
            )
            row = _store(base, content, row, rights)
    return _view(base, content, row)


def _put(content: Content, stored: Content | None, values: Values, seen: int, row: Row | None, number: int) -> bool:
    """Change, add or take away one row of the content; say whether anything differs."""
    new = {**(stored["values"] if stored else dict.fromkeys(COLUMNS, "")), **values}
    if stored is None:
        if any(new.values()):
            content["rows"].append({"id": number or content["next"], "v": 1, "values": new})
            content["next"] += not number
        return any(new.values())
    was_called = stored["values"]["code"] or stored["values"]["name_vi"]
    is_blank = not (new["code"] or new["name_vi"]) and (was_called or not any(new.values()))
    if new == stored["values"]:
        return False
    if seen != stored["v"]:
        raise _conflict(row, f"Dòng {stored['values']['code']}", f"Row {stored['values']['code']}")
    if is_blank:
        content["rows"].remove(stored)
    else:
        stored |= {"v": stored["v"] + 1, "values": new}
    return True


def fill_draft(base: str, content: bytes, rights: Rights) -> DraftView:
    """Fill the draft from a package that was downloaded and changed.

    Raises:
        As `read_draft`; PackageFileRefused (EVA-001)
    """
    draft = read_package(draft_of(base, rights), content)
    with transaction.atomic():
        kept, row = _open(base, rights)
        filled = _begin(draft)
        # Whoever has the old rows open is told: every number is a new one.
        filled["head"]["v"] = kept["head"]["v"] + 1
        for one in filled["rows"]:
            one["id"] += kept["next"]
        filled["next"] += kept["next"]
        row = _store(base, filled, row, rights)
    return _view(base, filled, row)


def discard_draft(base: str, rights: Rights) -> None:
    """Throw the draft of a card away. Raises as `read_draft`."""
    require_building(base, rights)
    Row.objects.filter(scorecard__code=base).delete()


def check_stored(view: DraftView) -> None:
    """Refuse a draft that could not be published. Raises PackageFileRefused (EVA-001)."""
    check_draft(card_draft(view))


def publish_draft(base: str, seen: int, rights: Rights) -> tuple[str, int]:
    """Publish the draft as the next version of its code; it is gone then.

    Args:
        seen: the revision that somebody looked at.

    Returns:
        Code and version.

    Raises:
        As `read_draft`; DraftConflict (EVA-029), PackageFileRefused (EVA-001): also when nothing was changed
    """
    with transaction.atomic():
        content, row = _open(base, rights)
        if seen != (row.revision if row else 0):
            raise _conflict(row, "Bản nháp", "The draft")
        published = publish_version(card_draft(_view(base, content, row)), rights=rights)
        Row.objects.filter(scorecard__code=base).delete()
    return published


def card_draft(view: DraftView) -> CardDraft:
    """A draft as the rules that read a package judge it."""
    return CardDraft(
        base=view.base, rows=[row.values for row in view.rows], clusters=view.clusters,
        **{name: view.head[name] for name in HEAD_FIELDS},
    )  # fmt: skip


def _begin(draft: CardDraft) -> Content:
    values = {name: str(getattr(draft, name)) for name in HEAD_FIELDS}
    rows = [
        {"id": number, "v": 1, "values": _whole(values_of_row, COLUMNS)}
        for number, values_of_row in enumerate(draft.rows, start=1)
    ]
    clusters = [_whole(one, CLUSTER_FIELDS) for one in draft.clusters]
    return {"next": len(rows) + 1, "head": {"v": 1, "values": values, "clusters": clusters}, "rows": rows}


def _open(base: str, rights: Rights) -> tuple[Content, Row | None]:
    """The content to change, with its row locked; inside a transaction."""
    require_building(base, rights)
    list(Scorecard.objects.select_for_update().filter(code=base))
    row = Row.objects.filter(scorecard__code=base).first()
    return (row.content, row) if row else (_begin(draft_of(base, rights)), None)


def _store(base: str, content: Content, row: Row | None, rights: Rights) -> Row:
    row = row or Row(scorecard=Scorecard.objects.get(code=base), revision=0)
    row.content, row.revision = content, row.revision + 1
    row.changed_by, row.changed_at = title_of(rights) or rights.actor, trust.now()
    row.save()
    return row


def _clean(values: Values, names: Sequence[str]) -> dict[str, str]:
    return {name: " ".join(values[name].split())[:LONGEST] for name in names if name in values}


def _whole(values: Values, names: Sequence[str]) -> dict[str, str]:
    return {**dict.fromkeys(names, ""), **_clean(values, names)}


def _conflict(row: Row | None, place_vi: str, place_en: str) -> DraftConflict:
    return DraftConflict(place_vi=place_vi, place_en=place_en, who=row.changed_by if row else "–")


def _view(base: str, content: Content, row: Row | None) -> DraftView:
    return DraftView(
        base=base,
        revision=row.revision if row else 0,
        head=content["head"]["values"],
        head_version=content["head"]["v"],
        clusters=[one for one in content["head"]["clusters"] if any(one.values())],
        cluster_places=content["head"]["clusters"],
        rows=[DraftRow(one["id"], one["v"], one["values"]) for one in content["rows"]],
        changed_by=row.changed_by if row else "",
        changed_at=row.changed_at if row else None,
    )
