"""A round is opened: which version of a scorecard, for which period and units, by which days, who appraises what."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from tinhso.engines.evaluation.contracts.round_errors import RoundNotUsable
from tinhso.engines.evaluation.contracts.rounds import NewRound, RoundVerb
from tinhso.engines.evaluation.contracts.scorecards import ScorecardDefinition
from tinhso.engines.evaluation.errors import UnknownScorecard
from tinhso.engines.evaluation.logic.packages.scorecard_files import scorecard_of
from tinhso.engines.evaluation.logic.plans.moments import read_moment
from tinhso.engines.evaluation.logic.plans.opinions import title_of
from tinhso.engines.evaluation.logic.rounds.life import ROUND_TABLE
from tinhso.engines.evaluation.logic.rounds.own_days import own_days
from tinhso.engines.evaluation.models import ScorecardVersion
from tinhso.engines.evaluation.queries import scorecards_on
from tinhso.engines.evaluation.round_models import Round, RoundCharge, RoundDay, RoundUnit
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Rights, UnitView
from tinhso.engines.trust import api as trust
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.periods import Period, parse_period


def appraising_agencies(card: str, rights: Rights) -> list[UnitView]:
    """The agencies that may be asked to appraise, in Vietnamese order. Raises UnknownScorecard (EVA-011), NoRight."""
    version = _version(card, read_moment("").on)
    above = orgs.unit_by_code(scorecard_of(version.definition).unit, read_moment("").on)
    rights.require(ROUND_TABLE[RoundVerb.OPEN].action, above.id)
    return orgs.units_on("agency", read_moment("").on, within=above.id)


def open_round(asked: NewRound, *, rights: Rights) -> int:
    """Open a round with every unit of the scorecard's level that reports the period.

    Returns:
        Its number.

    Raises:
        UnknownScorecard (EVA-011), NoRight (ORG-020), RoundNotUsable (EVA-014)
    """
    today = read_moment("").on
    version = _version(asked.card, today)
    card = scorecard_of(version.definition)
    above = orgs.unit_by_code(card.unit, today)
    rule = ROUND_TABLE[RoundVerb.OPEN]
    rights.require(rule.action, above.id)
    period = _period(asked.period, card)
    _check_days(asked, today)
    # Points do not add up over days: of a year inside which units change one side alone is scored, as its rule says.
    units = orgs.units_reporting(card.level, period, additive=False, within=above.id, by=today)
    if not units:
        raise _unusable("Kỳ này chưa có đơn vị nào để chấm.", "There are no units to be scored in that period.")
    days = own_days(card, asked, today)
    charges = _charges(card, asked.charges, {one.code: one for one in orgs.units_on("agency", today, within=above.id)})
    with transaction.atomic():
        event_id = trust.record(
            kind=rule.event_kind,
            subject=f"evaluation.scorecard:{card.code}",
            actor=rights.actor,
            public={
                "scorecard": f"{card.code}:{card.version}", "period": period.code, "units": len(units),
                "self_due_on": asked.self_due_on.isoformat(),
            },
        )  # fmt: skip
        if Round.objects.filter(card_version=version, period_code=period.code, unit_id=above.id).exists():
            raise _unusable(
                f"Kỳ {period.label('vi')} đã có đợt chấm của bộ chỉ số này.",
                f"There is already a round of this scorecard for {period.label('en')}.",
            )
        row = Round.objects.create(
            card_version=version, period_code=period.code, unit_id=above.id, opened_on=today,
            self_due_on=asked.self_due_on, appraise_due_on=asked.appraise_due_on, closes_on=asked.closes_on,
            title=title_of(rights), event_id=event_id,
        )  # fmt: skip
        RoundUnit.objects.bulk_create(
            RoundUnit(round=row, unit_id=one.id, cluster=card.cluster_of(one.type_vi), event_id=event_id)
            for one in units
        )
        RoundCharge.objects.bulk_create(
            RoundCharge(round=row, component=code, agency_id=agency, event_id=event_id)
            for code, agency in charges.items()
        )
        RoundDay.objects.bulk_create(
            RoundDay(
                round=row, component=code, self_due_on=own.self_due_on, appraise_due_on=own.appraise_due_on,
                event_id=event_id,
            )
            for code, own in days.items()
        )  # fmt: skip
    return row.pk


def _version(code: str, on: date) -> ScorecardVersion:
    for row in scorecards_on(on):
        if row.scorecard.code == code:
            return row
    raise UnknownScorecard(scorecard=code)


def _period(text: str, card: ScorecardDefinition) -> Period:
    try:
        period = parse_period(text)
    except TinhSoError as error:
        raise _unusable(error.message("vi"), error.message("en")) from error
    if period.scheme != card.scheme:
        raise _unusable(f"Kỳ “{text}” không phải kỳ của bộ chỉ số này.", f"“{text}” is no period of this scorecard.")
    return period


def _check_days(asked: NewRound, today: date) -> None:
    if asked.self_due_on < today:
        raise _unusable("Hạn tự chấm phải từ hôm nay trở đi.", "The day for self-scoring must not lie in the past.")
    if not asked.self_due_on <= asked.appraise_due_on <= asked.closes_on:
        raise _unusable(
            "Các hạn phải theo thứ tự: tự chấm, thẩm định, đóng đợt.",
            "The days must follow one another: self-scoring, appraisal, closing.",
        )


def _charges(card: ScorecardDefinition, given: Mapping[str, str], agencies: Mapping[str, UnitView]) -> dict[str, int]:
    """Agency by component; the nearest node above that has one counts."""
    for agency in given.values():
        if agency not in agencies:
            raise _unusable(f"Không có cơ quan “{agency}” trong tỉnh.", f"There is no agency “{agency}”.")
    found = {}
    for one in card.components_of_people:
        parts = one.code.split(".")
        above = [".".join(parts[:length]) for length in range(len(parts), 0, -1)]
        agency = next((given[code] for code in above if given.get(code)), "")
        if not agency:
            raise _unusable(
                f"Tiêu chí {one.code} chưa có cơ quan thẩm định.", f"Component {one.code} has no appraising agency."
            )
        found[one.code] = agencies[agency].id
    return found


def _unusable(problem_vi: str, problem_en: str) -> RoundNotUsable:
    return RoundNotUsable(problem_vi=problem_vi, problem_en=problem_en)
