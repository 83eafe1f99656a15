"""Definitions made on screen, stored as those of packages are: written as YAML, read, checked, kept the same way."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml
from django.db import transaction

from tinhso.engines.indicators import api as indicators
from tinhso.engines.reporting.contracts import RegimeLoadReport
from tinhso.engines.reporting.logic.forms.loading import load_regimes


@transaction.atomic
def load_written(
    package: str, files: Mapping[str, Mapping[str, Any]], actor: str, reason: str = ""
) -> RegimeLoadReport:
    """Load definitions that were made on screen.

    Args:
        package: the name they are kept under (the agency's).
        files: by path (`regimes/a.yaml`, `forms/a.yaml`, `indicators/a.yaml`), the keys of docs/reference.

    Raises:
        As `load_regimes` and `indicators.load_package`.
    """
    with TemporaryDirectory() as place:
        folder = Path(place) / package
        for path, plain in files.items():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(as_yaml(plain), encoding="utf-8")
        if any(path.startswith("indicators/") for path in files):
            head = {"code": package, "title": {"vi": package, "en": package}, "source": "Giao diện giao báo cáo"}
            (folder / "package.yaml").write_text(as_yaml(head), encoding="utf-8")
            indicators.load_package(folder, actor, reason)
        return load_regimes(folder, actor)


def as_yaml(plain: Mapping[str, Any]) -> str:
    """Write one definition as a file of a package."""
    return yaml.safe_dump(dict(plain), allow_unicode=True, sort_keys=False, width=120)
