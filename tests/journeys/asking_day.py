"""Program: what story 2 needs and nobody of its journey looks at, by the product's own verbs.

Usage: python -m tests.journeys.asking_day ACT, with the environment of the demonstration's processes.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.journeys.deadline_day import EA_KAR, REQUEST, at, rights, seal

DEPARTMENTS = {"stc.giao": "H15.16", "syt.giao": "H15.13", "stp.giao": "H15.11"}
"""Three departments that ask, each by an officer of its own (made up for illustration)."""
HOUSEHOLDS_ROW, NOVEMBER, DECEMBER = "18", "405", "398"
REGIME = "ky-nang-so-quy"
FILES = {
    "forms/ky-nang-so-quy.yaml": """
code: ky-nang-so-quy
version: 1
valid_from: 2026-01-01
name_vi: Biểu kỹ năng số quý (minh họa)
name_en: Digital skills, quarter (illustrative)
source: minh họa
illustrative: true
rows:
  - {no: "1", indicator: households_trained}
""",
    "regimes/ky-nang-so-quy.yaml": """
code: ky-nang-so-quy
version: 1
valid_from: 2026-01-01
name_vi: Kỹ năng số quý (minh họa)
name_en: Digital skills, quarter (illustrative)
kind: periodic
scheme: nd09.quarter
form: ky-nang-so-quy
assigner: H15.01
respondents: [{level: commune}]
deadlines: [{level: commune, working_days_after_cut_off: 3}]
source: minh họa
illustrative: true
""",
}


def departments() -> None:
    """17/11: the three officers get their accounts."""
    from tinhso.engines.orgs import api as orgs
    from tinhso.engines.orgs.contracts import Role

    with at("2026-11-17T13:50"):
        for login, code in DEPARTMENTS.items():
            unit = orgs.unit_by_code(code)
            orgs.create_user(login, actor="system:journey", title_vi="Chuyên viên", title_en="Officer", is_demo=True)
            orgs.grant_role(login, Role.ASSIGNER, unit.id, actor="system:journey")
        seal()


def quarter() -> None:
    """Ea Kar reports 405 in November and 398 in December; a report of the quarter is prepared."""
    from tinhso.engines.reporting import api
    from tinhso.kernel.periods import parse_period

    with at("2026-11-17T15:00"):
        fill(REQUEST, NOVEMBER)
        seal()
    with at("2026-12-02T08:30"):
        office = rights("vp.giaobaocao")
        december = api.create_request("cds-thang", parse_period("nd09:2026-12"), rights=office)
        with TemporaryDirectory() as place:
            for path, text in FILES.items():
                file = Path(place) / REGIME / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, encoding="utf-8")
            api.load_regimes(Path(place) / REGIME, "system:journey")
        seal()
    with at("2026-12-15T08:30"):
        fill(december.title_vi, DECEMBER)
        seal()


def fill(title: str, households: str) -> None:
    """Ea Kar fills what is open with what it reported last month, the households with this figure, and sends."""
    from tinhso.engines.reporting import api
    from tinhso.engines.reporting.contracts import CellInput
    from tinhso.kernel.quantities import format_number
    from tinhso.site.demo.present import tasks_of_request

    office = rights("vp.khoa")
    [request] = [one for one in api.requests(office) if one.title_vi == title]
    task_id, drafter = tasks_of_request(request.code, office)[EA_KAR], rights("eakar.nhap")
    rows = [row for row in api.task(task_id, rights=drafter).rows if row.enterable and row.cell]
    said = {row.row.no: format_number(row.previous.value or 0) for row in rows if row.cell and not row.cell.is_filled}
    said[HOUSEHOLDS_ROW] = households
    cells = [CellInput(no, text, note="đã kiểm tra") for no, text in said.items()]
    result = api.save_cells(task_id, cells, rights=drafter)
    assert not result.errors, [answer.error for answer in result.errors]
    api.send_for_approval(task_id, rights=drafter)
    api.approve(task_id, rights=rights("eakar.lanhdao"))


def main(act: str) -> None:
    os.environ |= {"TINHSO_MODE": "demo", "DJANGO_SETTINGS_MODULE": "tinhso.site.settings"}
    os.environ.setdefault("TINHSO_NOW", "2026-11-17T13:42+07:00")
    from tinhso.site.start import start_django

    start_django()
    {"departments": departments, "quarter": quarter}[act]()


if __name__ == "__main__":
    main(*sys.argv[1:])
