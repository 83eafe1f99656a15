"""A plan or a target judged on a day: what the figures say, what people say beside them, in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from tinhso.engines.evaluation.contracts import (
    GROUP_OF,
    Judgement,
    Measure,
    Opinion,
    StateGroup,
    TargetSpec,
    TargetState,
)
from tinhso.engines.evaluation.logic.plans.figures import NO_SERIES, figures_of
from tinhso.engines.evaluation.logic.plans.finding import FoundPlan
from tinhso.engines.evaluation.logic.plans.forecasts import remembered_ahead
from tinhso.engines.evaluation.logic.plans.moments import Moment
from tinhso.engines.evaluation.logic.targets.judging import Breaks, judge, rules_on
from tinhso.engines.evaluation.logic.targets.measuring import measure
from tinhso.engines.evaluation.logic.targets.reasons import Wording, back_on_track, bound_words, reason, series_begins
from tinhso.engines.evaluation.logic.targets.tet import unlike_usual
from tinhso.engines.evaluation.models import TargetOpinion
from tinhso.engines.evaluation.queries import opinions_of
from tinhso.engines.indicators.contracts import DefinitionView
from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.trust import api as trust
from tinhso.kernel.periods import Period

RECENT = 12


@dataclass(frozen=True, slots=True)
class TargetStanding:
    """One target as it stands: computed from its figures, with the opinion in force beside it."""

    spec: TargetSpec
    definition: DefinitionView
    judged: Judgement
    figures: Mapping[Period, Decimal] = field(repr=False)
    moment: Moment
    opinions: tuple[Opinion, ...] = ()
    breaks: Breaks = field(default_factory=dict)

    @property
    def opinion(self) -> Opinion | None:
        """The opinion in force, None where none was given or the last was taken back."""
        return self.opinions[-1] if self.opinions and self.opinions[-1].state is not None else None

    @property
    def state(self) -> TargetState:
        """What counts in the plan's bar: the opinion in force, else what is computed."""
        opinion = self.opinion
        return opinion.state if opinion is not None and opinion.state is not None else self.judged.state

    @property
    def group(self) -> StateGroup:
        return GROUP_OF[self.state]

    @property
    def wording(self) -> Wording:
        return wording_of(self.definition)

    def name(self, language: str) -> str:
        return self.spec.name.in_language(language) or self.definition.name(language)

    def value_words(self, language: str) -> str:
        """The last figure, empty without any."""
        return "" if self.judged.value is None else self.wording.value(self.judged.value, _short(language))

    def bound_words(self, language: str) -> str:
        return bound_words(self.spec, self.wording, language)

    def expected_words(self, language: str) -> str:
        """What is expected at the date, empty where nothing is."""
        ahead = self.judged.forecast
        return "" if ahead is None else self.wording.value(ahead.value, _short(language))

    def reason(self, language: str) -> str:
        return reason(self.spec, self.judged, self.wording, language)

    def back_on_track(self, language: str) -> str:
        return back_on_track(self.spec, self.judged, self.wording, language)

    def series_begins(self, language: str) -> str:
        """From where on the series is looked at and why, empty where it never broke."""
        return series_begins(self.judged, language)

    @property
    def passes_over_tet(self) -> bool:
        """Whether the forecast was chosen without holding months with Tết against any method."""
        stretch = measure(self.spec, self.figures, self.moment.on, self.breaks).stretch
        return self.judged.forecast is not None and bool(unlike_usual([period for period, _value in stretch]))

    @property
    def periods_counted(self) -> tuple[Period, ...]:
        """The periods whose figures are held against the target: its last one, or all since its sum began."""
        last = self.judged.period
        if last is None:
            return ()
        if self.spec.measure is Measure.LEVEL:
            return (last,)
        points = measure(self.spec, self.figures, self.moment.on).points
        return tuple(period for period, _value in points if period.end <= last.end)

    def recent(self) -> list[Decimal]:
        """The last values held against the target, oldest first."""
        return [value for _period, value in measure(self.spec, self.figures, self.moment.on).points[-RECENT:]]


def _short(language: str) -> str:
    return "en" if language.startswith("en") else "vi"


def wording_of(definition: DefinitionView) -> Wording:
    """How figures of an indicator are said."""
    return Wording(definition.measure_unit, definition.decimals)


def stand_plan(found: FoundPlan, moment: Moment, rights: Rights) -> list[TargetStanding]:
    """Judge every target of a plan (constant queries, whatever their number)."""
    return _stand(found, found.plan.targets, moment, rights)


def stand_target(found: FoundPlan, spec: TargetSpec, moment: Moment, rights: Rights) -> TargetStanding:
    """Judge one target."""
    return _stand(found, [spec], moment, rights)[0]


def _stand(found: FoundPlan, specs: Iterable[TargetSpec], moment: Moment, rights: Rights) -> list[TargetStanding]:
    specs = list(specs)
    series = figures_of(found, specs, moment, rights)
    wanted = {spec.code for spec in specs}
    opinions = _told([row for row in opinions_of(found.id, moment.tree_size) if row.target_code in wanted])
    rules = rules_on(found.plan.rules, moment.on)
    return [
        TargetStanding(
            spec=spec,
            definition=found.definitions[spec.indicator],
            judged=judge(spec, known.figures, moment.on, rules, remembered_ahead, known.breaks),
            figures=known.figures,
            moment=moment,
            opinions=tuple(opinions.get(spec.code, ())),
            breaks=known.breaks,
        )
        for spec in specs
        for known in (series.get(spec.indicator, NO_SERIES),)
    ]


def judged_by_period(found: FoundPlan, standing: TargetStanding) -> Iterator[tuple[Period, Judgement]]:
    """Judge a target at the end of each of its periods, oldest first, by the figures as they are known now."""
    spec, figures = standing.spec, standing.figures
    for period in periods_judged(spec, figures):
        day = min(period.end, standing.moment.on)
        rules = rules_on(found.plan.rules, period.end)
        yield period, judge(spec, figures, day, rules, remembered_ahead, standing.breaks)


def periods_judged(spec: TargetSpec, figures: Collection[Period]) -> list[Period]:
    """The periods at whose ends the history of a target is told, oldest first."""
    return sorted((one for one in figures if one.end >= spec.starts_on), key=lambda one: one.end)


def _told(rows: list[TargetOpinion]) -> dict[str, list[Opinion]]:
    """Opinions by target, oldest first; a reason that was erased by law is empty."""
    texts = trust.texts_of([row.event_id for row in rows], ["reason"]) if rows else {}
    found: dict[str, list[Opinion]] = {}
    for row in rows:
        opinion = Opinion(
            state=TargetState(row.state) if row.state else None,
            computed=TargetState(row.computed_state),
            reason=texts.get(row.event_id, {}).get("reason", ""),
            title=row.title,
            given_at=row.event.at,
            event_id=row.event_id,
        )
        found.setdefault(row.target_code, []).append(opinion)
    return found
