"""Computes the table of a scorecard again from the files beside it, with nothing but Python's standard library.

    python3 recompute.py            # prints the table and says whether it is the published one

Reads specification.json and answers.csv, checks both against manifest.json, computes with exact fractions, and compares
the result with table.csv byte for byte. It does not use the product that wrote these files.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


def share_of(row: dict[str, str], answer: str, absence: str) -> Fraction | None:
    """Return the share of a component's points, None where it is left out."""
    if row["shape"] == "not_scored" or absence in ("not_applicable", "not_due"):
        return None
    if absence:
        return Fraction(0)
    if row["shape"] == "graded":
        grades = dict(part.split("=") for part in row["grades"].split(";"))
        return Fraction(grades[answer])
    value = Fraction(answer)
    if row["shape"] == "yes_no":
        return value
    if row["shape"] == "halves":
        return value / 2
    if row["shape"] == "ratio":
        return min(value, Fraction(1))
    if row["shape"] == "to_target":
        return min(value / Fraction(row["high"]), Fraction(1))
    low, high = Fraction(row["low"]), Fraction(row["high"])
    return min(max((value - low) / (high - low), Fraction(0)), Fraction(1))


def rounded(value: Fraction, decimals: int) -> str:
    """Round half up and write without a float."""
    scaled = (value * 10**decimals * 2 + 1) // 2
    text = str(int(scaled)).rjust(decimals + 1, "0")
    return f"{text[:-decimals]}.{text[-decimals:]}" if decimals else text


def table_of(specification: dict[str, Any], answers: list[dict[str, str]]) -> str:
    """Return the table as CSV text: place, unit, score."""
    components = [row for row in specification["rows"] if row["shape"]]
    given: dict[str, dict[str, tuple[str, str]]] = {}
    for row in answers:
        given.setdefault(row["unit"], {})[row["component"]] = (row["answer"], row["absence"])
    shares = {}
    for unit, by_component in given.items():
        had = could = Fraction(0)
        for row in components:
            share = share_of(row, *by_component.get(row["code"], ("", "not_reported")))
            if share is not None:
                had, could = had + share * Fraction(row["points"]), could + Fraction(row["points"])
        shares[unit] = had / could if could else Fraction(0)
    whole = Fraction(1) if specification["shown_as"] == "index" else Fraction(specification["points"])
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["rank", "unit", "score"])
    for unit in sorted(shares, key=lambda one: (-shares[one], one)):
        rank = 1 + sum(other > shares[unit] for other in shares.values())
        writer.writerow([rank, unit, rounded(shares[unit] * whole, specification["decimals"])])
    return out.getvalue()


def main() -> int:
    manifest = json.loads((HERE / "manifest.json").read_text(encoding="utf-8"))
    for name, expected in manifest["sha256"].items():
        if hashlib.sha256((HERE / name).read_bytes()).hexdigest() != expected:
            print(f"{name}: changed since it was published")
            return 1
    specification = json.loads((HERE / "specification.json").read_text(encoding="utf-8"))
    with (HERE / "answers.csv").open(encoding="utf-8", newline="") as stream:
        table = table_of(specification, list(csv.DictReader(stream)))
    print(table, end="")
    if table.encode() != (HERE / "table.csv").read_bytes():
        print("DIFFERENT from the published table.csv")
        return 1
    print(f"the same as the published table.csv, {manifest['scorecard']} version {manifest['version']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
