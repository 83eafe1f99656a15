"""As of a moment against now, restated against as reported: the same question both ways, side by side.

    python bench/as_of.py [--figures 1000000]

3,321 communes in 34 provinces, 50 months. After a first checkpoint 5,000 figures are corrected and 300 communes go
whole into others, 60 in shares into two: what is asked as of the first checkpoint must leave all of that out. Then the
same as of for rules that do not simply add up, each by an indicator of its own where there are as many.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src"), str(ROOT / "bench")]
RUNS, CORRECTED, MERGED, DIVIDED = 7, 5_000, 300, 60
DAY = date(2026, 1, 1)
# Rules by which figures make the figure of a province or a quarter, and of what periods it is asked.
OTHER_RULES: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("mean", "nd09:2022-11..2026-12", {"space_rule": "mean", "time_rule": "mean", "merge_rule": "mean"}),
    (
        "weighted mean",
        "nd09:2022-11..2026-12",
        {"space_rule": "weighted_mean", "time_rule": "mean", "merge_rule": "weighted_mean"},
    ),
    ("greatest", "nd09:2022-11..2026-12", {"space_rule": "max", "time_rule": "max", "merge_rule": "max"}),
    ("last of a quarter", "nd09:2023-Q1..2026-Q4", {"nature": "stock", "time_rule": "last"}),
)
RATIO = "bench_ratio"


def main() -> None:
    from bench.empty_database import empty_database

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--figures", type=int, default=1_000_000, help="how many figures to ask about")
    options = parser.parse_args()
    with empty_database():
        measure(options.figures)


def measure(figures: int) -> None:
    """Print each pair of questions with its ratio."""
    from dataclasses import replace

    import rollup

    from tinhso.engines.cube import api as cube
    from tinhso.engines.cube.contracts import CURRENT, FigureQuery
    from tinhso.engines.orgs.testing import everything_rights
    from tinhso.engines.trust import api as trust
    from tinhso.kernel.periods import parse_period_range

    indicators = max(1, figures // (rollup.COMMUNES * rollup.MONTHS))
    _, codes, _ = rollup.prepare(indicators)
    others = define_other_rules(codes)
    trust.seal_all()
    first = trust.latest_checkpoint()
    assert first is not None
    correct(codes)
    reorganise()
    trust.seal_all()
    cube.compact(full=True)
    print(f"{indicators * rollup.COMMUNES * rollup.MONTHS:,} figures")
    months = parse_period_range("nd09:2022-11..2026-12")
    adding = tuple(code for code in codes if code not in others.values())
    now = FigureQuery(adding, months, "province", everything_rights())
    communes = replace(now, level="commune", indicators=adding[:1], periods=months[:24])
    pairs = [
        ("as of an earlier checkpoint / now, all → province", replace(now, as_of=first.tree_size), now),
        (
            "as of an earlier checkpoint / now, 1 × 24 months → commune",
            replace(communes, as_of=first.tree_size), communes,
        ),
        ("restated / as reported, all → province", replace(now, structure=CURRENT), now),
        ("restated / as reported, 1 × 24 months → commune", replace(communes, structure=CURRENT), communes),
    ]  # fmt: skip
    asked_of = {rule: parse_period_range(periods) for rule, periods, _ in OTHER_RULES}
    for rule, code in others.items():
        one = replace(now, indicators=(code,), periods=asked_of.get(rule, months))
        pairs.append(
            (f"as of an earlier checkpoint / now, {rule} → province", replace(one, as_of=first.tree_size), one)
        )
    for title, asked, plain in pairs:
        compare(title, lambda asked=asked: rollup.computed(asked), lambda plain=plain: rollup.computed(plain))  # type: ignore[misc]


def define_other_rules(codes: list[str]) -> dict[str, str]:
    """Let indicators beyond the first follow other rules, and one be the ratio of two sums; return them by rule."""
    from tinhso.engines.indicators.testing import make_definition
    from tinhso.kernel.formulas import parse_formula, to_json

    found = {}
    for code, (rule, _, fields) in zip(codes[1:], OTHER_RULES, strict=False):
        weight = {"weight_indicator": codes[0]} if rule == "weighted mean" else {}
        make_definition(code, version=2, valid_from=date(2021, 1, 1), **fields, **weight)
        found[rule] = code
    ratio = {"space_rule": "ratio_of_sums", "time_rule": "ratio_of_sums", "merge_rule": "ratio_of_sums"}
    formula = to_json(parse_formula(f"share({codes[0]}, {codes[-1]})"))
    make_definition(RATIO, kind="ratio", decimals=2, formula=formula, **ratio)
    return found | {"ratio of sums": RATIO}


def compare(title: str, asked: Callable[[], Any], plain: Callable[[], Any]) -> None:
    """Take turns, so that both meet the same machine; print medians and their ratio."""
    rows = len(asked()), len(plain())
    times: dict[str, list[tuple[float, float]]] = {"asked": [], "plain": []}
    for _ in range(RUNS):
        for name, work in (("asked", asked), ("plain", plain)):
            start, used = time.perf_counter(), time.process_time()
            work()
            times[name].append((time.perf_counter() - start, time.process_time() - used))
    print(f"{title}: {rows[0]:,} rows, {rows[1]:,} rows")
    for measured, what in enumerate(("elapsed", "processor")):
        one, other = (statistics.median(pair[measured] for pair in times[name]) for name in times)
        print(f"  {what:9} {one * 1000:5.0f} ms, {other * 1000:5.0f} ms, {one / other:.2f}×")


def correct(codes: list[str]) -> None:
    """Correct figures after the first checkpoint, so that as-of has something to leave out."""
    from tinhso.engines.indicators import api as indicators
    from tinhso.engines.indicators.contracts import BatchSpec, FigureKey, FigureState, FigureWrite
    from tinhso.engines.indicators.testing import make_period
    from tinhso.engines.orgs import api as orgs

    chance, month = random.Random(1), make_period("nd09:2026-10")
    units = [unit.id for unit in orgs.units_on("commune", DAY)]
    numbers = [indicators.definition(code).indicator_id for code in codes]
    keys = {FigureKey(chance.choice(numbers), chance.choice(units), month) for _ in range(CORRECTED)}
    writes = [FigureWrite(key, FigureState(chance.randint(0, 10**6))) for key in sorted(keys)]
    indicators.write_batches([BatchSpec("reporting.submitted", "reporting.assignment:1", "system:bench", writes)])


def reorganise() -> None:
    """Let some communes go into their neighbours of the same province, whole or in shares."""
    import rollup

    from tinhso.engines.orgs import api as orgs
    from tinhso.engines.orgs.contracts import NewSuccessionLink

    units = orgs.units_on("commune", DAY)
    by_place = {int(unit.code): unit.id for unit in units}
    links, shares = [], dict[tuple[int, int], int]()
    for number in range(1, MERGED + 1):
        links.append(NewSuccessionLink(by_place[number], by_place[number + 10 * rollup.PROVINCES + MERGED]))
    for number in range(MERGED + 1, MERGED + DIVIDED + 1):
        old, ends = by_place[number], [by_place[number + far * rollup.PROVINCES] for far in (40, 41)]
        links += [NewSuccessionLink(old, new, whole=False) for new in ends]
        shares |= {(old, ends[0]): 400_000_000, (old, ends[1]): 600_000_000}
    orgs.apply_succession(
        code="bench", effective_on=DAY, decision="đo", links=links, weights={"area": shares}, actor="system:bench"
    )


if __name__ == "__main__":
    main()
