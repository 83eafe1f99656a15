"""Program: what happens in the demonstration while nobody of the journey looks on, by the product's own verbs.

Usage: python -m tests.journeys.deadline_day ACT, with the environment of the demonstration's processes.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache

EA_KAR, GRANTED, LATE = "24373", ("24373", "24214", "24598"), ("24415", "24445")
SENT_IN_TIME = ("22192", "22096", "24217", "24607", "24484", "22225")
"""Of the eleven that had not sent at 13:42: six send before 17:00, three are granted 23/11, two are late."""
REQUEST = "Báo cáo chuyển đổi số tháng 11/2026"
NOTHING_HAPPENED = ("24484", "19")
"""A commune that opened no class: “không phát sinh” is a zero."""


def afternoon() -> None:
    """17/11, before 17:00: six communes send, the office grants three of them until Monday 23/11."""
    from tinhso.engines.reporting import api

    with at("2026-11-17T15:00"):
        for code in SENT_IN_TIME:
            send(code)
        office = rights("vp.giaobaocao")
        tasks = tasks_of_units()
        api.grant_extension([tasks[code] for code in GRANTED], date(2026, 11, 23), rights=office, reason="mất điện")
        seal()


def monday() -> None:
    """23/11: what was granted until now comes in, and one of the late two."""
    with at("2026-11-23T10:00"):
        for code in (*GRANTED, LATE[0]):
            send(code)
        seal()


@cache
def tasks_of_units() -> dict[str, int]:
    """By commune, its task of the request; asked once, for nothing that happens here gives a unit another."""
    from tinhso.engines.reporting import api
    from tinhso.site.demo.present import tasks_of_request

    office = rights("vp.khoa")
    [request] = [one for one in api.requests(office) if one.title_vi == REQUEST]
    return tasks_of_request(request.code, office)


def send(code: str, said: Mapping[str, str] | None = None) -> None:
    """A commune fills what is open with what it reported last month, or what is said, and its leader approves."""
    from tinhso.engines.reporting import api
    from tinhso.engines.reporting.contracts import CellInput, CellKind, TaskState
    from tinhso.kernel.quantities import format_number
    from tinhso.site.demo.people import approver_of, drafter_of

    task_id, drafter = tasks_of_units()[code], rights(drafter_of(code))
    task = api.task(task_id, rights=drafter)
    if task.card.state is not TaskState.AWAITING_APPROVAL:
        open_rows = [row for row in task.rows if row.enterable and row.cell and not row.cell.is_filled]
        texts = {row.row.no: format_number(row.previous.value or 0) for row in open_rows} | dict(said or {})
        cells = [
            CellInput(no, kind=CellKind.ZERO, note="không mở lớp")
            if (code, no) == NOTHING_HAPPENED
            else CellInput(no, text, note="đã kiểm tra")
            for no, text in texts.items()
        ]
        result = api.save_cells(task_id, cells, rights=drafter)
        assert not result.errors, (code, [answer.error for answer in result.errors])
        api.send_for_approval(task_id, rights=drafter)
    api.approve(task_id, rights=rights(approver_of(code)))


def rights(login: str):  # type: ignore[no-untyped-def]
    from tinhso.engines.orgs import api as orgs

    return orgs.rights_of_username(login, orgs.today(), proof=orgs.Proof.PLAYED)


def at(moment: str):  # type: ignore[no-untyped-def]
    from tinhso.engines.trust import api as trust
    from tinhso.kernel.clock import VIETNAM

    return trust.use_clock(datetime.fromisoformat(moment).replace(tzinfo=VIETNAM))


def seal() -> None:
    from tinhso.engines.trust import api as trust

    trust.seal_all()


def main(act: str) -> None:
    os.environ |= {"TINHSO_MODE": "demo", "DJANGO_SETTINGS_MODULE": "tinhso.site.settings"}
    os.environ.setdefault("TINHSO_NOW", "2026-11-17T13:42+07:00")
    from tinhso.site.start import start_django

    start_django()
    {"afternoon": afternoon, "monday": monday}[act]()


if __name__ == "__main__":
    main(*sys.argv[1:])
