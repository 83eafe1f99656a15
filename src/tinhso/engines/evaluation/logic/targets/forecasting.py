"""Short series looked ahead: seasonal naive, drift, Theta, ETS where asked, chosen by error in rolling origins.

1. Each method forecasts from every origin that leaves it enough past, as far as the real horizon or the data reach.
2. The best method is used only where its mean absolute error beats the seasonal naive's.
3. The spread is that of its one-step errors, widened with the horizon and with how few steps its slope rests on.
4. Errors from or to places that are unlike the usual, as months with Tết are, count only where no others are left.

Additive methods on exact decimals: zeros and changes of sign need no exception. Theta is that of Assimakopoulos and
Nikolopoulos (2000) in the form of Hyndman and Billah (2003): exponential smoothing with half the slope as drift.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from tinhso.engines.evaluation.contracts import Forecast, ForecastMethod, ForecastWith, NoForecast
from tinhso.engines.evaluation.logic.targets.smoothing import ets

SHORTEST_BEYOND_SEASON = 3
"""A series needs a season and so many more observations before anything is forecast."""
SHORTEST_PACE = 3
_HALF = Decimal("0.5")
_SMOOTHINGS = tuple(Decimal(step) / 10 for step in range(1, 11))
Values = Sequence[Decimal]
Ahead = Callable[[int], Decimal]
"""What is expected so many periods ahead."""


def seasonal_naive(values: Values, season: int) -> Ahead:
    """Repeat the last season."""
    return lambda step: values[len(values) - season + (step - 1) % season]


def drift(values: Values, season: int) -> Ahead:
    """Move the last value on at the pace of the last season."""
    each = pace(values, season)
    return lambda step: values[-1] + each * step


def pace(values: Values, season: int) -> Decimal:
    """Return the mean change a period over the last season, at least three periods, at most all there are."""
    steps = min(max(season, SHORTEST_PACE), len(values) - 1)
    return (values[-1] - values[-1 - steps]) / steps if steps else Decimal(0)


def theta(values: Values, season: int) -> Ahead:
    """Move the smoothed level on with half of the fitted line's slope."""
    smoothing = min(_SMOOTHINGS, key=lambda one: _smoothing_error(values, one))
    remembered = (1 - (1 - smoothing) ** len(values)) / smoothing
    level, half_slope = _smoothed(values, smoothing), _slope(values) / 2
    return lambda step: level + half_slope * (step - 1 + remembered)


def _smoothed(values: Values, smoothing: Decimal) -> Decimal:
    level = values[0]
    for value in values[1:]:
        level += smoothing * (value - level)
    return level


def _smoothing_error(values: Values, smoothing: Decimal) -> Decimal:
    level, error = values[0], Decimal(0)
    for value in values[1:]:
        error += (value - level) ** 2
        level += smoothing * (value - level)
    return error


def _slope(values: Values) -> Decimal:
    """Return the slope of the least-squares line over the places 0, 1, 2…"""
    count = len(values)
    middle = Decimal(count - 1) / 2
    spread = sum(((place - middle) ** 2 for place in range(count)), Decimal(0))
    return sum(((place - middle) * value for place, value in enumerate(values)), Decimal(0)) / spread


Method = Callable[[Values, int], Ahead]
METHODS: Mapping[ForecastMethod, Method] = {ForecastMethod.DRIFT: drift, ForecastMethod.THETA: theta}
COSTLY: Mapping[ForecastMethod, Method] = {ForecastMethod.ETS: ets}


Places = frozenset[int]
LookAhead = Callable[[tuple[Decimal, ...], int, int, int, ForecastWith, Places], Forecast | NoForecast]


def look_ahead(
    values: Values,
    season: int,
    horizon: int,
    decimals: int,
    way: ForecastWith = ForecastWith.USUAL,
    unlike: Places = frozenset(),
) -> Forecast | NoForecast:
    """Forecast a series so many periods ahead with the method that has proved itself on it.

    Args:
        values: in order, without gaps. season: periods a year.
        decimals: of the figures; half of their last digit is the least spread that is claimed.
        way: whether exponential smoothing competes too, which takes some fifteen times as long.
        unlike: places of values that are unlike the usual.
    """
    first_origin = season + SHORTEST_BEYOND_SEASON - 1
    if len(values) <= first_origin or horizon < 1:
        return NoForecast("too_short")
    plain = _error(seasonal_naive, values, season, horizon, first_origin, unlike)
    methods = METHODS if way is ForecastWith.USUAL else {**METHODS, **COSTLY}
    errors = {name: _error(one, values, season, horizon, first_origin, unlike) for name, one in methods.items()}
    best = min(errors, key=lambda name: errors[name])
    if errors[best] >= plain and (plain or errors[best]):
        return NoForecast("no_better")
    return Forecast(
        method=best,
        value=methods[best](values, season)(horizon),
        deviation=_deviation(methods[best], values, season, first_origin, decimals, unlike)
        * _widening(best, values, season, horizon),
        horizon=horizon,
        error_ratio=errors[best] / plain if plain else Decimal(0),
    )


def _widening(name: ForecastMethod, values: Values, season: int, horizon: int) -> Decimal:
    """Return how much wider the spread is so far ahead: √(h (1 + h / steps of the slope)), as for a walk with drift."""
    steps = len(values) - 1 if name is not ForecastMethod.DRIFT else min(max(season, SHORTEST_PACE), len(values) - 1)
    return (horizon * (1 + Decimal(horizon) / steps)).sqrt()


def _error(method: Method, values: Values, season: int, horizon: int, first_origin: int, unlike: Places) -> Decimal:
    """Return the mean absolute error over all origins, up to the horizon."""
    errors = []
    for origin in range(first_origin, len(values)):
        ahead = method(values[:origin], season)
        for step in range(1, min(horizon, len(values) - origin) + 1):
            errors.append(_Error(origin, step, abs(ahead(step) - values[origin + step - 1])))
    counted = _counted(errors, unlike)
    return sum(counted, Decimal(0)) / len(counted)


class _Error(NamedTuple):
    """How far a method was off so many steps after the values before an origin."""

    origin: int
    step: int
    size: Decimal


def _counted(errors: Sequence[_Error], unlike: Places) -> list[Decimal]:
    """The errors from usual values to usual ones, all of them where there are none."""
    usual = [one.size for one in errors if not {one.origin - 1, one.origin + one.step - 1} & unlike]
    return usual or [one.size for one in errors]


def _deviation(
    method: Method, values: Values, season: int, first_origin: int, decimals: int, unlike: Places
) -> Decimal:
    """Return the root mean square of one-step errors, at least half of the last digit."""
    origins = range(first_origin, len(values))
    squares = [_Error(origin, 1, (method(values[:origin], season)(1) - values[origin]) ** 2) for origin in origins]
    errors = _counted(squares, unlike)
    found = (sum(errors, Decimal(0)) / len(errors)).sqrt()
    return max(found, _HALF.scaleb(-decimals))
