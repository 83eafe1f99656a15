"""By which texts such a file is asked for: dated data in `grounds.csv`, each “cần kiểm tra” until it was read."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Ground:
    """One legal text; `confirmed` False is shown as “cần kiểm tra”."""

    code: str
    valid_from: date
    title: str
    about: str
    source: str
    confirmed: bool


@cache
def grounds() -> tuple[Ground, ...]:
    """Return every text in the order of the file."""
    lines = csv.DictReader(files(__package__).joinpath("grounds.csv").read_text(encoding="utf-8").splitlines())
    return tuple(
        Ground(
            line["code"],
            date.fromisoformat(line["valid_from"]),
            line["title"],
            line["about"],
            line["source"],
            line["confirmed"] == "yes",
        )
        for line in lines
    )
