"""Who walks, and what the walk meets: the small province, a second province beside it, and numbers that must not leak.

Beside the requests of `small_province`: a late one of kỳ 9/2026 in which Ea Kar's report is being drafted, Buôn Ma
Thuột's is sent and the total was sent upward; one of kỳ 8/2026 whose total waits for the department's leader; one of
kỳ 7/2026 in which another department enters for Ea Kar; an internal figure of Ea Kar.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from openpyxl import Workbook

from tests.properties.rights_table import Geography, Person
from tests.properties.small_province import BMT, EA_KAR, NOVEMBER, PROVINCE, Province, build
from tinhso.engines.evaluation import api as evaluation
from tinhso.engines.evaluation.contracts.rounds import AppraisalInput, EvidenceInput
from tinhso.engines.evaluation.round_testing import fill_unit, load_round_card, open_small_round, send_unit
from tinhso.engines.evaluation.testing import load_definitions, load_scorecard
from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import FigureKey
from tinhso.engines.indicators.testing import make_definition, make_period, write_figure
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import AGENCY, PLACE, NewUnit, Role
from tinhso.engines.orgs.testing import CAST
from tinhso.engines.reporting import api as reporting
from tinhso.engines.reporting.contracts import CellInput, RequestView, Respondent
from tinhso.engines.reporting.contracts.dimensions import NewItem
from tinhso.engines.reporting.contracts.requests import AdHocAsk
from tinhso.engines.reporting.models import Adjustment
from tinhso.engines.reporting.testing import ACTOR, World, ask, at, fill, know, now_rights, report_past, task_of
from tinhso.engines.trust import api as trust
from tinhso.kernel.papers import render
from tinhso.kernel.periods import parse_period

OFFICE, DEPARTMENT, OTHER_DEPARTMENT = "H15.01", "H15.15", "H15.16"
ABROAD, ABROAD_OFFICE = "75", "H19.01"
INTERNAL = "7654321.98"  # Ea Kar's internal figure: a number that stands nowhere else
BACK = "https://ung-dung.invalid/ve"  # where another application takes people back to
ATTACHED = b"%PDF-1.7"  # evidence of a draft: a file that says nothing
LAST_AUGUST, JULY, AUGUST, SEPTEMBER = "nd09:2025-08", "nd09:2026-07", "nd09:2026-08", "nd09:2026-09"
FROM = date(2025, 7, 1)

PEOPLE = (
    *(Person(login, ((str(role), unit),)) for login, role, unit, _ in CAST if role is not None),
    Person("eakar.pct", (("approver", EA_KAR),)),  # by delegation, today
    Person("stc.tonghop", (("consolidator", OTHER_DEPARTMENT),)),
    Person("eakar.quantri", (("keeper", EA_KAR),)),
    Person("bmt.quantri", (("keeper", BMT),)),
    Person("he-thong", (("connector", "66"),)),
    Person("truc", (("duty", "66"),)),
    Person("dongnai.vp", (("office", ABROAD_OFFICE), ("assigner", ABROAD_OFFICE), ("consolidator", ABROAD_OFFICE))),
    Person("khach"),
    Person(""),
)
IN_66 = frozenset({"24133", EA_KAR, "22015", "22045", OFFICE, DEPARTMENT, OTHER_DEPARTMENT, "H15.20"})
GEOGRAPHY = Geography(
    below={"66": IN_66, ABROAD: frozenset({ABROAD_OFFICE})},
    province_of={**dict.fromkeys((OFFICE, DEPARTMENT, OTHER_DEPARTMENT, "H15.20"), "66"), ABROAD_OFFICE: ABROAD},
)


@dataclass(frozen=True)
class Met:
    """Ids of what addresses speak of."""

    province: Province
    drafting: int
    sent: int
    untouched: int
    asked: int
    believed: int
    believed_request: int
    late_request: int
    waiting_request: int
    line: int
    form_draft: int
    internal_entry: int
    public_entry: int
    on_behalf_request: int
    on_behalf: int
    paper: bytes
    kept_paper: int
    evidence: int
    instruction: int
    round: int
    waiting_round: int
    document: int
    listing: int
    list_file: int
    listed_request: int
    application: str
    listing_alone: int


def meet() -> Met:
    """Build everything the walk meets."""
    province = build()
    world = province.world
    with at("2026-11-17 11:00"):
        _second_province()
        load_definitions()
        load_scorecard("spent")
        load_round_card("online_share")
        for code in (EA_KAR, BMT):
            know(world, code, SEPTEMBER)
        late, waiting = ask(world, SEPTEMBER), ask(world, AUGUST)
        drafting, sent = task_of(late, EA_KAR), task_of(late, BMT)
        fill(world, drafting, {"2": "77"})
        _send_from_offline(sent, {"2": "88", "3": "21"}, "2026-09-15T08:00:00+07:00")
        # More than a year back: a third figure of the last months would make the checks ask about November's.
        know(world, BMT, LAST_AUGUST)
        long_ago = ask(world, LAST_AUGUST)
        believed = task_of(long_ago, BMT)
        _send_from_offline(believed, {"2": "88", "3": "210"}, "2025-08-15T08:00:00+07:00")
        reporting.accept_claim(believed, rights=now_rights("skhcn.tonghop"), reason="mất mạng")
        for request in (late, waiting):
            reporting.send_for_approval(task_of(request, PROVINCE), rights=now_rights("skhcn.tonghop"))
        # What was usual at Buôn Ma Thuột, so that the checks ask about September's 21 (and of no later figure).
        report_past(world, BMT, {f"nd09:2026-{month:02}": 210 for month in (5, 6, 7)}, "villages")
        friday = date(2026, 11, 20)
        asked = reporting.ask_extension(province.bmt, friday, rights=now_rights("bmt.nhap"), reason="mất điện")
        reporting.send_upward(task_of(late, PROVINCE), rights=now_rights("skhcn.lanhdao"))
        for report in (drafting, sent):
            reporting.ask_about_cell(report, "2", "Vì sao tăng?", rights=now_rights("skhcn.tonghop"))
        evidence = reporting.attach_evidence(drafting, "2", "a.pdf", ATTACHED, rights=now_rights("eakar.nhap"))
        reporting.save_contact(
            world.unit_id("22015"), rights=now_rights("cntt"), office="Văn phòng", role="Đầu mối báo cáo",
            email="bao-cao@xa.invalid",
        )  # fmt: skip
        enters = Respondent(world.unit_id(OTHER_DEPARTMENT), world.unit_id(EA_KAR))
        on_behalf = ask(world, JULY, respondents=[enters])
        listed = _listed(world)
        listed_alone = _listed_alone(listed.form)
        ways = [NewItem("Trực tuyến"), NewItem("Trực tiếp")]
        reporting.create_dimension("Hình thức nộp", ways, rights=now_rights("skhcn.tonghop"))
        spent, period = indicators.definition("spent"), make_period(NOVEMBER)
        write_figure(spent, world.unit_id(EA_KAR), period, int(INTERNAL.replace(".", "")))
        paper = render(reporting.report_paper(sent, rights=now_rights("bmt.nhap")), "pdf").content
        kept = reporting.keep_signed_paper(sent, paper, rights=now_rights("bmt.nhap"))
        wanted = evaluation.NewInstruction("Rà soát và báo cáo lại.", DEPARTMENT, (), friday, Decimal(20))
        instruction = evaluation.give_instruction("plan-3330", "t06", wanted, rights=now_rights("chutich"))
        number = open_small_round(charges={"1": DEPARTMENT, "2": DEPARTMENT})
        fill_unit(number, EA_KAR, "eakar.nhap")
        send_unit(number, BMT, "bmt.nhap", "bmt.lanhdao")
        claimed = [AppraisalInput(code, points) for code, points in (("1.1", "30"), ("1.2", "20"), ("2.2", "10"))]
        evaluation.appraise(number, BMT, claimed, rights=now_rights("skhcn.tonghop"))
        waiting_round = open_small_round(period="2025", charges={"1": DEPARTMENT, "2": DEPARTMENT})
        fill_unit(waiting_round, EA_KAR, "eakar.nhap")
        evaluation.submit(waiting_round, EA_KAR, rights=now_rights("eakar.nhap"))
        paper_of = EvidenceInput("1.2", "Quyết định", name="a.pdf", content=ATTACHED)
        document = evaluation.keep_evidence(number, EA_KAR, paper_of, rights=now_rights("eakar.nhap"))
        application, _secret = orgs.add_application(
            "Ứng dụng khác", BACK, profile=True, rights=now_rights("cntt"), reason="Công văn 12"
        )
        trust.seal_all()
    key = FigureKey(spent.indicator_id, world.unit_id(EA_KAR), period)
    return Met(
        province=province,
        drafting=drafting,
        sent=sent,
        believed=believed,
        believed_request=long_ago.id,
        untouched=task_of(province.november, "22015"),
        asked=asked.id,
        late_request=late.id,
        waiting_request=waiting.id,
        line=Adjustment.objects.filter(assignment_id=province.consolidation).latest("id").pk,
        internal_entry=indicators.history(key)[-1].id,
        public_entry=province.entry_of(EA_KAR),
        on_behalf_request=on_behalf.id,
        on_behalf=task_of(on_behalf, EA_KAR),
        paper=paper,
        kept_paper=kept.id,
        form_draft=_form_draft(),
        evidence=evidence.id,
        instruction=instruction,
        round=number,
        waiting_round=waiting_round,
        document=document,
        listing=task_of(listed, EA_KAR),
        list_file=_list_file(task_of(listed, EA_KAR)),
        listed_request=listed.id,
        application=application,
        listing_alone=listed_alone.id,
    )


def _send_from_offline(task: int, texts: dict[str, str], typed_at: str) -> None:
    """A report whose device says that it was typed in time, received late."""
    cells = [CellInput(no, text, claimed_at=datetime.fromisoformat(typed_at)) for no, text in texts.items()]
    assert not reporting.save_cells(task, cells, rights=now_rights("bmt.nhap")).errors
    reporting.send_for_approval(task, rights=now_rights("bmt.nhap"))
    reporting.approve(task, rights=now_rights("bmt.lanhdao"))


def _list_file(task: int) -> int:
    """A file of the commune's own with lines for its list."""
    made, kept = Workbook(), io.BytesIO()
    for line in (("Tên chợ",), ("Chợ Ea Kar",)):
        made.active.append(line)  # type: ignore[union-attr]
    made.save(kept)
    with at("2026-11-17 11:40"):
        return reporting.keep_list_file(task, "cho.xlsx", kept.getvalue(), rights=now_rights("eakar.nhap"))


def _listed_alone(form: str) -> RequestView:
    """The same list for another month, asked of one commune alone."""
    rights, office = now_rights("vp.giaobaocao"), orgs.unit_by_code("H15.01")
    only = (Respondent(orgs.unit_by_code(EA_KAR).id),)
    wanted = AdHocAsk(
        "Kê điểm phát tháng 10", office.id, parse_period("nd09:2026-10"), date(2026, 11, 20),
        respondents=only, form=form,
    )  # fmt: skip
    return reporting.create_ad_hoc(wanted, rights=rights)


def _listed(world: World) -> RequestView:
    """A report with an open list, asked of every commune."""
    make_definition("wifi_places", name_vi="Điểm phát Internet", scheme="nd09.month")
    rights, office = now_rights("vp.giaobaocao"), orgs.unit_by_code("H15.01")
    draft = reporting.create_draft("Biểu kê điểm phát", rights=rights, owner=office)
    column = {"code": "c1", "kind": "text", "name_vi": "Địa điểm", "name_en": "Place"}
    row = {"no": "1", "indicator": "wifi_places", "dims": "", "name_vi": "", "name_en": "", "indent": 0,
           "carry_over": False, "from_list": "count"}  # fmt: skip
    drawn = {"rows": [row], "list": {"name_vi": "Điểm phát", "name_en": "Places", "columns": [column]}}
    draft = reporting.save_draft(draft.id, draft.definition | drawn, draft.revision, rights=rights)
    reporting.publish(draft.id, date(2026, 1, 1), rights=rights)
    communes = tuple(Respondent(unit.id) for unit in orgs.units_on("commune", within=world.unit_id(PROVINCE)))
    wanted = AdHocAsk(
        "Kê điểm phát", office.id, parse_period(NOVEMBER), date(2026, 11, 20), respondents=communes, form=draft.code
    )
    return reporting.create_ad_hoc(wanted, rights=rights)


def _form_draft() -> int:
    """A form the department draws."""
    with at("2026-11-17 11:30"):
        begun = reporting.revise("bieu-01-cds-t", rights=now_rights("skhcn.tonghop"))
    return begun.id


def _second_province() -> None:
    province = orgs.create_unit(NewUnit(ABROAD, PLACE, "province", "Tỉnh Đồng Nai", FROM, type_vi="Tỉnh"), actor=ACTOR)
    office = orgs.create_unit(
        NewUnit(ABROAD_OFFICE, AGENCY, "agency", "Văn phòng tỉnh bạn", FROM, parent_id=province.id), actor=ACTOR
    )
    for login in ("dongnai.vp", "stc.tonghop", "khach"):
        orgs.create_user(login, actor=ACTOR, title_vi="Chuyên viên")
    for role in (Role.OFFICE, Role.ASSIGNER, Role.CONSOLIDATOR):
        orgs.grant_role("dongnai.vp", role, office.id, actor=ACTOR, valid_from=FROM)
    other = orgs.unit_by_code(OTHER_DEPARTMENT, on=FROM)
    for login, code in (("eakar.quantri", EA_KAR), ("bmt.quantri", BMT)):
        orgs.create_user(login, actor=ACTOR)
        orgs.grant_role(login, Role.KEEPER, orgs.unit_by_code(code, on=FROM).id, actor=ACTOR, valid_from=FROM)
    orgs.create_user("truc", actor=ACTOR, title_vi="Trực khẩn cấp")
    orgs.grant_role("truc", Role.DUTY, orgs.unit_by_code(PROVINCE, on=FROM).id, actor=ACTOR, valid_from=FROM)
    orgs.grant_role("stc.tonghop", Role.CONSOLIDATOR, other.id, actor=ACTOR, valid_from=FROM)
