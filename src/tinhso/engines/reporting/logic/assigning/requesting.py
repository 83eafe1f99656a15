"""Assigning a report: who reports, who accepts, by when, and what is read from other requests instead of asked."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import DefinitionView
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Action, NoRight, Rights, StraddlingRule, UnitView
from tinhso.engines.reporting.contracts import (
    FormDefinition,
    RegimeDefinition,
    RequestState,
    RequestView,
    Respondent,
    RespondentRule,
    Signature,
    TaskState,
    Verb,
)
from tinhso.engines.reporting.contracts.errors import (
    NoDeadlineForLevel,
    NoRespondents,
    RepeatedRespondent,
    RequestExists,
    UnknownForm,
    UnknownRegime,
    WrongRequestPeriod,
)
from tinhso.engines.reporting.contracts.requests import RequestPreview
from tinhso.engines.reporting.logic.assigning.asked_before import (
    Asked,
    asked_before,
    asked_of,
    chosen_to_reuse,
    kinds_of,
    store_readings,
)
from tinhso.engines.reporting.logic.assigning.burden import burden_of, last_burden
from tinhso.engines.reporting.logic.assigning.deadlines import Timetable, timetable
from tinhso.engines.reporting.logic.assigning.groups import members_of
from tinhso.engines.reporting.logic.assigning.requests import request_view
from tinhso.engines.reporting.logic.assigning.straddling import (
    PeriodReporters,
    left_to_others,
    reporters_of,
    shared_out,
)
from tinhso.engines.reporting.logic.life import holds, refuse_stale, signature, subject_of_request
from tinhso.engines.reporting.logic.sheet import definitions_in_force
from tinhso.engines.reporting.models import Assignment, Request, Transition
from tinhso.engines.reporting.queries.definitions import form_on, regimes_on
from tinhso.engines.reporting.queries.readings import FigureKind
from tinhso.engines.trust import api as trust
from tinhso.kernel.periods import Period

ASSIGNED_EVENT = "reporting.assigned"


@dataclass(frozen=True, slots=True)
class Plan:
    """A request about to be made: everything looked up and checked."""

    code: str
    regime: RegimeDefinition
    form: FormDefinition
    period: Period
    times: Timetable
    assigner: UnitView
    consolidator: UnitView | None
    aggregate: UnitView | None
    pairs: tuple[tuple[UnitView, UnitView], ...]  # (respondent, subject)
    title_vi: str
    title_en: str
    definitions: Mapping[str, DefinitionView] = field(default_factory=dict)
    found: Sequence[Asked] = ()
    reused: Mapping[int, Mapping[FigureKind, Request]] = field(default_factory=dict)
    straddling: PeriodReporters | None = None
    left: Mapping[int, frozenset[FigureKind]] = field(default_factory=dict)  # by unit, what others report

    @property
    def asked_pairs(self) -> list[tuple[UnitView, UnitView]]:
        """The pairs that get a task: those of whom something is left to ask."""
        kinds, none = kinds_of(self.form, self.definitions, self.period), frozenset[FigureKind]()
        return [
            (respondent, subject)
            for respondent, subject in self.pairs
            if not kinds or kinds - self.reused.get(subject.id, {}).keys() - self.left.get(subject.id, none)
        ]

    @property
    def receiver(self) -> UnitView:
        """Who accepts the units' reports."""
        return self.consolidator or self.assigner


@transaction.atomic
def create_request(
    regime: str,
    period: Period,
    *,
    rights: Rights,
    respondents: Sequence[Respondent] | None = None,
    title_vi: str = "",
    title_en: str = "",
    code: str = "",
    reuse: Collection[str] = (),
) -> RequestView:
    """Assign a report of a period.

    Args:
        regime: code of the regime; its version in force on the period's last day counts.
        respondents: None means everybody the regime names (units valid on the period's last day).
        title_vi, title_en: empty takes the regime's name and the period.
        code: empty makes `<regime>.<period>`; a second request of the same period needs one.
        reuse: codes of indicators that another request asks already: its answers are read, no unit is asked twice. A
            unit of whom nothing is left to ask gets no task.

    Raises:
        UnknownRegime (REP-003), UnknownForm (REP-004), RequestExists (REP-020), WrongRequestPeriod (REP-021),
        DeadlineTooEarly (REP-022), NoRespondents (REP-023), NoDeadlineForLevel (REP-024), RepeatedRespondent
        (REP-025), UnknownLegalConstant (REP-006), NothingToReuse (REP-164), NoRight (ORG-020), UnknownUnit (ORG-001),
        StaleRights (REP-045).
    """
    refuse_stale(rights)
    plan = plan_request(regime, period, respondents, title_vi, title_en, code, reuse=reuse)
    refuse_foreign(plan, rights)
    request = store_request(plan, rights.actor, signature(rights, Action.ASSIGN, plan.assigner.id), trust.now())
    return request_view(request)


def refuse_foreign(plan: Plan, rights: Rights) -> None:
    """Refuse whoever may not assign for this office, or not to these units (NoRight, ORG-020).

    For a unit that has ended speaks the one that answers for it.
    """
    if not holds(rights, Action.ASSIGN, plan.assigner.id):
        raise NoRight(action=str(Action.ASSIGN), unit=plan.assigner.code, actor=rights.actor)
    for respondent, subject in plan.pairs:
        ended = subject.valid_to is not None and subject.valid_to < plan.period.end
        for unit in (respondent,) if ended else (respondent, subject):
            rights.require(Action.ASSIGN, unit.id)


def preview_request(regime: str, period: Period) -> tuple[tuple[str, datetime], ...]:
    """Return the deadlines (level, moment in UTC) a request would get; refuses like `create_request`."""
    return timetable(_regime(regime, period), period).deadlines


def preview_plan(
    regime: str,
    period: Period,
    *,
    rights: Rights,
    respondents: Sequence[Respondent] | None = None,
    title_vi: str = "",
    reuse: Collection[str] = (),
) -> RequestPreview:
    """Return what a request would be and what it would cost the units; writes nothing, refuses like `create_request`.

    A report of this regime and period that was assigned already is no obstacle here.
    """
    refuse_stale(rights)
    plan = plan_request(regime, period, respondents, title_vi, reuse=reuse, may_exist=True)
    refuse_foreign(plan, rights)
    return preview_of(plan)


def last_respondents(regime: str) -> tuple[Respondent, ...]:
    """Return who reported about whom in the newest request of a regime that was not cancelled; empty before the first.

    Two queries.
    """
    newest = (
        Request.objects.filter(regime_version__regime__code=regime)
        .exclude(state=RequestState.CANCELLED)
        .order_by("-period__end", "-id")
        .first()
    )
    rows = Assignment.objects.filter(request=newest, kind="unit").exclude(state=TaskState.CANCELLED).order_by("id")
    return tuple(Respondent(*pair) for pair in rows.values_list("respondent_unit_id", "subject_unit_id"))


def preview_of(plan: Plan) -> RequestPreview:
    """Show a plan."""
    unit_ids = [subject.id for _, subject in plan.pairs]
    return RequestPreview(
        title_vi=plan.title_vi,
        title_en=plan.title_en,
        period=plan.period,
        form_vi=plan.form.name_vi,
        form_en=plan.form.name_en,
        assigner=plan.assigner,
        consolidator=plan.consolidator,
        cut_off_on=plan.times.cut_off_on,
        deadlines=plan.times.deadlines,
        lock_at=plan.times.lock_at,
        respondents=tuple(subject for _, subject in plan.pairs),
        on_behalf=tuple(pair for pair in plan.pairs if pair[0].id != pair[1].id),
        asked_before=asked_before(plan.found, plan.definitions.values()),
        burden=burden_of(plan.form, plan.definitions, plan.period, unit_ids, plan.reused),
        last_time=last_burden(plan.regime.code),
        legal_basis=plan.regime.legal_basis,
        illustrative=plan.regime.illustrative,
        straddling=_changes(plan),
    )


def _changes(plan: Plan) -> tuple[tuple[date, StraddlingRule | None], ...]:
    """The days inside the period on which units change, each with the rule that says who reports."""
    if plan.straddling is None:
        return ()
    rules, period = plan.straddling.rules, plan.period
    return tuple((day, rules.governing(day, period.scheme)) for day in rules.changes_within(period))


def plan_request(
    regime_code: str,
    period: Period,
    respondents: Sequence[Respondent] | None,
    title_vi: str = "",
    title_en: str = "",
    code: str = "",
    *,
    reuse: Collection[str] = (),
    may_exist: bool = False,
    without: Collection[int] = (),
) -> Plan:
    """Look up and check everything a request needs; writes nothing.

    Args:
        may_exist: a request of this code is no obstacle (previews).
        without: requests whose questions do not count as asked (the one that is replaced).
    """
    regime = _regime(regime_code, period)
    form = form_on(regime.form, period.end)
    if form is None:
        raise UnknownForm(form=regime.form, on=period.end.isoformat())
    code = code or f"{regime.code}.{period.code.rpartition(':')[2]}"
    if not may_exist and Request.objects.filter(code=code).exists():
        raise RequestExists(request=code)
    times = timetable(regime, period)
    assigner = orgs.unit_by_code(regime.assigner, period.end)
    consolidator = orgs.unit_by_code(regime.consolidator, period.end) if regime.consolidator else None
    aggregate = orgs.unit_by_code(regime.aggregate, period.end) if regime.aggregate else None
    plan = Plan(
        code, regime, form, period, times, assigner, consolidator, aggregate, (),
        title_vi or _title(regime.name_vi, period, "vi"), title_en or _title(regime.name_en, period, "en"),
    )  # fmt: skip
    straddling = reporters_of(period)
    pairs = _given_pairs(respondents, period, straddling) if respondents is not None else _named_pairs(plan)
    definitions = definitions_in_force(indicators.definition_versions(form.indicators), period)
    left: Mapping[int, frozenset[FigureKind]] = {}
    if straddling is not None:
        kinds = kinds_of(form, definitions, period)
        entered = [one for one in definitions.values() if one.indicator_id in {kind[0] for kind in kinds}]
        pairs = shared_out(pairs, straddling, entered) if entered else pairs
        left = left_to_others(pairs, straddling, entered, kinds)
    _check_pairs(plan, pairs)
    # Only who looks or reuses asks what others ask: loading years of history does not.
    looks = may_exist or bool(reuse)
    found = asked_of(form, period, [subject.id for _, subject in pairs], without) if looks else []
    reused = chosen_to_reuse(found, reuse, definitions, period)
    return replace(
        plan, pairs=tuple(pairs), definitions=definitions, found=found, reused=reused, straddling=straddling, left=left
    )


def store_request(plan: Plan, actor: str, signed: Signature, at: datetime) -> Request:
    """Write a request, its assignments and their first transition under one event."""
    event_id = trust.record(
        kind=ASSIGNED_EVENT,
        subject=subject_of_request(plan.code),
        actor=actor,
        at=at,
        public=public_of(plan),
    )
    request = Request.objects.create(**request_fields(plan, at, event_id))
    rows = Assignment.objects.bulk_create(assignments_of(plan, request, event_id), batch_size=2_000)
    own = {unit_id: dict.fromkeys(kinds, request) for unit_id, kinds in plan.left.items()}
    store_readings(
        request,
        {
            unit_id: own.get(unit_id, {}) | dict(plan.reused.get(unit_id, {}))
            for unit_id in own.keys() | plan.reused.keys()
        },
        event_id,
    )
    first_steps(rows, signed, at, event_id)
    return request


def first_steps(rows: Sequence[Assignment], signed: Signature, at: datetime, event_id: int) -> None:
    """Write the first transition of new assignments."""
    Transition.objects.bulk_create(
        [
            Transition(
                assignment=row, verb=Verb.ASSIGN, from_state="", to_state=TaskState.ASSIGNED, at=at,
                event_id=event_id, title=signed.title, capacity=signed.capacity,
            )
            for row in rows
        ],
        batch_size=2_000,
    )  # fmt: skip


def public_of(plan: Plan) -> dict[str, Any]:
    """What the event of an assignment says readably."""
    return {
        "request": plan.code,
        "regime": f"{plan.regime.code}@{plan.regime.version}",
        "form": f"{plan.form.code}@{plan.form.version}",
        "period": plan.period.code,
        "deadlines": {level: moment.isoformat() for level, moment in plan.times.deadlines},
        "units": [subject.code for _, subject in plan.asked_pairs],
        **({"reads": _reads(plan)} if plan.reused else {}),
        **({"left_to_others": sum(map(len, plan.left.values()))} if plan.left else {}),
    }


def _reads(plan: Plan) -> list[dict[str, Any]]:
    """Which indicators are read from which request, for how many units."""
    codes = {definition.indicator_id: code for code, definition in plan.definitions.items()}
    counts: dict[tuple[str, str], int] = {}
    for kinds in plan.reused.values():
        for (indicator_id, _), source in kinds.items():
            name = source.code, codes[indicator_id]
            counts[name] = counts.get(name, 0) + 1
    return [{"from": source, "indicator": code, "figures": count} for (source, code), count in sorted(counts.items())]


def request_fields(plan: Plan, at: datetime, event_id: int) -> dict[str, Any]:
    """The columns of a request's row."""
    return {
        "code": plan.code,
        "regime_version_id": plan.regime.id,
        "form_version_id": plan.form.id,
        "period_id": indicators.period_id(plan.period),
        "title_vi": plan.title_vi,
        "title_en": plan.title_en,
        "assigner_unit_id": plan.assigner.id,
        "consolidator_unit_id": plan.consolidator.id if plan.consolidator else None,
        "aggregate_unit_id": plan.aggregate.id if plan.aggregate else None,
        "cut_off_on": plan.times.cut_off_on,
        "deadlines": {level: moment.isoformat() for level, moment in plan.times.deadlines},
        "lock_at": plan.times.lock_at,
        "opened_at": at,
        "illustrative": plan.regime.illustrative,
        "event_id": event_id,
    }


def assignments_of(plan: Plan, request: Request, event_id: int) -> list[Assignment]:
    """The rows of a request's assignments: one for each subject, one for the consolidation."""
    due = dict(plan.times.deadlines)
    rows = [
        Assignment(
            request=request,
            kind="unit",
            respondent_unit_id=respondent.id,
            subject_unit_id=subject.id,
            consolidator_unit_id=plan.receiver.id,
            level=respondent.level,
            due_at=due[respondent.level],
            event_id=event_id,
        )
        for respondent, subject in plan.asked_pairs
    ]
    if plan.consolidator and plan.aggregate:
        rows.append(
            Assignment(
                request=request,
                kind="consolidation",
                respondent_unit_id=plan.consolidator.id,
                subject_unit_id=plan.aggregate.id,
                consolidator_unit_id=plan.assigner.id,
                level=plan.consolidator.level,
                due_at=due[plan.consolidator.level],
                event_id=event_id,
            )
        )
    return rows


def _regime(code: str, period: Period) -> RegimeDefinition:
    found = regimes_on(period.end, code)
    if not found:
        raise UnknownRegime(regime=code, on=period.end.isoformat())
    if found[0].scheme != period.scheme:
        raise WrongRequestPeriod(period=period.code, scheme=found[0].scheme, regime=code)
    return found[0]


def _given_pairs(
    respondents: Sequence[Respondent], period: Period, straddling: PeriodReporters | None
) -> list[tuple[UnitView, UnitView]]:
    wanted = {one.respondent_unit_id for one in respondents} | {
        one.subject_unit_id for one in respondents if one.subject_unit_id is not None
    }
    views = {view.id: view for view in orgs.unit_views(wanted, period.end)}
    for day in straddling.earlier_days if straddling else ():
        # Units that have ended since, where they report.
        views = {view.id: view for view in orgs.unit_views(wanted - views.keys(), day)} | views
    pairs = []
    for one in respondents:
        subject_id = one.subject_unit_id if one.subject_unit_id is not None else one.respondent_unit_id
        for unit_id in (one.respondent_unit_id, subject_id):
            if unit_id not in views:
                orgs.unit_view(unit_id, period.end)  # refuses, and says why (ORG-002)
        pairs.append((views[one.respondent_unit_id], views[subject_id]))
    return pairs


def _named_pairs(plan: Plan) -> list[tuple[UnitView, UnitView]]:
    """Everybody the regime names, within the assigner's province."""
    on = plan.period.end
    above = plan.aggregate or orgs.parent(plan.assigner.id, on)
    return [pair for rule in plan.regime.respondents for pair in _pairs_of(rule, on, above)]


def _pairs_of(rule: RespondentRule, on: date, above: UnitView | None) -> list[tuple[UnitView, UnitView]]:
    if rule.level:
        subjects = orgs.units_on(rule.level, on, within=above.id if above else None)
    elif rule.group:
        # As the group stands on that day, less the units that have ended since.
        subjects = orgs.unit_views(members_of(rule.group, on), on)
    else:
        subjects = [orgs.unit_by_code(code, on) for code in rule.units]
    if not rule.respondent:
        return [(subject, subject) for subject in subjects]
    respondent = orgs.unit_by_code(rule.respondent, on)
    return [(respondent, subject) for subject in subjects]


def _check_pairs(plan: Plan, pairs: Sequence[tuple[UnitView, UnitView]]) -> None:
    if not pairs:
        raise NoRespondents(request=plan.code)
    seen: set[int] = set()
    levels = dict(plan.times.deadlines)
    checked = [*pairs, *([(plan.consolidator, plan.consolidator)] if plan.consolidator else [])]
    for _, subject in pairs:
        if subject.id in seen:
            raise RepeatedRespondent(unit=subject.code, request=plan.code)
        seen.add(subject.id)
    for respondent, _ in checked:
        if respondent.level not in levels:
            raise NoDeadlineForLevel(unit=respondent.code, level=respondent.level, regime=plan.regime.code)


def _title(name: str, period: Period, language: str) -> str:
    """Join a regime's name and a period: “Báo cáo chuyển đổi số tháng” and “Tháng 11/2026” share their word."""
    label = period.label(language).partition(" (")[0]
    label = label[:1].lower() + label[1:] if language == "vi" else label
    words, first = name.split(), label.split()[0]
    stem = name if not words or words[-1].lower() != first.lower() else " ".join(words[:-1])
    return f"{stem} {label}"
