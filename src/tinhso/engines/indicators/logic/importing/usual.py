"""Chunks in which every row is usual, read a column at a time: known codes, plain numbers, no note, nothing missing.

A million rows of an export are such. Whatever is not, however little, makes the whole chunk go row by row (`judging`),
which finds the same where nothing is wrong and says what is where something is.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from operator import add, gt

from tinhso.engines.indicators.contracts import Status
from tinhso.engines.indicators.logic.importing.cells import PLAIN_DIGITS, Meanings
from tinhso.engines.indicators.logic.importing.columns import Layout
from tinhso.engines.indicators.logic.importing.faults import Fault
from tinhso.engines.indicators.logic.importing.places import Place, Places
from tinhso.engines.indicators.logic.importing.sheet import SheetColumns
from tinhso.kernel.quantities import NumberLocale

_OFFICIAL = int(Status.OFFICIAL)
Column = Sequence[str]


@dataclass(frozen=True)
class UsualReader:
    """Reads usual chunks; `official` are the units whose official figures may be written, as far as that was asked."""

    layout: Layout
    places: Places
    locale: NumberLocale | None
    operators: Meanings[int]
    missing: Meanings[int]
    statuses: Meanings[int]
    official: set[int]

    def read(self, columns: Sequence[Column]) -> SheetColumns | None:
        """Return what the rows say, by column, or None when some row is not usual."""
        at = self.layout.places
        states = self._states(columns)
        places = None if states is None else self._places(columns[at["indicator"]], columns[at["period"]])
        if states is None or places is None:
            return None
        numbers = [place.index for place in places]
        units = self._units(columns[at["unit"]], places)
        splits = self._splits(columns, places)
        values = plain_numbers(columns[at["value"]], self.locale, [place.decimals for place in places])
        if units is None or splits is None or values is None:
            return None
        if _OFFICIAL in states[2] and not self.official.issuperset(units):
            return None
        return SheetColumns(array("l", numbers), array("l", units), splits, array("q", values), *states)

    def _states(self, columns: Sequence[Column]) -> tuple[array[int], array[int], array[int]] | None:
        """Return operators, missing codes and statuses."""
        at, count = self.layout.places, len(columns[0])
        if "note" in at and any(text.strip() for text in set(columns[at["note"]])):
            return None
        found = []
        for name, meanings in (("operator", self.operators), ("missing", self.missing), ("status", self.statuses)):
            texts = columns[at[name]] if name in at else ("",)
            means = {}
            for text in set(texts):
                mean = meanings.look_up(text)
                if isinstance(mean, Fault) or (mean and name == "missing"):
                    return None
                means[text] = mean
            if len(means) == 1:
                found.append(array("b", means.values()) * count)
            else:
                found.append(array("b", map(means.__getitem__, texts)))
        return found[0], found[1], found[2]

    def _places(self, indicators: Column, periods: Column) -> list[Place] | None:
        if len(set(periods)) == 1:
            # A chunk of an export mostly speaks of one period.
            known = {}
            for indicator in dict.fromkeys(indicators):
                place = self.places.place((indicator, periods[0]))
                if isinstance(place, Fault):
                    return None
                known[indicator] = place
            return list(map(known.__getitem__, indicators))
        pairs = list(zip(indicators, periods, strict=True))
        if any(isinstance(self.places.place(pair), Fault) for pair in dict.fromkeys(pairs)):
            return None
        return list(map(self.places.pairs.__getitem__, pairs))

    def _units(self, texts: Column, places: list[Place]) -> list[int] | None:
        on_day = self.places.on_day
        days = {place.on for place in set(places)}
        if len(days) == 1:
            day = days.pop()
            first_row = dict(zip(reversed(texts), reversed(places), strict=True))
            known = {}
            for text in dict.fromkeys(texts):
                unit = on_day[text, day] if (text, day) in on_day else self.places.unit(text, first_row[text])
                if isinstance(unit, Fault):
                    return None
                known[text] = unit
            return list(map(known.__getitem__, texts))
        found = []
        for text, place in zip(texts, places, strict=True):
            key = text, place.on
            unit = on_day[key] if key in on_day else self.places.unit(text, place)
            if isinstance(unit, Fault):
                return None
            found.append(unit)
        return found

    def _splits(self, columns: Sequence[Column], places: list[Place]) -> array[int] | None:
        dimensions = self.layout.dimensions
        if not dimensions:
            return array("l", [0]) * len(places)
        items = zip(*(columns[position] for _, position in dimensions), strict=True)
        known = self.places.split_codes
        found = [known.get((place.definition.id, item), -1) for place, item in zip(places, items, strict=True)]
        return None if -1 in found else array("l", found)


def plain_numbers(texts: Column, locale: NumberLocale | None, decimals: list[int]) -> list[int] | None:
    """Return scaled integers, or None unless each is digits with at most one point and as many decimals as allowed.

    Three digits after the point need a closer look, as in `cells`: without a locale they are ambiguous.
    """
    most, any_decimals = PLAIN_DIGITS - max(decimals), any(decimals)
    if not any_decimals:
        return list(map(int, texts)) if _are_digits(texts, most) else None
    separator = "," if locale == "vi" else "."
    wholes, points, fractions = zip(*[text.partition(separator) for text in texts], strict=True)
    if not _are_digits(wholes, most):
        return None
    written = list(filter(None, fractions))
    lengths = list(map(len, fractions))
    # A point with nothing behind it is not plain either.
    if (written and not _are_digits(written, max(decimals))) or "".join(points).count(separator) != len(written):
        return None
    if 3 in lengths or any(map(gt, lengths, decimals)):
        return None
    if lengths != decimals:
        padded = zip(fractions, decimals, strict=True)
        fractions = tuple([fraction.ljust(allowed, "0") for fraction, allowed in padded])
    return list(map(int, map(add, wholes, fractions)))


def _are_digits(texts: Column, most: int) -> bool:
    """Say whether each text is one to `most` digits from 0 to 9."""
    together = "".join(texts)
    return all(texts) and together.isdecimal() and together.isascii() and max(map(len, texts)) <= most
