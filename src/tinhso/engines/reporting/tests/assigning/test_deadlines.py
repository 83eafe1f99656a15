"""Deadlines per level, extensions, lateness: story 4."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from tinhso.engines.indicators import api as indicators
from tinhso.engines.orgs.contracts import NoRight
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import PunctualityCounts, Respondent
from tinhso.engines.reporting.contracts.errors import (
    AlreadySent,
    DeadlineTooEarly,
    NoDeadlineForLevel,
    NoRespondents,
    NotAnExtension,
    NotAWorkingDay,
    ReasonNeeded,
    RepeatedRespondent,
    RequestExists,
    RequestHasFigures,
    StaleRights,
    UnknownLegalConstant,
    UnknownRegime,
    WrongRequestPeriod,
)
from tinhso.engines.reporting.models import Assignment
from tinhso.engines.reporting.testing import (
    World,
    ask,
    at,
    day,
    load_package,
    more_communes,
    now_rights,
    send,
    small_world,
    task_of,
)
from tinhso.engines.trust import api as trust
from tinhso.kernel.clock import VIETNAM, as_utc
from tinhso.kernel.periods import parse_period

NOVEMBER = parse_period("nd09:2026-11")


def vietnam(text: str) -> datetime:
    return as_utc(datetime.fromisoformat(text).replace(tzinfo=VIETNAM))


def test_each_level_has_its_deadline_counted_in_working_days_from_the_cut_off(world: World) -> None:
    with at("2026-11-02 08:00"):
        request = ask(world)
    assert request.cut_off_on == day("14/11/2026")  # a Saturday
    assert dict(request.deadlines) == {
        "commune": vietnam("2026-11-17 17:00"),
        "agency": vietnam("2026-11-19 17:00"),
        "province": vietnam("2026-11-25 17:00"),  # 24/11 is a holiday
    }
    assert request.lock_at == vietnam("2026-11-26 17:00")
    assert request.title_vi == "Báo cáo chuyển đổi số tháng 11/2026"
    assert request.illustrative
    assert api.preview_request("cds-thang", NOVEMBER) == request.deadlines
    due = dict(Assignment.objects.values_list("subject_unit__code", "due_at"))
    assert (due["24373"], due["66"]) == (vietnam("2026-11-17 17:00"), vietnam("2026-11-19 17:00"))


def test_a_deadline_on_the_cut_off_itself_is_refused_by_the_law_in_force(world: World) -> None:
    regime = """
code: qua-gap
version: 1
valid_from: 2023-01-01
name_vi: Báo cáo quá gấp
name_en: Too early
kind: periodic
scheme: nd09.month
form: bieu-01-cds-t
assigner: H15.01
respondents: [{level: commune}]
deadlines: [{level: commune, working_days_after_cut_off: 0}]
source: thử nghiệm
"""
    load_package({"regimes/b.yaml": regime})
    with at("2026-11-02 08:00"), pytest.raises(DeadlineTooEarly) as refused:
        api.create_request("qua-gap", NOVEMBER, rights=now_rights("vp.giaobaocao"))
    assert "16/11/2026" in refused.value.message()


@pytest.mark.django_db
def test_without_the_laws_number_nothing_is_assigned() -> None:
    later = (
        "constants: [{code: reporting.least_working_days_after_cut_off, value: 1, valid_from: 2027-01-01, source: x}]"
    )
    with at("2026-11-02 08:00"):
        small_world({"legal/law.yaml": later})
        with pytest.raises(UnknownLegalConstant):
            api.create_request("cds-thang", NOVEMBER, rights=now_rights("vp.giaobaocao"))


def test_a_regime_before_its_first_day_is_unknown(world: World) -> None:
    with at("2026-11-02 08:00"), pytest.raises(UnknownRegime):
        api.create_request("cds-thang", parse_period("nd09:2022-11"), rights=now_rights("vp.giaobaocao"))


def test_requests_that_make_no_sense_are_refused(world: World) -> None:
    with at("2026-11-02 08:00"):
        rights, ea_kar = now_rights("vp.giaobaocao"), world.unit_id("24373")
        with pytest.raises(WrongRequestPeriod):
            api.create_request("cds-thang", parse_period("2026-11"), rights=rights)
        with pytest.raises(NoRespondents):
            api.create_request("cds-thang", NOVEMBER, rights=rights, respondents=[])
        twice = [Respondent(ea_kar), Respondent(world.unit_id("24133"), ea_kar)]
        with pytest.raises(RepeatedRespondent):
            api.create_request("cds-thang", NOVEMBER, rights=rights, respondents=twice)
        with pytest.raises(NoRight):
            api.create_request("cds-thang", NOVEMBER, rights=now_rights("skhcn.tonghop"))
        ask(world)
        with pytest.raises(RequestExists):
            ask(world)
    with at("2026-11-03 08:00"), pytest.raises(StaleRights):
        api.create_request("cds-thang", NOVEMBER, rights=rights, code="other")


def test_a_level_without_a_deadline_is_named(world: World) -> None:
    with at("2026-11-02 08:00"):
        district = Respondent(world.territory.province.id)
        api.create_request("cds-thang", NOVEMBER, rights=now_rights("vp.giaobaocao"), respondents=[district])
        load_package(
            {
                "regimes/c.yaml": """
code: chi-xa
version: 1
valid_from: 2023-01-01
name_vi: Chỉ xã
name_en: Communes only
kind: periodic
scheme: nd09.month
form: bieu-01-cds-t
assigner: H15.01
respondents: [{level: commune}]
deadlines: [{level: commune, working_days_after_cut_off: 2}]
source: thử nghiệm
"""
            }
        )
        with pytest.raises(NoDeadlineForLevel):
            api.create_request("chi-xa", NOVEMBER, rights=now_rights("vp.giaobaocao"), respondents=[district])


def test_an_extension_to_a_sunday_is_refused_and_the_monday_offered(world: World) -> None:
    with at("2026-11-17 10:00"):
        ea_kar, rights = task_of(ask(world), "24373"), now_rights("vp.giaobaocao")
        with pytest.raises(NotAWorkingDay) as refused:
            api.grant_extension([ea_kar], day("22/11/2026"), rights=rights, reason="lũ")
        assert "23/11/2026" in refused.value.message()
        with pytest.raises(NotAnExtension):
            api.grant_extension([ea_kar], day("17/11/2026"), rights=rights, reason="lũ")
        with pytest.raises(ReasonNeeded):
            api.grant_extension([ea_kar], day("23/11/2026"), rights=rights, reason="")
        with pytest.raises(NoRight):
            api.grant_extension([ea_kar], day("23/11/2026"), rights=now_rights("skhcn.tonghop"), reason="lũ")
        granted = api.grant_extension([ea_kar], day("23/11/2026"), rights=rights, reason="lũ")
        assert (granted.due_at, granted.after_consolidation) == (vietnam("2026-11-23 17:00"), True)


def test_a_unit_that_has_sent_needs_no_extension(world: World) -> None:
    with at("2026-11-16 10:00"):
        ea_kar = task_of(ask(world), "24373")
        send(world, ea_kar, {"2": "405", "3": "38"}, drafter="eakar.nhap", approver="eakar.lanhdao")
        api.return_submission(ea_kar, rights=now_rights("skhcn.tonghop"), reason="xem lại")
        with pytest.raises(AlreadySent):
            api.grant_extension([ea_kar], day("23/11/2026"), rights=now_rights("vp.giaobaocao"), reason="x")


def test_97_in_time_3_extended_2_late_is_97_of_99_due(world: World) -> None:
    with at("2026-11-02 08:00"):
        more_communes(world, 98)
        request = ask(world)
    units = list(Assignment.objects.filter(request_id=request.id, kind="unit").order_by("id"))
    assert len(units) == 102
    with at("2026-11-17 10:00"):
        api.grant_extension(
            [row.pk for row in units[97:100]], day("23/11/2026"), rights=now_rights("vp.giaobaocao"), reason="lũ"
        )
    sent = [row.pk for row in units[:97]]
    Assignment.objects.filter(pk__in=sent).update(
        state="submitted", first_submitted_at=vietnam("2026-11-17 16:00"),
        last_submitted_at=vietnam("2026-11-17 16:00"), on_time=True, submissions_made=1,
    )  # fmt: skip
    with at("2026-11-19 09:00"):
        rights = now_rights("vp.khoa")
        counts = api.punctuality(request.id, rights=rights)
        assert counts == PunctualityCounts(total=102, on_time=97, extended=3, late=2)
        assert (counts.due, counts.percent_on_time) == (99, Decimal("98.0"))
        late = api.late_units(rights, request_id=request.id)
        assert [one.assignment_id for one in late] == [row.pk for row in units[100:]]
        by_level = api.completeness(rights, request_id=request.id)
        assert [(row.key, row.expected, row.sent) for row in by_level] == [("commune", 102, 97)]
        by_unit = api.completeness(rights, request_id=request.id, by="unit")
        assert sum(row.sent for row in by_unit) == 97
    with at("2026-11-23 17:01"):
        assert api.punctuality(request.id, rights=now_rights("vp.khoa")).late == 5


def test_sent_within_an_extension_is_in_time_and_told_apart(world: World) -> None:
    with at("2026-11-17 10:00"):
        request = ask(world)
        ea_kar = task_of(request, "24373")
        api.grant_extension([ea_kar], day("23/11/2026"), rights=now_rights("vp.giaobaocao"), reason="lũ")
    with at("2026-11-20 09:00"):
        send(world, ea_kar, {"2": "405", "3": "38"}, drafter="eakar.nhap", approver="eakar.lanhdao")
        assert api.punctuality(request.id, rights=now_rights("vp.khoa")).on_time_extended == 1


def test_returned_and_sent_again_late_is_in_time_with_a_late_supplement(world: World) -> None:
    with at("2026-11-16 09:00"):
        request = ask(world)
        ea_kar = task_of(request, "24373")
        send(world, ea_kar, {"2": "405", "3": "38"}, drafter="eakar.nhap", approver="eakar.lanhdao")
    with at("2026-11-18 09:00"):
        api.return_submission(ea_kar, rights=now_rights("skhcn.tonghop"), reason="xem lại")
        send(world, ea_kar, {"2": "406"}, drafter="eakar.nhap", approver="eakar.lanhdao")
        counts = api.punctuality(request.id, rights=now_rights("vp.khoa"))
    assert (counts.supplemented_late, counts.kept, counts.late) == (1, 1, 3)


def test_a_request_with_figures_cannot_be_cancelled_an_untouched_one_can(world: World) -> None:
    with at("2026-11-16 09:00"):
        request = ask(world)
        rights = now_rights("vp.giaobaocao")
        ea_kar = task_of(request, "24373")
        send(world, ea_kar, {"2": "405", "3": "38"}, drafter="eakar.nhap", approver="eakar.lanhdao")
        with pytest.raises(RequestHasFigures):
            api.cancel_request(request.id, rights=rights, reason="giao nhầm")
        api.return_submission(ea_kar, rights=now_rights("skhcn.tonghop"), reason="sẽ hủy")
        assert api.cancel_request(request.id, rights=rights, reason="giao nhầm").state == "cancelled"
        assert api.tasks_of(now_rights("eakar.nhap")).returned == ()


def test_expected_figures_follow_assignments_extensions_and_cancellation(world: World) -> None:
    period_id = indicators.period_id(NOVEMBER)
    trained = world.definitions["households_trained"].indicator_id
    share = world.definitions["online_share"].indicator_id

    def owed() -> dict[int, datetime | None]:
        found = indicators.expectations([trained, share], [period_id])
        assert {one.indicator_ids for one in found} <= {(trained,)}  # a computed figure is not owed by anybody
        return {unit: due for one in found for unit, due in one.due_at.items()}

    assert owed() == {}
    with at("2026-11-02 08:00"):
        request = ask(world)
    assert set(owed()) == {unit.id for unit in world.territory.communes.values()}
    with at("2026-11-17 10:00"):
        ea_kar = task_of(request, "24373")
        api.grant_extension([ea_kar], day("23/11/2026"), rights=now_rights("vp.giaobaocao"), reason="lũ")
        assert owed()[world.unit_id("24373")] == vietnam("2026-11-23 17:00")
        api.cancel_request(request.id, rights=now_rights("vp.giaobaocao"), reason="giao nhầm")
    assert owed() == {}


def test_expected_figures_as_of_a_checkpoint_are_those_known_then(world: World) -> None:
    period_id = indicators.period_id(NOVEMBER)
    trained = world.definitions["households_trained"].indicator_id

    def owed(as_of: int) -> dict[int, datetime | None]:
        found = indicators.expectations([trained], [period_id], as_of)
        return {unit: due for one in found for unit, due in one.due_at.items()}

    def sealed() -> int:
        trust.seal_all()
        checkpoint = trust.latest_checkpoint()
        assert checkpoint is not None
        return checkpoint.tree_size

    ea_kar_unit = world.unit_id("24373")
    with at("2026-11-02 08:00"):
        before = sealed()
        request = ask(world)
        assigned = sealed()
    with at("2026-11-17 10:00"):
        rights = now_rights("vp.giaobaocao")
        api.grant_extension([task_of(request, "24373")], day("23/11/2026"), rights=rights, reason="lũ")
        extended = sealed()
        api.cancel_request(request.id, rights=rights, reason="giao nhầm")
        cancelled = sealed()
    assert owed(before) == {}
    assert owed(assigned)[ea_kar_unit] == vietnam("2026-11-17 17:00")
    assert owed(extended)[ea_kar_unit] == vietnam("2026-11-23 17:00")
    assert len(owed(extended)) == 4
    assert owed(cancelled) == {}
