"""A small reporting province for the tests of every engine (never for the product).

    world = small_world()                        # cast, indicators, form, regime, law; the clock is the caller's
    with at("2026-11-02 08:00"):
        request = ask(world)                     # kỳ 11/2026 of the four communes of the small territory
    with at("2026-11-16 09:00"):
        fill(world, task_of(request, "24373"), {"2": "405"})

The three rows of the form: 1 dossiers (known to a system), 2 households trained (typed), 3 villages (carried over),
and 4, the share of dossiers online, which follows from 1 and 5.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import CurrentState, DefinitionView, FigureKey, SourceKind
from tinhso.engines.indicators.testing import make_definition, make_period, write_figure
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import PLACE, NewUnit, Rights
from tinhso.engines.orgs.testing import Territory, cast, small_territory
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import CellInput, CellKind, RequestView
from tinhso.engines.reporting.models import Assignment, Request
from tinhso.engines.trust import api as trust
from tinhso.kernel.clock import VIETNAM
from tinhso.kernel.periods import parse_period

ACTOR = "system:test"
NOVEMBER = "nd09:2026-11"
REGIME, FORM = "cds-thang", "bieu-01-cds-t"
KNOWN_DOSSIERS, KNOWN_ONLINE = 1260, 780

LAW_FILE = """
constants:
  - {code: reporting.least_working_days_after_cut_off, value: 1, valid_from: 2019-03-12, source: NĐ 09/2019/NĐ-CP}
  - {code: reporting.seconds_per_cell, value: 30, valid_from: 2019-03-12, source: thử nghiệm}
  - {code: reporting.escalate_to_leader_working_hours, value: 4, valid_from: 2019-03-12, source: thử nghiệm}
  - {code: reporting.escalate_to_office_working_hours, value: 8, valid_from: 2019-03-12, source: thử nghiệm}
"""
FORM_FILE = """
code: bieu-01-cds-t
version: 1
valid_from: 2023-01-01
name_vi: Biểu 01/CĐS-T
name_en: Form 01/CĐS-T
source: thử nghiệm
illustrative: true
columns:
  - {kind: value}
  - {kind: previous}
  - {kind: same_period_last_year}
  - {kind: year_to_date}
  - {kind: note}
rows:
  - {no: A, name_vi: Dịch vụ công, name_en: Public services}
  - {no: "1", indicator: dossiers_received}
  - {no: "2", indicator: households_trained}
  - {no: "3", indicator: villages, carry_over: true}
  - {no: "4", indicator: online_share}
  - {no: "5", indicator: dossiers_online}
rules:
  - code: part-of-all
    severity: error
    row: "5"
    message_vi: Hồ sơ trực tuyến nhiều hơn hồ sơ tiếp nhận.
    message_en: More dossiers online than received.
    rule: dossiers_online <= dossiers_received
"""
SLIP_FILE = """
code: slip
version: 1
valid_from: 2023-01-01
kind: slip
name_vi: Thừa hoặc thiếu chữ số 0
name_en: A zero too many or missing
source: thử nghiệm
examples:
  - {title: thừa một chữ số 0, given: {this: "4120"}, past: ["371", "430", "412"], expect: broken, suggestion: "412"}
"""
JUMP_FILE = """
code: jump
version: 1
valid_from: 2023-01-01
kind: jump
name_vi: Khác xa các kỳ trước
name_en: Far from its own past
yields_to: [slip]
source: thử nghiệm
examples:
  - {title: gấp ba, given: {this: "1300"}, past: ["371", "430", "412"], expect: broken}
"""
REGIME_FILE = """
code: cds-thang
version: 1
valid_from: 2023-01-01
name_vi: Báo cáo chuyển đổi số tháng
name_en: Digital transformation report, month
kind: periodic
scheme: nd09.month
form: bieu-01-cds-t
assigner: H15.01
consolidator: H15.15
aggregate: "66"
respondents:
  - {level: commune}
deadlines:
  - {level: commune, working_days_after_cut_off: 2}
  - {level: agency, working_days_after_cut_off: 4}
  - {level: province, working_days_after_cut_off: 7}
lock: {working_days_after_last_deadline: 1}
source: thử nghiệm
legal_basis: NĐ 09/2019/NĐ-CP
illustrative: true
"""


@dataclass(frozen=True)
class World:
    """The small territory with its cast, and the definitions of the small form."""

    territory: Territory
    definitions: Mapping[str, DefinitionView]

    def unit_id(self, code: str) -> int:
        """The id of a unit by its present code."""
        return self.territory.unit(code).id


def small_world(package: Mapping[str, str] | None = None) -> World:
    """Make the territory, the cast, five indicators, and load the small form and its regime.

    Args:
        package: further or other files of the package, by path (`forms/b.yaml`).
    """
    territory = small_territory()
    cast(territory)
    kinds: dict[str, dict[str, Any]] = {
        "dossiers_received": {},
        "dossiers_online": {},
        "households_trained": {},
        "villages": {"nature": "stock", "time_rule": "last"},
        "online_share": {
            "kind": "ratio",
            "time_rule": "ratio_of_sums",
            "space_rule": "ratio_of_sums",
            "merge_rule": "ratio_of_sums",
            "measure_unit": "percent",
            "decimals": 1,
            "formula": {"op": "share", "args": [{"code": "dossiers_online"}, {"code": "dossiers_received"}]},
        },
    }
    definitions = {code: make_definition(code, **fields) for code, fields in kinds.items()}
    files = {"legal/law.yaml": LAW_FILE, "forms/a.yaml": FORM_FILE, "regimes/a.yaml": REGIME_FILE}
    files |= {"rules/slip.yaml": SLIP_FILE, "rules/jump.yaml": JUMP_FILE}
    load_package(files | dict(package or {}))
    return World(territory, definitions)


def load_package(files: Mapping[str, str]) -> Any:
    """Load a package made of these files."""
    with TemporaryDirectory() as folder:
        for path, text in files.items():
            file = Path(folder) / "test-package" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        return api.load_regimes(Path(folder) / "test-package", ACTOR)


@contextmanager
def at(moment: str) -> Iterator[datetime]:
    """Let it be this moment in Vietnam (`2026-11-17 13:42`) within the block."""
    local = datetime.fromisoformat(moment).replace(tzinfo=VIETNAM)
    with trust.use_clock(local):
        yield local


def now_rights(login: str) -> Rights:
    """The rights of one of the cast today, by the product's clock."""
    return orgs.rights_of_username(login, orgs.today(), proof=orgs.Proof.PLAYED)


def standing(world: World, code: str, indicator: str = "households_trained", **key: Any) -> CurrentState | None:
    """What the ledger says about a unit's figure of a period (`period=`, by default kỳ 11/2026; `line=`)."""
    period = make_period(key.pop("period", NOVEMBER))
    wanted = FigureKey(world.definitions[indicator].indicator_id, world.unit_id(code), period, **key)
    return indicators.states_of_keys([wanted]).get(wanted)


def value_of(world: World, code: str, indicator: str = "households_trained", **key: Any) -> int | None:
    """The value that stands in the ledger, None when there is none."""
    state = standing(world, code, indicator, **key)
    return state.value if state else None


def more_communes(world: World, count: int, first: int = 0) -> list[int]:
    """Add so many communes to the province, with invented codes from a number on; returns their unit ids."""
    units = orgs.create_units(
        [
            NewUnit(
                f"9{number:04}", PLACE, "commune", f"Xã thử {number}", date(2025, 7, 1), type_vi="Xã",
                parent_id=world.territory.province.id,
            )
            for number in range(first, first + count)
        ],
        actor=ACTOR,
    )  # fmt: skip
    return [unit.id for unit in units]


def copy_request(like: RequestView, count: int) -> None:
    """Put so many copies of a request with its assignments beside it, set-wise, under its own event: long lists."""
    row, assigned = Request.objects.get(pk=like.id), list(Assignment.objects.filter(request_id=like.id))
    first = Request.objects.count()
    copies = Request.objects.bulk_create(
        [_copied(row, code=f"{row.code}-{first + number}") for number in range(count)], batch_size=500
    )
    Assignment.objects.bulk_create(
        [_copied(one, request_id=copy.pk) for copy in copies for one in assigned], batch_size=2_000
    )


def _copied(row: Any, **changed: Any) -> Any:
    values = {
        field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key
    }
    return type(row)(**(values | changed))


def ask(world: World, period: str = NOVEMBER, **fields: Any) -> RequestView:
    """Assign the small form for a period, by the provincial office."""
    return api.create_request(REGIME, parse_period(period), rights=now_rights("vp.giaobaocao"), **fields)


def task_of(request: RequestView, code: str) -> int:
    """The assignment of a unit by its code (the consolidating agency's by `66`)."""
    return Assignment.objects.get(request_id=request.id, subject_unit__code=code).pk


def know(
    world: World, code: str, period: str = NOVEMBER, received: int = KNOWN_DOSSIERS, online: int = KNOWN_ONLINE
) -> None:
    """Let the one-stop system post a commune's dossiers of a period."""
    for indicator, value in (("dossiers_received", received), ("dossiers_online", online)):
        write_figure(
            world.definitions[indicator],
            world.unit_id(code),
            make_period(period),
            value,
            source=SourceKind.CONNECTOR,
            batch={"event_kind": "indicators.posted", "subject": f"indicators.post:{code}-{period}"},
        )


def report_past(world: World, code: str, values: Mapping[str, int], indicator: str = "households_trained") -> None:
    """Write what a commune reported in earlier periods, by period code."""
    for period, value in values.items():
        write_figure(world.definitions[indicator], world.unit_id(code), make_period(period), value)


def fill(world: World, assignment_id: int, texts: Mapping[str, str], login: str = "eakar.nhap") -> None:
    """Type values into rows, and refuse to go on when one was not taken."""
    cells = [CellInput(row, text, CellKind.TYPED) for row, text in texts.items()]
    result = api.save_cells(assignment_id, cells, rights=now_rights(login))
    for answer in result.errors:
        assert answer.error is not None
        raise answer.error


def day(text: str) -> date:
    """A date written 17/11/2026."""
    return datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007


def send(world: World, assignment_id: int, texts: Mapping[str, str], *, drafter: str, approver: str) -> Any:
    """Type, send for approval and approve; returns the receipt."""
    fill(world, assignment_id, texts, drafter)
    api.send_for_approval(assignment_id, rights=now_rights(drafter))
    return api.approve(assignment_id, rights=now_rights(approver))
