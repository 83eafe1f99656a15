"""Dimensions (phân tổ) made on screen: what a person says of one, how it is shown, what is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from tinhso.engines.indicators.contracts import DefinitionView, DimensionView
from tinhso.engines.reporting.contracts.errors import ReportingError


@dataclass(frozen=True, slots=True)
class NewItem:
    """A category as a person says it. `code` empty makes one of the name; without a day it is in force for good."""

    name_vi: str
    name_en: str = ""
    code: str = ""
    valid_from: date | None = None


@dataclass(frozen=True, slots=True)
class DimensionPage:
    """A dimension with who uses it.

    Attributes:
        indicators: the versions in force today of the indicators that are split by it.
        forms: codes and names of forms whose newest version asks for one of its items.
        splittable: indicators of the reader's agencies that are not split by it yet.
        still_asked: by code of an item that has ended, the forms whose newest version asks for it all the same: a
            published version never changes.
    """

    dimension: DimensionView
    indicators: tuple[DefinitionView, ...]
    forms: tuple[tuple[str, str, str], ...]
    splittable: tuple[DefinitionView, ...]
    still_asked: Mapping[str, tuple[tuple[str, str, str], ...]] = field(default_factory=dict)


class DimensionNotReady(ReportingError):
    code = "REP-128"
    title_vi, title_en = "Phân tổ chưa dùng được", "Dimension not usable"
    message_vi = "{reason_vi}"
    message_en = "{reason_en}"

    @classmethod
    def because(cls, field: str, reason_vi: str, reason_en: str) -> DimensionNotReady:
        """Name the field and what is wrong."""
        return cls(reason_vi=reason_vi, reason_en=reason_en).at(field=field)


class UnknownDimension(ReportingError):
    code = "REP-129"
    status = 404
    title_vi, title_en = "Không có phân tổ này", "No such dimension"
    message_vi = "Không có phân tổ “{dimension}”."
    message_en = "There is no dimension “{dimension}”."
