"""Factories of definitions, periods and figures for the tests of every engine (never for the product).

territory = orgs.testing.small_territory()
dossiers = make_definition("dossiers", collected_level="commune")
october = make_period("nd09:2026-10")
write_figure(dossiers, territory.unit("24373").id, october, 405)
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from tinhso.engines.indicators import api
from tinhso.engines.indicators.contracts import (
    BatchResult,
    BatchSpec,
    DefinitionView,
    FigureKey,
    FigureState,
    FigureWrite,
    Missing,
)
from tinhso.engines.indicators.logic.packages.content import CONTENT, content_digest, version_name
from tinhso.engines.indicators.logic.packages.dimensions import dimension_digests
from tinhso.engines.indicators.logic.verifying.definition_rows import LOADED
from tinhso.engines.indicators.models import Definition, Dimension, DimensionItem, Indicator
from tinhso.engines.trust import api as trust
from tinhso.kernel.periods import Period, parse_period
from tinhso.kernel.vietnamese import search_key

ACTOR = "system:test"


def make_definition(code: str, **fields: Any) -> DefinitionView:
    """Make one version of an indicator: a monthly count of communes that adds up, unless fields say otherwise."""
    values: dict[str, Any] = {
        "version": 1,
        "valid_from": date(2000, 1, 1),
        "name_vi": f"Chỉ tiêu {code}",
        "name_en": f"Indicator {code}",
        "measure_unit": "dossier",
        "decimals": 0,
        "kind": "count",
        "nature": "flow",
        "time_rule": "sum",
        "space_rule": "sum",
        "direction": "up",
        "collected_level": "commune",
        "scheme": "nd09.month",
        "dimensions": [],
        "merge_rule": "sum",
        "publication": "public",
        "concept_vi": "",
        "concept_en": "",
        "formula": None,
        "weight_indicator": "",
        "comparable": True,
        "legal_basis": "",
        "illustrative": True,
        "source": "thử nghiệm",
        "owner": "H15.15",
        "package": "test",
    } | fields
    content = {name: value for name, value in values.items() if name in CONTENT}
    with transaction.atomic():
        event_id = trust.record(
            kind="indicators.definitions_loaded",
            subject=f"indicators.indicator:{code}",
            actor=ACTOR,
            public={"definitions": {version_name(code, values["version"]): content_digest(content)}},
        )
        indicator, _ = Indicator.objects.get_or_create(code=code)
        row = Definition(
            indicator=indicator, event_id=event_id, search_key=search_key(f"{code} {values['name_vi']}"), **values
        )
        Definition.objects.bulk_create([row])
    return next(one for one in api.definition_versions([code]) if one.version == values["version"])


def make_dimension(code: str, *items: str) -> None:
    """Make a way to split figures, with its items."""
    with transaction.atomic():
        dimension = Dimension.objects.create(code=code, name_vi=code, name_en=code)
        DimensionItem.objects.bulk_create(
            DimensionItem(dimension=dimension, code=item, name_vi=item, name_en=item, position=position)
            for position, item in enumerate(items)
        )
        trust.record(
            kind=LOADED,
            subject="indicators.package:test",
            actor="system:test",
            public={"dimensions": dimension_digests([code])},
        )


def make_period(code: str) -> int:
    """Register a period by its code and return its id."""
    return api.period_id(parse_period(code))


def make_period_object(code: str) -> Period:
    """Return a period by its code."""
    return parse_period(code)


def key_of(definition: DefinitionView, unit_id: int, period: int, **parts: Any) -> FigureKey:
    """Return the key of a figure; parts are dims, scenario, line."""
    return FigureKey(definition.indicator_id, unit_id, period, **parts)


def write_figure(
    definition: DefinitionView,
    unit_id: int,
    period: int,
    value: int | None,
    *,
    key: Mapping[str, Any] | None = None,
    batch: Mapping[str, Any] | None = None,
    note: str = "",
    **state: Any,
) -> BatchResult:
    """Write one figure as a batch of its own.

    Args:
        value: scaled integer; None needs `missing=`.
        key: dims, scenario or line. batch: fields of the `BatchSpec`. state: other fields of the `FigureState`.
    """
    said = FigureState(value, **state)
    return write_figures({key_of(definition, unit_id, period, **(key or {})): said}, note=note, **(batch or {}))


def write_figures(figures: Mapping[FigureKey, FigureState | None], *, note: str = "", **batch: Any) -> BatchResult:
    """Write several figures as one batch."""
    fields = {"event_kind": "reporting.submitted", "subject": "reporting.assignment:1", "actor": ACTOR} | batch
    spec = BatchSpec(writes=[FigureWrite(key, state, note) for key, state in figures.items()], **fields)
    return api.write_batches([spec])[0]


def withdraw_figure(key: FigureKey, **batch: Any) -> BatchResult:
    """Withdraw one figure as a batch of its own."""
    return write_figures({key: None}, **batch)


NOT_APPLICABLE = FigureState.absent(Missing.NOT_APPLICABLE)
