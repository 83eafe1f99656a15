"""Other people's workbooks: how their sheets are read (a mapping), and what reading them gives."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Literal

from tinhso.engines.indicators.contracts import ImportSummary
from tinhso.kernel.quantities import NumberLocale
from tinhso.kernel.workbooks import PlainPercent

AxisName = Literal["unit", "period", "indicator"]
AXES: tuple[AxisName, ...] = ("unit", "period", "indicator")
SKIP = "-"
"""Decision about a label: what stands beside it is not read (totals, remarks)."""
WHOLE = "*"
"""Decision about a label of a dimension: the figure is of the whole, not of one of its items."""
AS_SAID = "said"
"""Figures are converted from the unit of measure that the sheet says them in."""
DIMENSION = "dim."
"""Axes of dimensions are named `dim.CODE`, as the columns of an import are."""


@dataclass(frozen=True, slots=True)
class Axis:
    """Where the unit, the period or the indicator of a figure is said.

    Attributes:
        source: `fixed` (the same for all), `column` (in this column of the figure's row), `row` (in this row of its
            column).
        value: the code or name, the letters of the column, the number of the row.
    """

    source: Literal["fixed", "column", "row"] = "column"
    value: str = ""


@dataclass(frozen=True, slots=True)
class WorkbookMapping:
    """How the figures of a sheet are found and what they mean. Every figure stands in `columns` from `first_row` on.

    Attributes:
        columns: letters, single or as ranges (`D:F, H`).
        last_row: 0 reads to the end.
        percent: what a number without a percent format means for an indicator in percent; None refuses it.
        measure_unit: what figures are in, where an indicator is measured in another unit of the same kind: a code, or
            AS_SAID; empty refuses figures that the sheet says in another unit.
        marks_are_empty: cells with only “-” or “…” hold nothing.
        dims: by code of a dimension, where the item of a figure is said; none where figures are not split by it.
        decisions: by `axis:label` (label folded), the code it stands for, or SKIP; of a dimension's label also WHOLE.
    """

    sheet: str
    columns: str
    first_row: int
    last_row: int = 0
    unit: Axis = Axis()
    period: Axis = Axis()
    indicator: Axis = Axis()
    locale: NumberLocale = "vi"
    percent: PlainPercent | None = None
    marks_are_empty: bool = False
    measure_unit: str = ""
    decisions: dict[str, str] = field(default_factory=dict)
    dims: dict[str, Axis] = field(default_factory=dict)

    @property
    def axes(self) -> tuple[str, ...]:
        """The names of everything that is said of a figure: unit, period, indicator, `dim.CODE`."""
        return *AXES, *(DIMENSION + code for code in self.dims)

    def axis(self, name: str) -> Axis:
        if name.startswith(DIMENSION):
            return self.dims[name.removeprefix(DIMENSION)]
        return {"unit": self.unit, "period": self.period, "indicator": self.indicator}[name]

    def plain(self) -> dict[str, Any]:
        """As stored."""
        return asdict(self)

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> WorkbookMapping:
        """As it was stored."""
        dims = {code: Axis(**axis) for code, axis in plain.get("dims", {}).items()}
        return cls(**plain | {name: Axis(**plain[name]) for name in AXES} | {"dims": dims})


@dataclass(frozen=True, slots=True)
class SavedMapping:
    """A mapping under its name, for the next file."""

    id: int
    name: str
    mapping: WorkbookMapping
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A workbook somebody uploaded to map; kept for a few days, for them alone."""

    id: int
    name: str
    sheets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SheetCorner:
    """The beginning of a sheet as people see it: letters of columns, rows with their numbers and texts."""

    letters: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A cell that cannot be taken as it is, by its address, with the reason."""

    address: str
    code: str
    message_vi: str
    message_en: str

    def message(self, language: str = "vi") -> str:
        return self.message_en if language.startswith("en") else self.message_vi


@dataclass(frozen=True, slots=True)
class Label:
    """What a label of the file stands for. `code` is empty while nobody knows; `exact` False: matched without tones.

    Attributes:
        address: the first cell that says it; `count` cells do.
        name: of what it stands for.
        suggestions: codes and names that an unknown label may mean, best first; a person takes one or none.
    """

    axis: str
    text: str
    key: str
    address: str
    count: int
    code: str = ""
    name: str = ""
    exact: bool = True
    suggestions: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class MappingPreview:
    """What an import by a mapping would do: labels, doubtful cells, and the judgement of the import's own rules."""

    labels: tuple[Label, ...]
    doubts: tuple[Doubt, ...]
    figures: int
    sample: tuple[tuple[str, str, str, str, str], ...]
    summary: ImportSummary | None

    @property
    def may_be_imported(self) -> bool:
        return not self.doubts and self.figures > 0 and self.summary is not None and not self.summary.rejections
