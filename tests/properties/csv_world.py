"""Program: the small territory with some figures of Ea Kar standing and one period locked, for imports of files."""

from __future__ import annotations

import django

SEPTEMBER, AUGUST = "nd09:2026-09", "nd09:2026-08"


def main() -> None:
    django.setup()
    from tinhso.engines.indicators import api as indicators
    from tinhso.engines.indicators.testing import make_definition, make_dimension, make_period, write_figure
    from tinhso.engines.orgs.testing import cast, small_territory

    territory = small_territory()
    cast(territory)
    make_dimension("sex", "F", "M")
    trained = make_definition("households_trained")
    make_definition("spent", decimals=2, publication="internal")
    make_definition("people_by_sex", dimensions=["sex"])
    make_definition(
        "online_share", kind="ratio", decimals=1, measure_unit="percent", space_rule="ratio_of_sums",
        time_rule="ratio_of_sums", merge_rule="ratio_of_sums",
        formula={"op": "share", "args": [{"code": "spent"}, {"code": "households_trained"}]},
    )  # fmt: skip
    ea_kar = territory.unit("24373").id
    for period, value in ((SEPTEMBER, 405), (AUGUST, 388), ("nd09:2026-07", 371)):
        write_figure(trained, ea_kar, make_period(period), value)
    indicators.lock([trained.indicator_id], make_period(AUGUST), [ea_kar], actor="user:vp.khoa")


if __name__ == "__main__":
    main()
