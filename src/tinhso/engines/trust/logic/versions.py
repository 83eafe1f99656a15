"""Immutable versions of what packages state, such as plans, scorecards and boards: kept together as one event."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Model

from tinhso.engines.trust.contracts import EventSpec
from tinhso.engines.trust.logic.recording import record_many

Definition = Mapping[str, Any]


def keep_versions(
    versions: type[Model],
    definitions: Sequence[Definition],
    *,
    kind: str,
    subject: str,
    actor: str,
    package: str,
    listed_as: str,
    more: Callable[[Definition], Mapping[str, Any]] = lambda _one: {},
) -> int:
    """Keep versions: of each the identity behind its code, once, and the version with its definition.

    Args:
        versions: the table; beside its event it points to one other, the identities with their `code`.
        definitions: with `code`, `version` and `valid_from` as ISO day.
        listed_as: under which name the event says `code:version` of each in public.
        more: further columns of a version.

    Returns:
        The event.
    """
    link = next(one for one in versions._meta.concrete_fields if one.is_relation and one.name != "event")
    with transaction.atomic():
        listed = {listed_as: [f"{one['code']}:{one['version']}" for one in definitions]}
        (event_id,) = record_many([EventSpec(kind, subject, actor, public=listed)])
        for one in definitions:
            identity, _made = link.related_model._default_manager.get_or_create(code=one["code"])  # type: ignore[union-attr]
            versions._default_manager.create(
                **{link.name: identity}, version=one["version"], valid_from=date.fromisoformat(one["valid_from"]),
                definition=one, package=package, event_id=event_id, **more(one),
            )  # fmt: skip
    return event_id
