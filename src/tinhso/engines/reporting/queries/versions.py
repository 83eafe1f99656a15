"""Frozen versions of consolidations and their files."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from django.db.models.functions import Length

from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting.contracts import FrozenVersion, VersionFile, VersionKind
from tinhso.engines.reporting.models import ConsolidationFile, ConsolidationVersion, Transition
from tinhso.engines.reporting.queries.assignments import assignments
from tinhso.engines.reporting.queries.definitions import forms_by_id
from tinhso.kernel.periods import Period

PAGE = 200


def versions_of(assignment_ids: Collection[int]) -> list[ConsolidationVersion]:
    """Every version of these consolidations, oldest first; one query."""
    rows = ConsolidationVersion.objects.filter(assignment_id__in=assignment_ids)
    return list(rows.select_related("assignment").order_by("assignment_id", "number"))


def version_views(rows: Collection[ConsolidationVersion]) -> tuple[FrozenVersion, ...]:
    """Return versions with their files, without the files' bytes; one query."""
    files: dict[int, list[VersionFile]] = {}
    sizes = ConsolidationFile.objects.filter(version_id__in=[row.pk for row in rows]).annotate(size=Length("content"))
    for version_id, name, digest, size in sizes.order_by("format").values_list(
        "version_id", "format", "digest", "size"
    ):
        files.setdefault(version_id, []).append(VersionFile(name, digest, size))
    return tuple(
        FrozenVersion(
            id=row.pk,
            assignment_id=row.assignment_id,
            request_id=row.assignment.request_id,
            number=row.number,
            kind=VersionKind(row.kind),
            serial=row.serial,
            frozen_at=row.frozen_at,
            approver_title=row.approver_title,
            capacity=row.capacity,
            sent=row.sent,
            expected=row.expected,
            event_id=row.event_id,
            files=tuple(files.get(row.pk, ())),
        )
        for row in rows
    )


def versions_with(
    indicators: Collection[str], period: Period, rights: Rights
) -> list[tuple[str, int, str, int, str, str]]:
    """(request, number, kind, serial, title vi, title en) of the versions within reach that tell one of these; two
    queries."""
    rows = ConsolidationVersion.objects.filter(
        assignment_id__in=assignments(rights).filter(kind="consolidation").values("id"),
        assignment__request__period__start__lte=period.start,
        assignment__request__period__end__gte=period.end,
    ).order_by("assignment_id", "number")
    fields = ("code", "title_vi", "title_en", "form_version_id")
    found = list(rows.values_list("number", "kind", "serial", *(f"assignment__request__{one}" for one in fields)))
    forms, wanted = forms_by_id({row[-1] for row in found}), set(indicators)
    return [
        (code, number, kind, serial, title_vi, title_en)
        for number, kind, serial, code, title_vi, title_en, form in found
        if wanted.intersection(forms[form].indicators)
    ]


def file_bytes(version_id: int, format: str) -> bytes | None:
    """The bytes of one file of a version, None where it has none; one query."""
    found = ConsolidationFile.objects.filter(version_id=version_id, format=format).first()
    return bytes(found.content) if found else None


def was_returned_since(assignment_id: int, event_id: int) -> bool:
    """Whether a consolidation came back from the office after an event."""
    return Transition.objects.filter(assignment_id=assignment_id, verb="return", event_id__gt=event_id).exists()


def reasoned_steps(assignment_ids: Collection[int], after_event: int, verbs: Collection[str]) -> list[tuple[int, int]]:
    """(assignment, event) of the steps of these kinds after an event, oldest first; one query."""
    rows = Transition.objects.filter(assignment_id__in=assignment_ids, event_id__gt=after_event, verb__in=verbs)
    return list(rows.order_by("id").values_list("assignment_id", "event_id"))


def files_in_pages() -> Iterator[list[dict[str, Any]]]:
    """Every file with its bytes and its version's facts, by version, in pages."""
    rows = ConsolidationFile.objects.order_by("version_id", "format").values(
        "version_id", "format", "content", "digest", "version__assignment_id", "version__number", "version__kind",
        "version__serial", "version__event_id",
    )  # fmt: skip
    page: list[dict[str, Any]] = []
    for row in rows.iterator(chunk_size=PAGE):
        page.append(dict(row))
        if len(page) == PAGE:
            yield page
            page = []
    if page:
        yield page


def version_events() -> dict[int, int]:
    """How many files each version's event speaks of, by event."""
    found: dict[int, int] = {}
    for event_id in ConsolidationVersion.objects.values_list("event_id", flat=True):
        found[event_id] = 0
    for event_id in ConsolidationFile.objects.values_list("version__event_id", flat=True):
        found[event_id] += 1
    return found
