"""Program: the small territory with every indicator of the shipped packages and random figures, random lines.

Figures are reported, corrected, withdrawn and refused; consolidating agencies add lines at the province and, before
1/7/2025, at the old districts. Prints the codes of the additive indicators with the level they are collected at.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from datetime import date

import django

from tests.properties.installation import ROOT

PERIODS = "nd09:2025-05..2025-08"
BEFORE = ("nd09:2025-05", "nd09:2025-06")
SEED = 405


def main() -> None:
    django.setup()
    from tinhso.engines.indicators import api as indicators
    from tinhso.engines.indicators.contracts import BatchSpec
    from tinhso.engines.indicators.testing import make_definition
    from tinhso.engines.orgs import api as orgs
    from tinhso.engines.orgs.testing import cast, small_territory
    from tinhso.kernel.periods import parse_period_range

    territory = small_territory()
    cast(territory)
    for package in ("digital-government", "socio-economy"):
        indicators.load_package(ROOT / "packages" / package, "system:test")
    make_definition("spent", decimals=2, publication="internal")
    make_definition("people_by_sex", dimensions=["sex"])
    secret = orgs.create_token(
        "vp.khoa", "đọc số", scopes=["see_figures"], expires_on=date(2030, 1, 1), actor="system:test"
    )
    periods = parse_period_range(PERIODS)
    additive = [one for one in indicators.definitions() if one.formula is None and one.space_rule == "sum"]
    chance = random.Random(SEED)
    for _ in range(6):
        writes = list(random_writes(chance, territory, additive, periods))
        spec = BatchSpec("reporting.submitted", "reporting.assignment:1", "system:test", writes, reason="đếm lại")
        indicators.write_batches([spec])
    levels = {one.code: one.collected_level for one in additive}
    sys.stdout.write(json.dumps({"levels": levels, "secret": secret}))


def random_writes(chance, territory, additive, periods) -> Iterator:  # type: ignore[no-untyped-def, type-arg]
    """About every third figure that could be, and a few lines above it."""
    from tinhso.engines.indicators import api as indicators
    from tinhso.engines.indicators.contracts import FigureKey, FigureState, FigureWrite, Missing

    ids = indicators.period_ids(periods)
    old, new = list(territory.old.values()), [*territory.communes.values(), *territory.agencies.values()]
    states = indicators.current_states([one.indicator_id for one in additive], list(ids.values()))
    # A withdrawn figure stands no more: there is nothing to withdraw again.
    standing = {key for key, state in states.items() if state.missing != Missing.NOT_REPORTED}
    for definition in additive:
        for period in periods:
            is_old = period.code in BEFORE
            units = [one for one in (old if is_old else new) if one.level == definition.collected_level]
            above = [one for one in old if one.level in ("district", "province")] if is_old else [territory.province]
            keys = [FigureKey(definition.indicator_id, one.id, ids[period], dims) for one in units for dims in
                    (["sex=F", "sex=M"] if definition.dimensions else [""])]  # fmt: skip
            keys += [FigureKey(definition.indicator_id, chance.choice(above).id, ids[period], line=line)
                     for line in ("own", "double-count") if chance.random() < 0.3]  # fmt: skip
            for key in keys:
                if chance.random() < 0.6:
                    continue
                if key in standing and chance.random() < 0.1:
                    yield FigureWrite(key, None)
                elif not key.line and chance.random() < 0.1:
                    missing = chance.choice([Missing.NOT_APPLICABLE, Missing.REFUSED])
                    yield FigureWrite(key, FigureState.absent(missing))
                else:
                    low = -300 if key.line else 0
                    yield FigureWrite(
                        key, FigureState(chance.choice([0, chance.randint(low, 10 ** chance.randint(1, 9))]))
                    )


if __name__ == "__main__":
    main()
