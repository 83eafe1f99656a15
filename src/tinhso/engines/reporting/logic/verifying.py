"""Compares what reporting stores with the log: definitions, states, receipts and the drafts they commit to.

Registered with `trust` in `apps.ready()`; `tinhso ledger verify` names the first row that differs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.db.models import Model, Q, QuerySet

from tinhso.engines.indicators import api as indicators
from tinhso.engines.reporting.contracts.events import PASSKEY, TABLE_TOLD
from tinhso.engines.reporting.entry_models import CellNote, Evidence, TimeClaim
from tinhso.engines.reporting.logic.assigning.requesting import ASSIGNED_EVENT
from tinhso.engines.reporting.logic.consolidation.told import digest_of_frozen
from tinhso.engines.reporting.logic.forms.loading import LOADED, PUBLISHED, digest_of_constant, digest_of_version
from tinhso.engines.reporting.logic.life import TABLE
from tinhso.engines.reporting.logic.sending import digest_of
from tinhso.engines.reporting.logic.signing.keeping import kept_signature_holds
from tinhso.engines.reporting.models import (
    Adjustment,
    Assignment,
    Call,
    CellChange,
    ConsolidationVersion,
    DeadlineMove,
    DocumentNumber,
    Extension,
    ExtensionAsk,
    Notice,
    OutlineText,
    Reading,
    Reminder,
    Request,
    RespondentMove,
    SignedPaper,
    Submission,
    Transition,
    UnitGroup,
    UnitGroupEdition,
    WorkbookReading,
)
from tinhso.engines.reporting.queries.verifying import (
    assignments_against_their_rows,
    changed_requests,
    changes_of_drafts,
    receipts_in_pages,
    states_without_their_transition,
    stored_definitions,
)
from tinhso.engines.reporting.queries.versions import files_in_pages, version_events
from tinhso.engines.trust import api as trust
from tinhso.engines.trust.api import RowCheck
from tinhso.engines.trust.contracts import EventView, Fault, Finding

# What never changes of a row whose state goes on: `check_states`, `check_receipts` and the ledger see to the rest. Left
# out are names of people (they may be erased) and bytes whose digest stands beside them (`check_kept_files`).
_LASTING: dict[type[Model], tuple[str, ...] | None] = {
    Request: (
        "code", "regime_version_id", "form_version_id", "period_id", "title_vi", "title_en", "assigner_unit_id",
        "consolidator_unit_id", "aggregate_unit_id", "cut_off_on", "deadlines", "lock_at", "opened_at", "illustrative",
        "event_id",
    ),
    Assignment: (
        "request_id", "kind", "respondent_unit_id", "subject_unit_id", "consolidator_unit_id", "level", "event_id",
    ),
    Transition: None,
    Submission: None,
    Extension: None,
    DeadlineMove: None,
    RespondentMove: None,
    TimeClaim: None,
    CellNote: None,
    Reading: None,
    Reminder: None,
    ConsolidationVersion: None,
    # Written, then taken in and out of the total by later events: each commits to the row again.
    Adjustment: ("assignment_id", "line", "indicator_id", "dims", "value", "title_vi"),
    UnitGroupEdition: None,
    ExtensionAsk: ("assignment_id", "due_on", "at", "event_id"),
    Notice: None,
    Call: None,
    DocumentNumber: None,
    SignedPaper: (
        "assignment_id", "sending", "digest", "size", "signature", "figures_compared", "at", "event_id",
    ),
    OutlineText: None,
    WorkbookReading: None,
    Evidence: (
        "assignment_id", "row_no", "column", "name", "size", "media_type", "digest", "number", "issued_on", "added_at",
        "event_id",
    ),
}  # fmt: skip

_HANDED_OVER = "respondent_moves__event_id"
_OTHER_KINDS = {
    ASSIGNED_EVENT, "reporting.replaced", "reporting.reminded", "reporting.adjustment_drafted",
    "reporting.adjustment_withdrawn", "reporting.group_saved", "reporting.extension_asked", "reporting.called",
    "reporting.document_numbered", "reporting.signed_paper_kept", "reporting.outline_saved", "reporting.mapping_saved",
    "reporting.extension_refused", "reporting.cell_asked", "reporting.cell_answered", "reporting.cell_settled",
}  # fmt: skip


def rows_written(event_ids: Collection[int]) -> list[tuple[QuerySet[Any], Sequence[str] | None]]:
    """What the sealer commits to of the rows these events wrote."""
    groups = UnitGroup.objects.filter(editions__event_id__in=event_ids).distinct()
    own = [(_written_under(model, event_ids), columns) for model, columns in _LASTING.items()]
    return [*own, (groups, None)]


def _written_under(model: type[Model], event_ids: Collection[int]) -> QuerySet[Any]:
    """The rows of a table that these events wrote, or whose lasting columns they changed: committed to again."""
    under = Q(event_id__in=event_ids)
    if model is Assignment:
        handed_over = RespondentMove.objects.filter(event_id__in=event_ids).values("assignment_id")
        under |= Q(id__in=handed_over)
    return model._default_manager.filter(under)


def check_rows() -> Iterator[Finding]:
    """Compare everything that is written under an event with what the sealer committed to."""
    kinds = frozenset(rule.event_kind for rule in TABLE.values()) | _OTHER_KINDS
    # Evidence counts from the sending that committed to it; before, its unit may still take it away.
    rows = ((model._default_manager.filter(event__isnull=False), model is Assignment) for model in _LASTING)
    checks = (RowCheck(one, kinds, changed_by=_HANDED_OVER if moves else "") for one, moves in rows)
    groups = RowCheck(UnitGroup.objects.all(), kinds, event="editions__event_id")
    return trust.check_sealed_rows([*checks, groups])


def check_definitions() -> Iterator[Finding]:
    """Recompute the digest of every form, regime and legal constant and compare it with its event."""
    constants, versions = stored_definitions()
    stored = {
        (one.event_id, f"legal:{one.code}@{one.valid_from.isoformat()}"): digest_of_constant(one) for one in constants
    } | {
        (event_id, name): digest_of_version(valid_from, definition)
        for event_id, name, valid_from, definition in versions
    }
    for event in _loading_events():
        for name, digest in event.public.get("definitions", {}).items():
            found = stored.pop((event.id, name), None)
            if found is None:
                yield _definition_fault(name, f"mất bản đã ghi ở sự kiện {event.id}", f"recorded by {event.id}, gone")
            elif found != digest:
                yield _definition_fault(name, "nội dung khác với nhật ký", "its content differs from the log")
    for _, name in stored:
        yield _definition_fault(name, "nhật ký không có bản này", "the log knows no such version")


def check_states() -> Iterator[Finding]:
    """An assignment stands where its last transition led."""
    for assignment_id, state, expected in states_without_their_transition():
        yield Fault(
            "reporting_assignment",
            str(assignment_id),
            f"trạng thái “{state}”, bước cuối cùng dẫn đến “{expected}”",
            f"its state is “{state}”, its last step led to “{expected}”",
        )


def check_deadlines() -> Iterator[Finding]:
    """An assignment is due when its request says, or when its last extension does; its first receipt made it late."""
    for assignment_id, column, stored, expected in assignments_against_their_rows():
        yield Fault(
            "reporting_assignment",
            str(assignment_id),
            f"cột {column} ghi {stored}, phải là {expected}",
            f"column {column} says {stored}, it must be {expected}",
        )


def check_changed_requests() -> Iterator[Finding]:
    """The deadlines that stand are those of the last change's event."""
    rows = changed_requests()
    events = trust.event_views([row.changed_event_id for row in rows if row.changed_event_id])
    for row in rows:
        event = events.get(row.changed_event_id or 0)
        lock = row.lock_now.isoformat() if row.lock_now else None
        told = (event.public.get("deadlines"), event.public.get("lock_at")) if event else None
        if told != (row.deadlines_now, lock):
            yield Fault("reporting_request", str(row.pk), "hạn khác với nhật ký", "its deadlines differ from the log")


def check_receipts() -> Iterator[Finding]:
    """A receipt says what its event says, and its draft's history still gives the digest the event commits to."""
    for page in receipts_in_pages():
        events = trust.event_views([receipt.event_id for receipt, _ in page])
        changes = changes_of_drafts({receipt.assignment_id for receipt, _ in page})
        written = indicators.said_by_events([event.id for event in events.values() if PASSKEY in event.public])
        for receipt, after in page:
            draft = [one for one in changes[receipt.assignment_id] if after < one.pk <= receipt.last_change_id]
            event = events.get(receipt.event_id)
            yield from _check_receipt(receipt, event, draft)
            if (
                event is not None
                and PASSKEY in event.public
                and not kept_signature_holds(event.public, receipt.assignment_id, written.get(event.id, ()))
            ):
                yield _signature_fault(f"{receipt.assignment_id}/{receipt.number}")


def check_versions() -> Iterator[Finding]:
    """A consolidated version that was sent still is, byte for byte, what its event commits to."""
    for page in files_in_pages():
        events = trust.event_views([one["version__event_id"] for one in page])
        for one in page:
            event = events.get(one["version__event_id"])
            told = event.public.get("version", {}) if event else {}
            name = f"{one['version__assignment_id']}/{one['version__number']}.{one['format']}"
            facts = [one[f"version__{field}"] for field in ("number", "kind", "serial")]
            digest = hashlib.sha256(bytes(one["content"])).hexdigest()
            if facts != [told.get(field) for field in ("number", "kind", "serial")]:
                yield _version_fault(name, "không khớp sự kiện của nó", "does not match its event")
            elif {digest, one["digest"]} != {told["files"].get(one["format"])}:
                yield _version_fault(name, "tệp khác với bản đã gửi", "the file differs from what was sent")
            elif event and one["format"] == "json" and _tells_otherwise(event, bytes(one["content"])):
                yield _version_fault(name, "bảng khác với bảng đã phê duyệt", "its table is not the one approved")
    yield from _lost_files()


def _tells_otherwise(event: EventView, file: bytes) -> bool:
    """Whether a frozen table differs from what its event says was told (earlier events say nothing of it)."""
    return TABLE_TOLD in event.public and digest_of_frozen(file) != event.public[TABLE_TOLD]


def _lost_files() -> Iterator[Finding]:
    """Events that speak of a version of which a file, or all, is gone."""
    kept = version_events()
    for kind in ("reporting.sent_upward", "reporting.corrected"):
        for event in events_of(kind):
            told = event.public.get("version")
            if told and kept.get(event.id, 0) != len(told["files"]):
                yield _version_fault(f"{event.subject}/{told['number']}", "mất bản đã gửi", "what was sent is gone")


def _version_fault(name: str, what_vi: str, what_en: str) -> Fault:
    return Fault("reporting_consolidationfile", name, what_vi, what_en)


def _check_receipt(receipt: Submission, event: EventView | None, draft: Sequence[CellChange]) -> Iterator[Finding]:
    name = f"{receipt.assignment_id}/{receipt.number}"
    if event is None or event.public.get("number") != receipt.number:
        yield Fault("reporting_submission", name, "không khớp sự kiện của nó", "does not match its event")
    elif event.public.get("draft_digest", "") != digest_of(draft):
        yield Fault(
            "reporting_cellchange",
            name,
            f"lịch sử nhập ({len(draft)} lần sửa) khác với dấu băm trong nhật ký",
            f"the draft's history ({len(draft)} changes) differs from the digest in the log",
        )


def _signature_fault(name: str) -> Fault:
    return Fault(
        "reporting_submission",
        name,
        "chữ ký của khóa không khớp với các số đã ghi",
        "the passkey's signature is not over the figures that were written",
    )


def _loading_events() -> Iterator[EventView]:
    for kind in (LOADED, PUBLISHED):
        yield from events_of(kind)


def events_of(kind: str) -> Iterator[EventView]:
    """Every event of a kind, newest first."""
    before: int | None = None
    while page := trust.events(kind=kind, before=before, limit=500):
        yield from page
        before = page[-1].id


def _definition_fault(name: str, what_vi: str, what_en: str) -> Fault:
    return Fault("reporting_definition", name, what_vi, what_en)
