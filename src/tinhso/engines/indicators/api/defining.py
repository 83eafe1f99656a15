"""Definitions, dimensions and periods."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from tinhso.engines.indicators.contracts import (
    DefinitionPage,
    DefinitionView,
    DimensionView,
    LoadReport,
    UnknownIndicator,
)
from tinhso.engines.indicators.logic import periods
from tinhso.engines.indicators.logic.packages import defining, loading
from tinhso.engines.indicators.logic.packages.content import content_bytes, content_of_view
from tinhso.engines.indicators.logic.packages.keys import keys_page
from tinhso.engines.indicators.queries import definitions as definition_queries
from tinhso.engines.indicators.queries import periods as period_queries
from tinhso.engines.orgs.api import today
from tinhso.engines.orgs.contracts import Action, Rights
from tinhso.kernel.periods import Period
from tinhso.kernel.vietnamese import search_key


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


def define(values: Mapping[str, Any], actor: str, reason: str = "") -> LoadReport:
    """Define one version of an indicator outside a package, under one event; who may is the caller's business.

    Args:
        values: the keys of `indicators/CODE.yaml`.
        actor: who defines it (`user:…`).

    Raises:
        PackageRefused (IND-056): every problem with its field, as a package would be refused.
    """
    return defining.define(values, actor, reason)


def define_dimension(values: Mapping[str, Any], actor: str, reason: str = "") -> LoadReport:
    """Define a dimension outside a package, or add items to one, or end some, under one event; who may is the
    caller's business.

    Args:
        values: the keys of `dimensions/CODE.yaml`; items that are not named stay as they are.
        actor: who defines it (`user:…`).

    Raises:
        PackageRefused (IND-056): every problem with its field, as a package would be refused.
    """
    return defining.define_dimension(values, actor, reason)


def document_of_dimension(view: DimensionView) -> dict[str, Any]:
    """Return a dimension as the file of a package writes it, key for key."""
    return defining.document_of_dimension(view)


def definition_content(view: DefinitionView) -> bytes:
    """Return the bytes whose SHA-256 the event of a version holds (`public.definitions`, by `code@version`)."""
    return content_bytes(content_of_view(view))


def document_of(view: DefinitionView) -> dict[str, Any]:
    """Return a version of an indicator as the file of a package writes it, key for key."""
    return defining.document_of(view)


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
        rights: shown are indicators published as `public`, and those of which some figure is reached.
        text: a code, a name or part of one, with or without tones; signs without a letter answer to nothing.
        after: cursor of the page before.
    """
    day = on or today()
    scope, wanted = rights.scope(Action.SEE_FIGURES), search_key(text)
    known = definitions(day) if wanted or not text.strip() else []
    found = [one for one in known if one.code > after and wanted in one.search_key and scope.knows(one.audience)]
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


def known_period_ids(wanted: Iterable[Period]) -> dict[Period, int]:
    """Return the small ids of those periods that somebody has spoken of, for reading; others have no figures."""
    return periods.known_period_ids(wanted)


def periods_by_id(ids: Collection[int] | None = None) -> dict[int, Period]:
    """Return periods by id: these, or every registered one."""
    return period_queries.all_periods() if ids is None else period_queries.periods_by_id(ids)
