"""Goes through rows and keeps the good ones in a sheet; every other row gets its rejections."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import repeat

from tinhso.engines.indicators.contracts import (
    EmptyValueNeedsMissing,
    OfficialNotAllowed,
    OperatorWithoutValue,
    Rejection,
    Status,
    ValueAndMissing,
)
from tinhso.engines.indicators.contracts.import_errors import WrongCellCount
from tinhso.engines.indicators.logic.importing import cells
from tinhso.engines.indicators.logic.importing.cells import Meanings
from tinhso.engines.indicators.logic.importing.columns import OPTIONAL, Layout
from tinhso.engines.indicators.logic.importing.faults import Fault
from tinhso.engines.indicators.logic.importing.places import Place, Places
from tinhso.engines.indicators.logic.importing.reading import Cells
from tinhso.engines.indicators.logic.importing.sheet import GoodRow, Sheet, packed_key
from tinhso.engines.indicators.logic.importing.usual import UsualReader
from tinhso.kernel.quantities import NumberLocale, Operator

_MISSING_CODES = ", ".join(code for code in cells.MISSING if code)
_OFFICIAL = int(Status.OFFICIAL)


# Row number, (indicator, period), unit, value, items, operator, missing, status, note: as they stand in the file.
RowCells = tuple[int, tuple[str, str], str, str, tuple[str, ...], str, str, str, str]


class Judge:
    """Judges rows one chunk after another.

    Args:
        layout: the columns.
        places: indicators, periods, units and splits.
        locale: how numbers are written; None for machine numbers.
        may_be_official: says whether official figures of a unit id may be written.
    """

    def __init__(
        self, layout: Layout, places: Places, locale: NumberLocale | None, may_be_official: Callable[[int], bool]
    ) -> None:
        self.layout = layout
        self.places = places
        self.sheet = Sheet()
        self.rejections: list[Rejection] = []
        self._locale = locale
        self._may_be_official = may_be_official
        self._operators = cells.operators()
        self._missing = cells.missing_codes()
        self._statuses = cells.statuses()
        self._numbers: dict[tuple[int, bool], Meanings[int | None]] = {}
        # Indexes of units whose official figures may be written, as far as that was asked.
        self._official: set[int] = set()
        self._usual = UsualReader(
            layout, places, locale, self._operators, self._missing, self._statuses, self._official
        )

    def judge(self, first_row: int, rows: Sequence[Cells]) -> None:
        """Judge a chunk of rows, numbered from `first_row`."""
        numbers, good = self._well_formed(first_row, rows)
        if not good:
            return
        columns = list(zip(*good, strict=True))
        at = self.layout.places
        units = columns[at["unit"]]
        self.places.learn_units(set(units))
        usual = self._usual.read(columns)
        if usual is not None:
            self.sheet.extend_columns(numbers, usual)
            return
        pairs = zip(columns[at["indicator"]], columns[at["period"]], strict=True)
        optional = (columns[at[name]] if name in at else repeat("") for name in OPTIONAL)
        items: Iterable[tuple[str, ...]] = repeat(())
        if self.layout.dimensions:
            items = zip(*(columns[position] for _, position in self.layout.dimensions), strict=True)
        self._judge(zip(numbers, pairs, units, columns[at["value"]], items, *optional, strict=False))

    def _judge(self, rows: Iterable[RowCells]) -> None:
        """The loop over rows: nothing but look-ups as long as a row is usual; whatever is not gets a closer look."""
        places, statuses, notes = self.places, self._statuses, self.sheet.notes
        good: list[GoodRow] = []
        start = len(self.sheet)
        pairs, on_day, split_codes = places.pairs, places.on_day, places.split_codes
        operators, missing_codes, official = self._operators, self._missing, self._official
        for cells_of_row in rows:
            row, pair, unit_text, text, items, operator_text, missing_text, status_text, note = cells_of_row
            try:
                place = pairs[pair]
                unit = on_day[unit_text, place.on]
                split = split_codes[place.definition.id, items] if items else 0
                value = (place.reader or self._reader(place))[text]
                operator, missing, status = operators[operator_text], missing_codes[missing_text], statuses[status_text]
            except KeyError:
                self._look_closer(cells_of_row, start, good)
                continue
            if value is None or missing or (status == _OFFICIAL and unit not in official):
                self._look_closer(cells_of_row, start, good)
                continue
            if note and (said := note.strip()):
                notes[start + len(good)] = said
            good.append((row, place.index, unit, split, value, operator, missing, status))
        self.sheet.extend(good)

    def _look_closer(self, cells_of_row: RowCells, start: int, good: list[GoodRow]) -> None:
        """Read every cell of a row for itself; keep the row when nothing is wrong with any of them."""
        row, pair, unit_text, text, items, operator_text, missing_text, status_text, note = cells_of_row
        operator = self._operators.look_up(operator_text)
        missing = self._missing.look_up(missing_text)
        status = self._statuses.look_up(status_text)
        found: list[object] = [operator, missing, status]
        place = self.places.place(pair)
        unit: int | Fault = 0
        split: int | Fault = 0
        value: int | Fault | None = None
        if isinstance(place, Place):
            unit = self.places.unit(unit_text, place)
            split = self.places.split(place, [code for code, _ in self.layout.dimensions], items)
            value = self._reader(place).look_up(text)
            found += [unit, split, value, *self._contradictions(unit, value, missing, status, text, missing_text)]
            if value is None and isinstance(operator, int) and operator != Operator.EQUAL:
                found.append(Fault("operator", OperatorWithoutValue(operator=operator_text.strip())))
        faults = [one for one in (place, *found) if isinstance(one, Fault)]
        self.rejections += [fault.at(row) for fault in faults]
        if not isinstance(place, Place) or isinstance(unit, Fault) or isinstance(split, Fault):
            return
        if faults:
            self.sheet.refused_keys.append((packed_key(place.index, unit, split), row))
            return
        if said := note.strip():
            self.sheet.notes[start + len(good)] = said
        assert isinstance(operator, int)
        assert isinstance(missing, int)
        assert isinstance(status, int)
        assert not isinstance(value, Fault)
        good.append((row, place.index, unit, split, value or 0, operator, missing, status))

    def _contradictions(
        self,
        unit: int | Fault,
        value: int | Fault | None,
        missing: int | Fault,
        status: int | Fault,
        text: str,
        missing_text: str,
    ) -> Iterator[Fault]:
        """Yield what single cells cannot show: value against missing code, official figures without the right."""
        if value is None and missing == 0:
            yield Fault("value", EmptyValueNeedsMissing(known=_MISSING_CODES))
        if isinstance(value, int) and isinstance(missing, int) and missing:
            yield Fault("missing", ValueAndMissing(value=text, missing=missing_text))
        if status == _OFFICIAL and isinstance(unit, int):
            if self._may_be_official(self.places.units[unit].id):
                self._official.add(unit)
            else:
                yield Fault("status", OfficialNotAllowed(unit=self.places.units[unit].code))

    def _reader(self, place: Place) -> Meanings[int | None]:
        """Return the reader of a place's values; places with the same decimals share one."""
        if place.reader is None:
            definition = place.definition
            way = definition.decimals, definition.measure_unit == "percent"
            if way not in self._numbers:
                self._numbers[way] = cells.numbers(way[0], self._locale, way[1])
            place.reader = self._numbers[way]
        return place.reader

    def _well_formed(self, first_row: int, rows: Sequence[Cells]) -> tuple[Sequence[int], Sequence[Cells]]:
        """Return the rows that have a cell for each column, with their numbers; empty lines are left out."""
        width = self.layout.width
        if all(len(row) == width for row in rows):
            return range(first_row, first_row + len(rows)), rows
        numbers: list[int] = []
        good: list[Cells] = []
        for number, row in enumerate(rows, start=first_row):
            if len(row) == width:
                numbers.append(number)
                good.append(row)
            elif row:
                self.rejections.append(Fault("", WrongCellCount(found=len(row), wanted=width)).at(number))
        return numbers, good
