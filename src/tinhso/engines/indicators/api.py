"""The public verbs of the indicators engine: definitions, and the one ledger of figures.

Figures are written only by `write_batches` (and by `import_csv` and `post_figures`, which keep the same rules). Every
writing verb is one transaction with its event.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from tinhso.engines.indicators.contracts import (
    BatchResult,
    BatchSpec,
    CurrentState,
    DefinitionPage,
    DefinitionView,
    DimensionView,
    EntryView,
    FigureKey,
    ImportSummary,
    KnownFigure,
    LoadReport,
    Missing,
    Publication,
    Scenario,
    SourceKind,
    UnknownEntry,
    UnknownIndicator,
)
from tinhso.engines.indicators.contracts.documents import DocumentsReport
from tinhso.engines.indicators.logic import documents, locking, periods
from tinhso.engines.indicators.logic.expectations import expectations, register_expectations, unregister_expectations
from tinhso.engines.indicators.logic.importing import csv_file, posting
from tinhso.engines.indicators.logic.ledger import writing
from tinhso.engines.indicators.logic.ledger.leaves import decimal_text, figure_leaf
from tinhso.engines.indicators.logic.packages import loading
from tinhso.engines.indicators.logic.packages.keys import keys_page
from tinhso.engines.indicators.queries import definitions as definition_queries
from tinhso.engines.indicators.queries import entries as entry_queries
from tinhso.engines.indicators.queries import locks, states
from tinhso.engines.indicators.queries import periods as period_queries
from tinhso.engines.orgs.api import today
from tinhso.engines.orgs.contracts import Action, Rights, Scope
from tinhso.engines.trust import api as trust
from tinhso.engines.trust.contracts import FigurePath
from tinhso.kernel.periods import Period
from tinhso.kernel.quantities import NumberLocale, Operator
from tinhso.kernel.vietnamese import search_key

__all__ = [
    "corrections",
    "current_states",
    "decimal_text",
    "definition",
    "definition_versions",
    "definitions",
    "definitions_page",
    "dimension_items",
    "entries",
    "entries_of",
    "entry",
    "events_of_units",
    "expectations",
    "figure_leaf",
    "figure_path",
    "figure_paths",
    "history",
    "import_csv",
    "known_figures",
    "load_documents",
    "load_package",
    "lock",
    "locked_keys",
    "package_keys_page",
    "period_id",
    "period_ids",
    "periods_by_id",
    "post_figures",
    "promote",
    "register_expectations",
    "states_of_keys",
    "unlock",
    "unregister_expectations",
    "write_batches",
]


# Writing


def write_batches(specs: Sequence[BatchSpec]) -> list[BatchResult]:
    """Write figures, one event a batch, all or nothing, in a number of queries that does not grow with the batches.

    Batches stand on one another in their order: the second may correct a figure of the first. A write that says what
    stands already makes no entry. A write in another status makes two (out of the old, into the new).

    Args:
        specs: the acts in the order in which they became known; `FigureWrite.state` None withdraws a figure.

    Returns:
        One result a batch; a batch whose writes are all unchanged still has its event.

    Raises:
        ConcurrentCorrection (IND-011): somebody wrote one of the keys meanwhile; nothing was written, read and retry.
        PeriodLocked (IND-009): and the batch is no `correction`. CorrectionWithoutReason (IND-023).
        FigureError: another rule of `docs/reference/figures.md` is broken (IND-001 to IND-024). WrongScheme (KER-004).
    """
    return writing.write_batches(specs)


def promote(
    keys: Sequence[FigureKey],
    *,
    actor: str,
    subject: str,
    event_kind: str = "indicators.promoted",
    reason: str = "",
    evidence: str = "",
    public: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> BatchResult:
    """Make provisional figures official as they stand: two consecutive entries a key, under one event.

    Raises:
        NothingToPromote (IND-016): a key has no figure. PeriodLocked (IND-009).
    """
    spec = BatchSpec(
        event_kind, subject, actor, promotes=tuple(keys), reason=reason, evidence=evidence, public=public or {}, at=at
    )
    return write_batches([spec])[0]


def lock(
    indicator_ids: Collection[int],
    period_id: int,
    unit_ids: Collection[int],
    *,
    actor: str,
    subject: str = "",
    reason: str = "",
    event_id: int | None = None,
) -> int | None:
    """Close a period for these indicators and units: only corrections may change their figures.

    Args:
        event_id: the caller's own event, in the same transaction; None records `indicators.locked`.

    Returns:
        The event, None when everything was locked already.
    """
    place = subject or f"indicators.period:{period_id}"
    return locking.set_lock(
        True, indicator_ids, period_id, unit_ids, actor=actor, subject=place, reason=reason, event_id=event_id
    )


def unlock(
    indicator_ids: Collection[int],
    period_id: int,
    unit_ids: Collection[int],
    *,
    actor: str,
    subject: str = "",
    reason: str = "",
    event_id: int | None = None,
) -> int | None:
    """Reopen a period; arguments and answer as `lock`."""
    place = subject or f"indicators.period:{period_id}"
    return locking.set_lock(
        False, indicator_ids, period_id, unit_ids, actor=actor, subject=place, reason=reason, event_id=event_id
    )


def import_csv(
    source: str | Path,
    *,
    rights: Rights,
    locale: NumberLocale | None = None,
    reason: str = "",
    partial: bool = False,
    scenario: Scenario = Scenario.ACTUAL,
) -> ImportSummary:
    """Import a CSV file of figures: columns, rules and summary as `docs/reference/figures.md` says, one event.

    Args:
        source: path of the file.
        rights: whose import it is; needs `import_figures` over the units, `import_official` for official rows.
        locale: how numbers are written (`vi` 1.234,5, `en` 1,234.5); None for machine numbers.
        reason: why stored figures are corrected; without it each correction needs a note.
        partial: take the good rows and leave the bad ones; otherwise one bad row refuses all.

    Returns:
        The summary; `committed` False means that nothing was changed.

    Raises:
        NoRight (ORG-020): the importer may import nothing. UnreadableFile (IND-030).
    """
    return csv_file.import_csv(Path(source), rights, locale=locale, reason=reason, partial=partial, scenario=scenario)


def post_figures(
    rows: Sequence[Mapping[str, Any]], *, rights: Rights, idempotency_key: str, reason: str = ""
) -> ImportSummary:
    """Write figures that another system sends: the rules of an import, source `connector`, all or nothing.

    The same key with the same rows is answered again without writing; a refused request may be sent again under the
    same key once its cause is gone.

    Args:
        rows: mappings with the columns of an import (`dims` may be a mapping); values as text. Row 1 is the first.
        rights: usually `orgs.api.token_rights(secret)`; needs `post_figures` over the units.
        idempotency_key: 1 to 70 characters chosen by the sender.

    Raises:
        IdempotencyConflict (IND-040), IdempotencyKeyMissing (IND-041), TooManyFigures (IND-042), NoRight (ORG-020).
    """
    return posting.post_figures(rows, rights, idempotency_key, reason)


# Definitions and periods


def load_package(folder: Path, actor: str, reason: str = "") -> LoadReport:
    """Load the dimensions and indicators of a package: all of it or nothing, under one event.

    Versions that are loaded already stay as they are; the same content again changes nothing and makes no event.

    Args:
        folder: the package's folder, with package.yaml, indicators/*.yaml and dimensions/*.yaml.
        actor: who loads it (`user:…`, `system:…`).

    Raises:
        PackageRefused (IND-056): every problem with file, line, field and reason (IND-050 to IND-055, KER-07x).
    """
    return loading.load_package(Path(folder), actor, reason)


def load_documents(folder: Path, actor: str) -> DocumentsReport:
    """Load figures of documents and the press (`documents.csv` by `mapping.yaml`); again writes nothing.

    Args:
        folder: a package whose indicators are loaded.
        actor: who loads it (`user:…`, `system:…`).

    Returns:
        Every figure the rows say, and every refused row with its reasons (IND-070 to IND-076).

    Raises:
        UnknownIndicator (IND-001), UnknownUnit (IND-002), NoDefinition (IND-003): the mapping names what is not there.
    """
    return documents.load_documents(Path(folder), actor)


def package_keys_page() -> str:
    """Return docs/reference/package-keys.md as the table of keys has it."""
    return keys_page()


def definitions(
    on: date | None = None, as_of: int | None = None, publications: Collection[str] | None = None
) -> list[DefinitionView]:
    """Return the version in force of every indicator, ordered by code, in one query.

    Args:
        on: the day; None means today by the product's clock.
        as_of: size of the log: only what was known among its first leaves; None means everything committed.
        publications: publication levels that are wanted; None means all.
    """
    day = on or today()
    versions = definition_queries.by_indicator(definition_queries.definition_views(as_of))
    found = [definition_queries.in_force(of_one, day) for of_one in versions.values()]
    return [one for one in found if one and (publications is None or one.publication in publications)]


def definitions_page(
    *, rights: Rights, on: date | None = None, text: str = "", after: str = "", limit: int = 100
) -> DefinitionPage:
    """Return a page of the indicators that somebody may know of, ordered by code.

    Args:
        rights: without a reach beyond public figures only indicators published as `public` are shown.
        text: a code, a name or part of one, with or without tones.
        after: cursor of the page before.
    """
    day = on or today()
    only_public = rights.scope(Action.SEE_FIGURES).publication_floor == Publication.PUBLIC
    publications = [Publication.PUBLIC] if only_public else None
    wanted = search_key(text)
    found = [
        one for one in definitions(day, publications=publications) if one.code > after and wanted in one.search_key
    ]
    shown = tuple(found[:limit])
    return DefinitionPage(day, shown, shown[-1].code if len(found) > limit else None)


def definition(code: str, on: date | None = None, as_of: int | None = None) -> DefinitionView:
    """Return the version of an indicator in force on a day (default: today).

    Raises:
        UnknownIndicator (IND-001): there is no such indicator, or none in force that day.
    """
    found = definition_queries.in_force(definition_queries.definition_views(as_of, codes=[code]), on or today())
    if found is None:
        raise UnknownIndicator(indicator=code)
    return found


def definition_versions(codes: Collection[str] | None = None, as_of: int | None = None) -> list[DefinitionView]:
    """Return every version of these indicators (of all), ordered by code and version, in one query."""
    return definition_queries.definition_views(as_of, codes=codes)


def dimension_items() -> dict[str, DimensionView]:
    """Return every dimension with its items in order, by code."""
    return definition_queries.dimension_views()


def period_id(period: Period) -> int:
    """Return the small id of a period, registering it when nobody spoke of it before."""
    return periods.period_ids([period])[period]


def period_ids(wanted: Iterable[Period]) -> dict[Period, int]:
    """Return the small ids of periods, registering those nobody spoke of before; at most three queries."""
    return periods.period_ids(wanted)


def periods_by_id(ids: Collection[int] | None = None) -> dict[int, Period]:
    """Return periods by id: these, or every registered one."""
    return period_queries.all_periods() if ids is None else period_queries.periods_by_id(ids)


# Reading the ledger


def current_states(
    indicator_ids: Collection[int],
    period_ids: Collection[int],
    unit_ids: Collection[int] | None = None,
    lines: Collection[str] | None = None,
) -> dict[FigureKey, CurrentState]:
    """Return the latest state of every key of these indicators and periods, in one query.

    A withdrawn figure is there with `missing` NOT_REPORTED; `lines=[""]` leaves adjustments out.
    """
    return states.states_of(indicator_ids, period_ids, unit_ids, lines)


def states_of_keys(keys: Collection[FigureKey]) -> dict[FigureKey, CurrentState]:
    """Return the latest state of exactly these keys, as far as they have one; one query for 5,000 keys."""
    return dict(states.states_of_keys(keys))


def known_figures(
    indicator_ids: Collection[int], period_ids: Collection[int], unit_ids: Collection[int] | None = None
) -> list[KnownFigure]:
    """Return the figures that nobody has to type: standing ones whose source is a connector or a computation."""
    standing = states.states_of(indicator_ids, period_ids, unit_ids, lines=[""])
    return [
        KnownFigure(
            key, state.value, Operator(state.operator), Missing(state.missing), SourceKind(state.source), state.entry_id
        )
        for key, state in standing.items()
        if state.source in (SourceKind.CONNECTOR, SourceKind.COMPUTED) and state.missing != Missing.NOT_REPORTED
    ]


def locked_keys(
    indicator_ids: Collection[int], period_ids: Collection[int], unit_ids: Collection[int] | None = None
) -> set[tuple[int, int, int]]:
    """Return the locked (indicator id, period id, unit id) among these, in one query."""
    return locks.locked_units(indicator_ids, period_ids, unit_ids)


def history(key: FigureKey) -> list[EntryView]:
    """Return every entry of a key, oldest first."""
    return entry_queries.entries_of_key(key)


def corrections(
    indicator_ids: Collection[int], period_ids: Collection[int], unit_ids: Collection[int]
) -> dict[FigureKey, list[int]]:
    """Return the events that put another value in the place of an earlier one, by key, oldest first; one query.

    A figure that was withdrawn and sent again with the same value was not corrected.
    """
    found: dict[FigureKey, list[int]] = {}
    last: tuple[FigureKey, int] | None = None
    for key, event_id, value in entry_queries.values_in_order(indicator_ids, period_ids, unit_ids):
        if last is not None and last[0] == key and last[1] != value:
            found.setdefault(key, []).append(event_id)
        last = (key, value)
    return found


def entry(entry_id: int) -> EntryView:
    """Return one entry.

    Raises:
        UnknownEntry (IND-025).
    """
    found = entry_queries.entry_by_id(entry_id)
    if found is None:
        raise UnknownEntry(entry_id=entry_id)
    return found


def entries(entry_ids: Collection[int]) -> dict[int, EntryView]:
    """Return entries by id; unknown ids are left out. One query for 10,000."""
    return entry_queries.entries_by_id(entry_ids)


def entries_of(event_id: int) -> list[EntryView]:
    """Return the entries of an event in the order of their lines."""
    return entry_queries.entries_of_event(event_id)


def events_of_units(scope: Scope, before: int | None = None, limit: int = 50) -> list[int]:
    """Return the newest events that wrote figures of units in a scope, for lists of the log; one query.

    Args:
        before: only event ids below this one (for the next page).
    """
    return entry_queries.events_of_units(scope.q("unit_id"), before, limit)


def figure_path(entry_id: int) -> FigurePath:
    """Return the way from an entry's leaf to its event's root of figures.

    Raises:
        UnknownEntry (IND-025).
    """
    return figure_paths([entry_id])[entry_id]


def figure_paths(entry_ids: Collection[int]) -> dict[int, FigurePath]:
    """Return the ways of several entries to their events' roots; each event's leaves are made once.

    Raises:
        UnknownEntry (IND-025): one of them does not exist.
    """
    paths: dict[int, FigurePath] = {}
    for event_entries in entry_queries.events_around(entry_ids):
        wanted = {one.line_no: one.id for one in event_entries if one.id in set(entry_ids)}
        found = trust.figure_paths([figure_leaf(one) for one in event_entries], list(wanted))
        paths |= {wanted[line_no]: path for line_no, path in found.items()}
    for entry_id in entry_ids:
        if entry_id not in paths:
            raise UnknownEntry(entry_id=entry_id)
    return paths
