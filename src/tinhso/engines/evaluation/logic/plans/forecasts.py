"""Forecasts of targets, each computed once for all processes: mostly by the judge in the background, before any page.

A forecast depends on the series and on how it is asked alone, so what was computed stays right for ever. Choosing by
rolling origins takes some 15 ms a series, with exponential smoothing half a second. They lie in the file that workers
share (ADR 0041): each by itself, so that whoever is interrupted goes on where they were.
"""

from __future__ import annotations

import hashlib
from decimal import Decimal
from functools import cache as once
from functools import lru_cache
from pathlib import Path

from django.core.cache import cache

from tinhso.engines.evaluation.contracts import Forecast, ForecastMethod, ForecastWith, NoForecast
from tinhso.engines.evaluation.logic.targets import forecasting, smoothing
from tinhso.engines.evaluation.logic.targets.forecasting import Places
from tinhso.kernel.canonical import canonical_json

DAYS_KEPT = 30


@lru_cache(maxsize=4_096)
def remembered_ahead(
    values: tuple[Decimal, ...],
    season: int,
    horizon: int,
    decimals: int,
    way: ForecastWith,
    unlike: Places = frozenset(),
) -> Forecast | NoForecast:
    """Return what `look_ahead` does, computed by whichever process needed it first."""
    key = _key(values, season, horizon, decimals, way, unlike)
    if (told := cache.get(key)) is not None:
        return _read(told)
    found = forecasting.look_ahead(values, season, horizon, decimals, way, unlike)
    cache.set(key, _written(found), DAYS_KEPT * 86_400)
    return found


def _key(
    values: tuple[Decimal, ...],
    season: int,
    horizon: int,
    decimals: int,
    way: ForecastWith,
    unlike: Places = frozenset(),
) -> str:
    asked = [_methods(), [str(value) for value in values], season, horizon, decimals, str(way), sorted(unlike)]
    return f"forecast:{hashlib.sha256(canonical_json(asked)).hexdigest()}"


@once
def _methods() -> str:
    """Tell one version of the methods from another: what an older one computed is not read."""
    texts = [Path(str(module.__file__)).read_bytes() for module in (forecasting, smoothing)]
    return hashlib.sha256(b"".join(texts)).hexdigest()


def _written(found: Forecast | NoForecast) -> dict[str, str | int]:
    if isinstance(found, NoForecast):
        return {"reason": found.reason}
    return {
        "method": str(found.method),
        "value": str(found.value),
        "deviation": str(found.deviation),
        "horizon": found.horizon,
        "error_ratio": str(found.error_ratio),
    }


def _read(told: dict[str, str | int]) -> Forecast | NoForecast:
    if "reason" in told:
        return NoForecast(str(told["reason"]))
    numbers = {name: Decimal(str(told[name])) for name in ("value", "deviation", "error_ratio")}
    return Forecast(method=ForecastMethod(str(told["method"])), horizon=int(told["horizon"]), **numbers)
