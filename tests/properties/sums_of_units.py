"""What a total of a province must be: the sum of its units plus the lines that agencies listed above them.

The lines and who stood below whom are read by plain SQL; only the figures of units and provinces come from answers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any

from tests.properties.installation import Installation

Row = Mapping[str, Any]

# The newest state of every adjustment line, in its definition's decimals.
_LINES = """
SELECT i.code, p.code, u.code, e.value, d.decimals
FROM indicators_entry e
JOIN (SELECT indicator_id, period_id, unit_id, dims, scenario, line, MAX(entry_no) AS newest
      FROM indicators_entry GROUP BY 1, 2, 3, 4, 5, 6) n
  ON n.indicator_id = e.indicator_id AND n.period_id = e.period_id AND n.unit_id = e.unit_id AND n.dims = e.dims
 AND n.scenario = e.scenario AND n.line = e.line AND n.newest = e.entry_no
JOIN indicators_indicator i ON i.id = e.indicator_id
JOIN indicators_periodrow p ON p.id = e.period_id
JOIN orgs_unit u ON u.id = e.unit_id
JOIN indicators_definition d ON d.id = e.definition_id
WHERE e.line <> '' AND e.value IS NOT NULL
"""


def adjustment_lines(installed: Installation) -> list[tuple[str, str, str, Fraction]]:
    """Every adjustment line that stands, as (indicator, period, unit, value)."""
    rows = installed.rows(_LINES)
    return [(code, period, unit, Fraction(value, 10**decimals)) for code, period, unit, value, decimals in rows]


def amount(row: Row) -> Fraction:
    """The exact value of a row; a missing one adds nothing."""
    return Fraction(int(row["numerator"]), int(row["denominator"])) if row["numerator"] else Fraction(0)


def differences(
    answers: Mapping[str, Iterable[Row]],
    lines: Iterable[tuple[str, str, str, Fraction]],
    province_of: Callable[[str, str], str],
) -> list[str]:
    """Every total of a province that is not the sum of its parts and lines.

    Args:
        answers: rows with `--exact`, by level: the provinces' and those of every other level.
        province_of: code of the province that a unit belongs to, by unit and period.
    """
    expected: dict[tuple[str, str, str], Fraction] = defaultdict(Fraction)
    for level, rows in answers.items():
        if level != "province":
            for row in rows:
                expected[row["indicator"], row["period"], province_of(row["unit"], row["period"])] += amount(row)
    for indicator, period, unit, value in lines:
        expected[indicator, period, province_of(unit, period)] += value
    found = {(row["indicator"], row["period"], row["unit"]): amount(row) for row in answers["province"]}
    keys = sorted(expected.keys() | found.keys())
    return [f"{key}: {found.get(key)} is not {expected[key]}" for key in keys if found.get(key, 0) != expected[key]]
