"""Program: all 102 communes report November, 26.430 households together, and the department sends 26.660 upward.

What stories 5 and 7 need and nobody of their journeys looks at, by the product's own verbs.
Usage: python -m tests.journeys.whole_month ACT, with the environment of the demonstration's processes.
"""

from __future__ import annotations

import os
import sys
from decimal import Decimal

from tests.journeys.deadline_day import (
    EA_KAR,
    GRANTED,
    LATE,
    REQUEST,
    SENT_IN_TIME,
    at,
    rights,
    seal,
    send,
    tasks_of_units,
)

HOUSEHOLDS_ROW, SENT_BEFORE, ALL, EA_KAR_SAYS = "18", 24_118, 26_430, 405
"""91 communes had sent 24.118 at 13:42; with Ea Kar's 405 and the other ten it is 26.430."""
LINES = (("own", 350, "Sở tự thực hiện"), ("double-count", -120, "Loại trừ tính trùng"))


def everyone_sends() -> None:
    """17/11, before 17:00: the eleven that had not sent do; what waits for a leader already goes as it was drafted."""
    left = sorted({*SENT_IN_TIME, *GRANTED, *LATE})
    with at("2026-11-17T15:00"):
        figures = {code: figure for code in left if (figure := drafted(code)) is not None} | {EA_KAR: EA_KAR_SAYS}
        others = [code for code in left if code not in figures]
        share, rest = divmod(ALL - SENT_BEFORE - sum(figures.values()), len(others))
        figures |= {code: share + (number < rest) for number, code in enumerate(others)}
        for code, figure in figures.items():
            send(code, {HOUSEHOLDS_ROW: str(figure)})
        seal()


def drafted(code: str) -> int | None:
    """The households of a report that waits for its leader's approval, None for one that is still written."""
    from tinhso.engines.reporting import api
    from tinhso.engines.reporting.contracts import TaskState
    from tinhso.site.demo.people import drafter_of

    task = api.task(tasks_of_units()[code], rights=rights(drafter_of(code)))
    if task.card.state is not TaskState.AWAITING_APPROVAL:
        return None
    [figure] = [row.cells["value"].quantity.value for row in task.rows if row.row.no == HOUSEHOLDS_ROW]
    return int(figure) if figure is not None else None


def sent_upward() -> None:
    """25/11: the department accepts everything, adds its two lines and sends; the office accepts and locks."""
    from tinhso.engines.indicators.testing import make_definition
    from tinhso.engines.reporting import api
    from tinhso.engines.reporting.contracts import TaskState

    everyone_sends()
    with at("2026-11-25T14:00"):
        # The fourth place that uses the figure: an indicator that follows from it.
        make_definition(
            "trained_per_village", kind="ratio", time_rule="ratio_of_sums", space_rule="ratio_of_sums",
            merge_rule="ratio_of_sums", decimals=1, name_vi="Hộ tập huấn mỗi thôn, buôn",
            name_en="Households trained for each village",
            formula={"op": "/", "args": [{"code": "households_trained"}, {"code": "villages"}]},
        )  # fmt: skip
    with at("2026-11-25T15:00"):
        desk, office = rights("skhcn.tonghop"), rights("vp.khoa")
        [request] = [one for one in api.requests(office) if one.title_vi == REQUEST]
        table = api.consolidation_view(request.id, rights=desk)
        own = table.assignment_id
        assert own is not None
        api.accept([row.assignment_id for row in table.rows if row.state is TaskState.SUBMITTED], rights=desk)
        for line, value, title in LINES:
            api.add_adjustment(
                own, line, "households_trained", Decimal(value), rights=desk, title_vi=title, reason="theo hồ sơ"
            )
        api.send_for_approval(own, rights=desk)
        api.send_upward(own, rights=rights("skhcn.lanhdao"), narrative="Toàn tỉnh 26.660 hộ.")
        api.accept_consolidation(own, rights=office)
        seal()
    with at("2026-11-26T17:00"):
        api.lock_request(request.id, rights=rights("vp.khoa"))
        seal()


def main(act: str) -> None:
    os.environ |= {"TINHSO_MODE": "demo", "DJANGO_SETTINGS_MODULE": "tinhso.site.settings"}
    os.environ.setdefault("TINHSO_NOW", "2026-11-17T13:42+07:00")
    from tinhso.site.start import start_django

    start_django()
    {"everyone_sends": everyone_sends, "sent_upward": sent_upward}[act]()


if __name__ == "__main__":
    main(*sys.argv[1:])
