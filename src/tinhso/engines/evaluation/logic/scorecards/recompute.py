"""Computes the table of a scorecard again from the files beside it, with nothing but Python's standard library.

    python3 recompute.py            # prints the table and says whether it is the published one

Reads specification.json, units.csv, answers.csv and, where formulas score, inputs.csv, checks them against
manifest.json, computes with exact fractions, formulas from their figures, and compares the result with table.csv byte
for byte. It does not use the product that wrote these files.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
TOKEN = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?|[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)*|\S)")
WEIGHS = ("not_due", "not_reported", "refused")


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
    if row["shape"] == "formula":
        return min(max(value / 100, Fraction(0)), Fraction(1))
    low, high = Fraction(row["low"]), Fraction(row["high"])
    return min(max((value - low) / (high - low), Fraction(0)), Fraction(1))


class Formula:
    """A formula of the specification, computed from left to right while it is read: × and ÷ before + and −.

    Division by zero gives None, and so does everything that rests on it.
    """

    def __init__(self, text: str, figures: dict[str, Fraction]) -> None:
        self.parts: list[str] = [*TOKEN.findall(text.replace("×", "*").replace("÷", "/").replace("−", "-")), ""]
        self.figures, self.place = figures, 0

    def take(self, *wanted: str) -> str:
        found = self.parts[self.place]
        if wanted and found not in wanted:
            return ""
        self.place += 1
        return found

    def whole(self) -> Fraction | None:
        value = self.terms()
        if self.parts[self.place]:
            sys.exit(f"the formula cannot be read from {self.parts[self.place]!r} on")
        return value

    def terms(self) -> Fraction | None:
        value = self.factors()
        while sign := self.take("+", "-"):
            value = applied("sum" if sign == "+" else "-", [value, self.factors()])
        return value

    def factors(self) -> Fraction | None:
        value = self.atom()
        while sign := self.take("*", "/"):
            value = applied(sign, [value, self.atom()])
        return value

    def atom(self) -> Fraction | None:
        found = self.take()
        if found == "(":
            value = self.terms()
            self.take(")")
            return value
        if found == "-":
            return -Fraction(self.take())
        if found[:1].isdecimal():
            return Fraction(found)
        if not self.take("("):
            if found not in self.figures:
                sys.exit(f"the formula asks for {found}, which is not among its figures")
            return self.figures[found]
        values = [self.terms()]
        while self.take(","):
            values.append(self.terms())
        self.take(")")
        return applied(found, values)


def applied(operation: str, values: list[Fraction | None]) -> Fraction | None:
    """Return what an operation gives; a share and a growth are in percent."""
    known = [value for value in values if value is not None]
    if len(known) < len(values):
        return None
    first, last = known[0], known[-1]
    if operation in ("/", "share", "growth"):
        if not last:
            return None
        above = first - last if operation == "growth" else first
        return above / last if operation == "/" else 100 * above / last
    if operation == "*":
        return first * last
    if operation == "-":
        return first - last
    if operation == "sum":
        return sum(known, Fraction(0))
    if operation in ("min", "max"):
        return min(known) if operation == "min" else max(known)
    sys.exit(f"the formula asks for {operation}, which this script does not know")


def computed(formula: str, inputs: list[dict[str, str]]) -> tuple[str, str]:
    """Return what a formula gives, as text, and the kind of missing where it gives nothing."""
    absences = {row["absence"] for row in inputs if row["absence"]}
    if absences:
        return "", next((one for one in WEIGHS if one in absences), "not_applicable")
    value = Formula(formula, {row["indicator"]: Fraction(row["value"]) for row in inputs}).whole()
    return ("", "not_applicable") if value is None else (str(value), "")


def check_formula(row: dict[str, str], given: dict[str, str], inputs: list[dict[str, str]]) -> None:
    """Stop where what a formula counted does not follow from its figures, or where these are not told."""
    answer, absence = computed(row["formula"], inputs) if inputs else ("", "")
    if not inputs and given["answer"] and given["source"] in ("", "figure"):
        sys.exit(f"{given['unit']}, {given['component']}: the figures of the formula are not told")
    if inputs and share_of(row, answer, absence) != counted_share(row, given):
        said = given["answer"] or given["share"] or given["absence"]
        sys.exit(
            f"{given['unit']}, {given['component']}: {said} does not follow from the figures, {answer or absence} does"
        )
    if inputs and given["answer"] and Fraction(answer or 0) != Fraction(given["answer"]):
        sys.exit(f"{given['unit']}, {given['component']}: the figures give {answer or absence}, not {given['answer']}")


def check_formulas(specification: dict[str, Any], answers: list[dict[str, str]], inputs: list[dict[str, str]]) -> None:
    """Compute every formula again from its figures."""
    formulas = {row["code"]: row for row in specification["rows"] if row["shape"] == "formula"}
    figures: dict[tuple[str, str], list[dict[str, str]]] = {}
    for one in inputs:
        figures.setdefault((one["unit"], one["component"]), []).append(one)
    for given in answers:
        if given["component"] in formulas:
            check_formula(formulas[given["component"]], given, figures.get((given["unit"], given["component"]), []))


def rounded(value: Fraction, decimals: int) -> str:
    """Round half up and write without a float."""
    scaled = (value * 10**decimals * 2 + 1) // 2
    text = str(int(scaled)).rjust(decimals + 1, "0")
    return f"{text[:-decimals]}.{text[-decimals:]}" if decimals else text


def checked_share(row: dict[str, str], given: dict[str, str]) -> Fraction:
    """Return the share that was decided, after comparing it with the answer where that alone decided it."""
    share = Fraction(given["share"])
    answered = given["answer"] and given["source"] in ("figure", "claimed")
    if answered and share_of(row, given["answer"], given["absence"]) != share:
        sys.exit(f"{given['unit']}, {given['component']}: the share {share} does not follow from {given['answer']}")
    return share


def counted_share(row: dict[str, str], given: dict[str, str] | None) -> Fraction | None:
    """Return what a component counts: the share that was decided where one was, else what the answer earns."""
    if given is None:
        return share_of(row, "", "not_reported")
    if given["share"]:
        return checked_share(row, given)
    return share_of(row, given["answer"], given["absence"])


def share_below(components: list[dict[str, str]], shares: dict[str, Fraction | None]) -> Fraction | None:
    """Return points had over points that could be had, None where everything is left out."""
    had = could = Fraction(0)
    for row in components:
        share = shares[row["code"]]
        if share is not None:
            had, could = had + share * Fraction(row["points"]), could + Fraction(row["points"])
    return had / could if could else None


def places_of(shares: dict[str, Fraction]) -> dict[str, int]:
    """Return the place of each: one more than how many are better; equal ones share it."""
    return {unit: 1 + sum(other > share for other in shares.values()) for unit, share in shares.items()}


def pillars_of(components: list[dict[str, str]]) -> dict[str, list[dict[str, str]]]:
    """Return the components of each pillar: those whose codes begin alike, 2 before 10."""
    found: dict[str, list[dict[str, str]]] = {}
    for row in components:
        head, below, _rest = row["code"].partition(".")
        if below:
            found.setdefault(head, []).append(row)
    ordered = sorted(found, key=lambda code: (0, int(code), "") if code.isdecimal() else (1, 0, code))
    return {code: found[code] for code in ordered}


def table_of(specification: dict[str, Any], units: list[dict[str, str]], answers: list[dict[str, str]]) -> str:
    """Return the table as CSV text: place, unit, score, place in its cluster, points and place of each pillar."""
    components = [row for row in specification["rows"] if row["shape"]]
    given: dict[tuple[str, str], dict[str, str]] = {(row["unit"], row["component"]): row for row in answers}
    shares = {
        one["unit"]: {row["code"]: counted_share(row, given.get((one["unit"], row["code"]))) for row in components}
        for one in units
    }
    whole = {unit: share_below(components, found) or Fraction(0) for unit, found in shares.items()}
    places, clusters = places_of(whole), {one["unit"]: one["cluster"] for one in units}
    in_cluster: dict[str, int] = {}
    for cluster in set(clusters.values()):
        in_cluster.update(places_of({unit: share for unit, share in whole.items() if clusters[unit] == cluster}))
    pillars = pillars_of(components)
    parts = {code: {unit: share_below(rows, found) for unit, found in shares.items()} for code, rows in pillars.items()}
    part_places = {
        code: places_of({unit: share for unit, share in found.items() if share is not None})
        for code, found in parts.items()
    }
    is_index = specification["shown_as"] == "index"

    def shown(share: Fraction | None, rows: list[dict[str, str]]) -> str:
        points = Fraction(1) if is_index else sum((Fraction(row["points"]) for row in rows), Fraction(0))
        return "" if share is None else rounded(share * points, specification["decimals"])

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(
        [
            "rank",
            "unit",
            "score",
            "cluster",
            "cluster_rank",
            *(f"{n}_{code}" for code in pillars for n in ("points", "rank")),
        ]
    )
    for unit in sorted(whole, key=lambda one: (-whole[one], one)):
        row: list[Any] = [places[unit], unit, shown(whole[unit], components), clusters[unit], in_cluster[unit]]
        for code, rows in pillars.items():
            row += [shown(parts[code][unit], rows), part_places[code].get(unit, "")]
        writer.writerow(row)
    return out.getvalue()


def rows_of(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def main() -> int:
    manifest = json.loads((HERE / "manifest.json").read_text(encoding="utf-8"))
    for name, expected in manifest["sha256"].items():
        if hashlib.sha256((HERE / name).read_bytes()).hexdigest() != expected:
            print(f"{name}: changed since it was published")
            return 1
    specification = json.loads((HERE / "specification.json").read_text(encoding="utf-8"))
    answers = rows_of("answers.csv")
    check_formulas(specification, answers, rows_of("inputs.csv") if "inputs.csv" in manifest["sha256"] else [])
    table = table_of(specification, rows_of("units.csv"), answers)
    print(table, end="")
    if table.encode() != (HERE / "table.csv").read_bytes():
        print("DIFFERENT from the published table.csv")
        return 1
    print(f"the same as the published table.csv, {manifest['scorecard']} version {manifest['version']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
