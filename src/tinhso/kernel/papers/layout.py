"""Measures of an official paper (NĐ 30/2020/NĐ-CP, Phụ lục I): dated data in `layout.csv`, each “cần kiểm tra”."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"


@dataclass(frozen=True, slots=True)
class LayoutConstant:
    """One measure from a day on; `confirmed` False is shown as “cần kiểm tra”."""

    code: str
    valid_from: date
    value: Decimal
    unit: str
    about: str
    source: str
    confirmed: bool


@cache
def layout_constants() -> tuple[LayoutConstant, ...]:
    """Return every measure in the order of the file."""
    return tuple(_read(files(__package__).joinpath("layout.csv").read_text(encoding="utf-8")))


def layout_on(day: date) -> dict[str, Decimal]:
    """Return the measures in force on a day (the first known ones for a day before them all)."""
    chosen: dict[str, LayoutConstant] = {}
    for constant in sorted(layout_constants(), key=lambda one: one.valid_from):
        if constant.code not in chosen or constant.valid_from <= day:
            chosen[constant.code] = constant
    return {code: constant.value for code, constant in chosen.items()}


def _read(text: str) -> Iterator[LayoutConstant]:
    for line in csv.DictReader(text.splitlines()):
        yield LayoutConstant(
            line["code"],
            date.fromisoformat(line["valid_from"]),
            Decimal(line["value"]),
            line["unit"],
            line["about"],
            line["source"],
            line["confirmed"] == "yes",
        )
