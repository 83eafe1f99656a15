"""Reading a sheet by a mapping: every figure with its unit, period and indicator, or a doubt that names the cell."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from tinhso.engines.indicators.contracts import DefinitionView
from tinhso.engines.reporting.contracts import CellKind
from tinhso.engines.reporting.contracts.mapping import DIMENSION, WHOLE, Doubt, Label, WorkbookMapping
from tinhso.engines.reporting.contracts.mapping_errors import (
    AmbiguousLabel,
    EmptyLabel,
    UnmappedLabel,
    UnreadPeriod,
    WrongMapping,
)
from tinhso.engines.reporting.logic.excel.words import KIND_OF_WORDS
from tinhso.engines.reporting.logic.mapping.labels import Labels, Meaning, label_key
from tinhso.engines.reporting.logic.mapping.period_labels import EXAMPLES, read_period
from tinhso.engines.reporting.logic.mapping.said_units import (
    CONVERTED_DECIMALS,
    SaidUnit,
    SaidUnits,
    in_unit_of_indicator,
    unit_of_file,
)
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.periods import Period, find_scheme
from tinhso.kernel.quantities import Measured, Operator, plain_text
from tinhso.kernel.vietnamese import fold
from tinhso.kernel.workbooks import FigureRules, SheetCell, Worksheet, column_number, read_figure

PERCENT = "percent"
MOST_COLUMNS = 200
_MARKS = {"-", "–", "—", "...", "…", "x", "X"}
_ABSENT = {CellKind.NOT_APPLICABLE: "not_applicable", CellKind.REFUSED: "refused"}


@dataclass
class ReadSheet:
    """What reading gave: rows for the import with the address of each, labels met, doubts."""

    rows: list[dict[str, str]] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    labels: dict[str, Label] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)

    def doubt(self, address: str, error: TinhSoError) -> None:
        self.doubts.append(Doubt(address, error.code, error.message("vi"), error.message("en")))


@dataclass(frozen=True, slots=True)
class _Place:
    """What a figure speaks of."""

    definition: DefinitionView
    period: Period
    unit: str
    items: dict[str, str]


def read_sheet(sheet: Worksheet, mapping: WorkbookMapping) -> ReadSheet:
    """Read every figure of a sheet; nothing is guessed and nothing is written.

    Raises:
        WrongMapping (REP-181): the mapping itself makes no sense.
    """
    read, labels = ReadSheet(), Labels(mapping)
    columns = figure_columns(mapping.columns)
    _check_axes(mapping, labels)
    units = SaidUnits.of(sheet, mapping.first_row)
    last = min(mapping.last_row or sheet.last_row, sheet.last_row)
    for row in range(max(mapping.first_row, 1), last + 1):
        for column in columns:
            cell = sheet.cell(row, column)
            if not cell.is_blank and not (mapping.marks_are_empty and cell.label in _MARKS):
                _read_cell(read, labels, units, mapping, cell)
    return read


def figure_columns(text: str) -> list[int]:
    """The columns that a text names: `D:F, H`.

    Raises:
        WrongMapping (REP-181).
    """
    found: list[int] = []
    for part in text.replace(";", ",").replace("-", ":").split(","):
        first, _, last = part.strip().partition(":")
        start, end = column_number(first), column_number(last or first)
        if not 0 < start <= end or end - start >= MOST_COLUMNS:
            raise WrongMapping(
                value=text, field_vi="cột số liệu", field_en="the columns of figures",
                hint_vi="Viết chữ của cột, ví dụ D:F, H.", hint_en="Write letters, for example D:F, H.",
            )  # fmt: skip
        found += range(start, end + 1)
    return list(dict.fromkeys(found))


def _check_axes(mapping: WorkbookMapping, labels: Labels) -> None:
    for code in mapping.dims:
        if code not in labels.dimensions:
            raise WrongMapping(
                value=code, field_vi="phân tổ", field_en="the dimension",
                hint_vi="Chọn một phân tổ đã có.", hint_en="Choose a dimension that exists.",
            )  # fmt: skip
    for name in mapping.axes:
        axis = mapping.axis(name)
        fits = {
            "fixed": bool(axis.value.strip()),
            "column": column_number(axis.value) > 0,
            "row": axis.value.isdecimal() and int(axis.value) > 0,
        }[axis.source]
        if not fits:
            vi, en = labels.axis_words(name)
            raise WrongMapping(
                value=axis.value, field_vi=vi, field_en=f"the {en}",
                hint_vi="Ghi mã hoặc tên, chữ của cột, hoặc số của dòng tiêu đề.",
                hint_en="Give a code or name, the letters of a column, or the number of a heading row.",
            )  # fmt: skip


def _read_cell(read: ReadSheet, labels: Labels, units: SaidUnits, mapping: WorkbookMapping, cell: SheetCell) -> None:
    said = {name: _label_cell(units.sheet, mapping, name, cell) for name in mapping.axes}
    if any(labels.skips(name, one.label) for name, one in said.items()):
        return
    try:
        place = _place(read, labels, said, cell)
        if place is None:
            return
        row = _figure(cell, place.definition, mapping, units.of_figure(cell, said["indicator"]))
    except TinhSoError as error:
        read.doubt(cell.address, error)
        return
    if row is None:
        return
    key = {"indicator": place.definition.code, "unit": place.unit, "period": place.period.code}
    read.rows.append(key | place.items | row)
    read.addresses.append(cell.address)


def _label_cell(sheet: Worksheet, mapping: WorkbookMapping, name: str, cell: SheetCell) -> SheetCell:
    """The cell that says the unit, period or indicator of a figure; a merged heading counts for all it covers."""
    axis = mapping.axis(name)
    if axis.source == "fixed":
        return SheetCell(cell.row, cell.column, text=axis.value)
    if axis.source == "column":
        return sheet.shown(cell.row, column_number(axis.value))
    return sheet.shown(int(axis.value), cell.column)


def _place(read: ReadSheet, labels: Labels, said: dict[str, SheetCell], cell: SheetCell) -> _Place | None:
    """Say what a figure speaks of; a label that nobody knows is noted once and makes its figures doubtful."""
    for name, one in said.items():
        if not one.label:
            vi, en = labels.axis_words(name)
            raise EmptyLabel(label_cell=one.address, axis_vi=vi, axis_en=en)
    indicator = _known(read, labels, "indicator", said["indicator"], labels.indicator(said["indicator"].label))
    versions = labels.definitions[indicator.code]
    scheme = versions[-1].scheme
    decided = labels.decision("period", said["period"].label)
    about = SheetCell(1, 1, text=decided) if decided else said["period"]
    period = read_period(about, scheme)
    if period is None:
        _note(read, "period", said["period"], Meaning())
        example = EXAMPLES.get(find_scheme(scheme).frequency.code, "2026")
        raise UnreadPeriod(label=said["period"].label, scheme=scheme, example=example)
    _note(read, "period", said["period"], Meaning(period.code, period.label("vi")))
    definition = next((one for one in reversed(versions) if one.valid_from <= period.end), versions[0])
    level = definition.collected_level
    unit = _known(read, labels, "unit", said["unit"], labels.unit(said["unit"].label, level, period.end))
    items = {}
    for name, one in said.items():
        if name.startswith(DIMENSION):
            meaning = labels.item(name.removeprefix(DIMENSION), one.label, period.end)
            code = _known(read, labels, name, one, meaning).code
            items[name] = "" if code == WHOLE else code
    return _Place(definition, period, unit.code, items)


def _known(read: ReadSheet, labels: Labels, name: str, cell: SheetCell, meaning: Meaning) -> Meaning:
    _note(read, name, cell, meaning)
    if meaning.code:
        return meaning
    if meaning.candidates:
        raise AmbiguousLabel(label=cell.label, candidates=", ".join(meaning.candidates))
    vi, en = labels.axis_words(name)
    raise UnmappedLabel(label=cell.label, axis_vi=vi, axis_en=en)


def _note(read: ReadSheet, name: str, cell: SheetCell, meaning: Meaning) -> None:
    """Count a label; one that means something else in another period keeps its first meaning here."""
    key = label_key(name, cell.label)
    before = read.labels.get(key)
    if before is None:
        read.labels[key] = Label(name, cell.label, key, cell.address, 1, meaning.code, meaning.name, meaning.exact)
    else:
        code, name_of, exact = before.code or meaning.code, before.name or meaning.name, before.exact and meaning.exact
        read.labels[key] = Label(name, before.text, key, before.address, before.count + 1, code, name_of, exact)


def _figure(
    cell: SheetCell, definition: DefinitionView, mapping: WorkbookMapping, said: SaidUnit | None
) -> dict[str, str] | None:
    """The columns of an import that a cell fills; None where it holds nothing."""
    kind = KIND_OF_WORDS.get(fold(cell.label)) if not cell.formula else None
    if kind in _ABSENT:
        return {"value": "", "operator": "=", "missing": _ABSENT[kind]}
    if kind is CellKind.ZERO:
        return _written(Measured(Operator.EQUAL, Decimal(0)))
    is_other = unit_of_file(said, definition, mapping) != definition.measure_unit
    decimals = CONVERTED_DECIMALS if is_other else definition.decimals
    rules = FigureRules(mapping.locale, decimals, definition.measure_unit == PERCENT, mapping.percent)
    measured = read_figure(cell, rules)
    return None if measured is None else _written(in_unit_of_indicator(measured, said, definition, mapping))


def _written(measured: Measured) -> dict[str, str]:
    value = plain_text(measured.value).replace(".", ",")
    return {"value": value, "operator": measured.operator.symbol, "missing": ""}
