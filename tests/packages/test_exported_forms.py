"""Forms that are exported load in an empty database as the same definitions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import DefinitionView
from tinhso.engines.orgs.testing import known_levels
from tinhso.engines.reporting import api
from tinhso.engines.reporting.models import Form, FormVersion
from tinhso.site.package_loading import load_package

ACTOR = "system:test"


def picture() -> tuple[list[tuple[Any, ...]], list[DefinitionView]]:
    """Forms and indicators as they stand, but for ids, packages and events."""
    stored = FormVersion.objects.order_by("form__code", "version")
    rows = [(row.form.code, row.version, row.valid_from, row.definition) for row in stored.select_related("form")]
    views = [
        {
            name: getattr(view, name)
            for name in view.__slots__
            if name not in ("id", "indicator_id", "event_id", "package")
        }
        for view in indicators.definition_versions()
    ]
    return rows, views  # type: ignore[return-value]


def _codes() -> list[str]:
    return list(Form.objects.order_by("code").values_list("code", flat=True))


class _Undo(Exception):
    """Leaves the transaction as if nothing had been loaded."""


@pytest.mark.django_db
def test_exported_forms_load_in_an_empty_database_as_the_same_definitions(tmp_path: Path) -> None:
    known_levels()
    source = Path(__file__).resolve().parents[2] / "packages" / "digital-government"
    files: dict[str, str] = {}
    before: Any = None
    try:
        with transaction.atomic():
            load_package(source, ACTOR)
            files, before = api.export_forms(_codes(), "xuat-lai"), picture()
            raise _Undo
    except _Undo:
        assert not FormVersion.objects.exists()
    for path, text in files.items():
        file = tmp_path / "xuat-lai" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    load_package(tmp_path / "xuat-lai", ACTOR)
    assert picture() == before
