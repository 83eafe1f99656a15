"""Where a number comes from, for people: the rule, the parts, and for one record everything that happened to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from tinhso.engines.cube import api as cube
from tinhso.engines.cube.contracts import Contribution, ContributionKind, ContributionPage, FigureQuery, FigureRow
from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import DefinitionView, EntryView, Missing, SourceKind, Status
from tinhso.engines.insight.contracts import Choice, NothingToProve
from tinhso.engines.insight.logic.addresses import entry_url
from tinhso.engines.insight.logic.indicator_page import formula_in_words
from tinhso.engines.insight.logic.used_in import Use, uses_of
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Action, Rights, UnitView
from tinhso.engines.reporting import api as reporting
from tinhso.engines.trust import api as trust
from tinhso.engines.trust.contracts import CheckpointView
from tinhso.kernel.periods import Period, parse_period
from tinhso.kernel.quantities import from_scaled

PARTS_A_PAGE = 100


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a total: a unit's own figure, an adjustment line, or a unit that has not answered."""

    contribution: Contribution
    name: str
    detail: str
    url: str

    @property
    def is_adjustment(self) -> bool:
        return self.contribution.kind is ContributionKind.ADJUSTMENT

    @property
    def is_missing(self) -> bool:
        return self.contribution.kind is ContributionKind.MISSING

    @property
    def value(self) -> object:
        one = self.contribution
        return None if one.value is None else from_scaled(one.value, one.decimals)


@dataclass(frozen=True, slots=True)
class TotalOrigin:
    """The origin of a total: its row, the formula, its parts in pages, the checkpoint, where it is used."""

    definition: DefinitionView
    unit: UnitView
    period: Period
    row: FigureRow
    formula_words: str
    adjustments: tuple[Part, ...]
    parts: tuple[Part, ...]
    page: ContributionPage
    units_total: object
    checkpoint: CheckpointView | None
    uses: tuple[Use, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened to a record, as the timeline tells it."""

    words: str
    detail: str
    at: datetime
    event_id: int
    leaf_index: int | None
    tone: str = ""


@dataclass(frozen=True, slots=True)
class EntryOrigin:
    """One record of the ledger and everything that happened to its key, oldest first."""

    entry: EntryView
    latest: EntryView
    definition: DefinitionView
    unit: UnitView
    period: Period
    steps: tuple[Step, ...]
    checkpoint: CheckpointView | None
    uses: tuple[Use, ...]

    @property
    def value(self) -> object:
        return None if self.latest.value is None else from_scaled(self.latest.value, self.latest.decimals)


def total_query(choice: Choice, definition: DefinitionView, unit: UnitView, period: Period) -> FigureQuery:
    """The question whose one row is the total."""
    return FigureQuery(
        (definition.code,),
        (period,),
        unit.level,
        choice.rights,
        within=frozenset({unit.id}),
        structure=choice.structure,
        as_of=choice.as_of,
    )


def find_total(
    choice: Choice, code: str, unit_code: str, period_code: str
) -> tuple[FigureQuery, FigureRow, DefinitionView, UnitView]:
    """Find the row a total's origin is asked for.

    Raises:
        NothingToProve (INS-005): no such figure within what the reader may see.
    """
    period = parse_period(period_code)
    definition = indicators.definition(code, on=period.end)
    day = choice.now.date() if choice.structure == "current" else period.end
    unit = orgs.unit_by_code(unit_code, on=day)
    question = total_query(choice, definition, unit, period)
    row = cube.query(question).row(definition.code, unit.id, period)
    if row is None:
        raise NothingToProve(indicator=code, unit=unit_code, period=period_code)
    return question, row, definition, unit


def origin_of_total(choice: Choice, code: str, unit_code: str, period_code: str, page: int = 1) -> TotalOrigin:
    """Return the origin of a total, its parts in pages of 100.

    Raises:
        NothingToProve (INS-005), UnknownIndicator (IND-001), UnknownUnit (ORG-001)
    """
    question, row, definition, unit = find_total(choice, code, unit_code, period_code)
    found = cube.contributions(question, unit.id, row.period, page=page, size=PARTS_A_PAGE)
    parts = _parts(found.items, choice.language)
    adjustments = tuple(part for part in parts if part.is_adjustment)
    return TotalOrigin(
        definition=definition,
        unit=unit,
        period=row.period,
        row=row,
        formula_words=formula_in_words(definition, choice),
        adjustments=adjustments,
        parts=tuple(part for part in parts if not part.is_adjustment),
        page=found,
        units_total=_units_total(found, row),
        checkpoint=_checkpoint(choice),
        uses=uses_of(code, row.period),
    )


def _units_total(page: ContributionPage, row: FigureRow) -> object:
    """What the units' own figures add up to, when this page holds all of them and they simply add up."""
    figures = [one for one in page.items if one.kind is ContributionKind.FIGURE and one.value is not None]
    lines = [one for one in page.items if one.kind is ContributionKind.ADJUSTMENT and one.value is not None]
    if page.total > len(page.items) or not lines or row.value is None or len({one.indicator for one in figures}) != 1:
        return None
    return row.value - sum((from_scaled(one.value, one.decimals) for one in lines if one.value is not None), start=0)


def _parts(items: Sequence[Contribution], language: str) -> list[Part]:
    names = {unit.id: unit.name(language) for unit in orgs.last_views([one.unit_id for one in items])}
    titles = reporting.adjustment_titles([one.line for one in items if one.line])
    several = len({one.indicator for one in items}) > 1
    definitions = (
        {one.code: one.name(language) for one in indicators.definition_versions({one.indicator for one in items})}
        if several
        else {}
    )
    parts = []
    for one in items:
        title, reason = titles.get(one.line, (one.line, ""))
        details = [definitions.get(one.indicator, ""), reason if one.line else "", _detail(one)]
        parts.append(
            Part(
                one,
                title if one.line else names.get(one.unit_id, one.unit_code),
                " · ".join(text for text in details if text),
                entry_url(one.entry_id) if one.entry_id else "",
            )
        )
    return parts


def _detail(one: Contribution) -> str:
    if one.kind is ContributionKind.MISSING:
        return missing_word(one.missing)
    words = (
        [source_word(one.source)] if one.source in (SourceKind.CONNECTOR, SourceKind.DOCUMENT, SourceKind.FILE) else []
    )
    if one.missing is Missing.NOT_APPLICABLE:
        words.append(missing_word(one.missing))
    if one.estimated:
        words.append(_("ước tính chia tách"))
    return ", ".join(words)


def missing_word(missing: Missing) -> str:
    """Why there is no value, in words."""
    return {
        Missing.NONE: "",
        Missing.NOT_DUE: _("chưa đến hạn"),
        Missing.NOT_REPORTED: _("chưa báo cáo"),
        Missing.NOT_APPLICABLE: _("không áp dụng"),
        Missing.REFUSED: _("từ chối cung cấp"),
        Missing.MOVED: "",
    }[missing]


def source_word(source: int | None) -> str:
    """Where a record comes from, in words."""
    return {
        SourceKind.MANUAL: _("nhập tay"),
        SourceKind.FILE: _("từ tệp"),
        SourceKind.CONNECTOR: _("hệ thống gửi đến"),
        SourceKind.COMPUTED: _("tính tự động"),
        SourceKind.DOCUMENT: _("theo báo chí, không có bản ghi xác nhận"),
    }.get(SourceKind(source) if source else SourceKind.MANUAL, "")


def _checkpoint(choice: Choice) -> CheckpointView | None:
    return trust.checkpoint_as_of(choice.as_of) if choice.as_of else trust.latest_checkpoint()


def origin_of_entry(entry_id: int, rights: Rights, language: str = "vi") -> EntryOrigin:
    """Return everything that happened to the key of one record.

    Raises:
        UnknownEntry (IND-025), NoRight (ORG-020)
    """
    entry = indicators.entry(entry_id)
    definition = indicators.definition(entry.indicator, on=parse_period(entry.period).end)
    rights.require(Action.SEE_FIGURES, entry.key.unit_id, definition.publication)
    history = indicators.history(entry.key)
    readable = [one for one in history if one.missing is not Missing.MOVED]
    events = trust.event_views({one.event_id for one in history})
    signatures = reporting.signatures(events)
    reasons = trust.texts_of(events, ["reason", "evidence", *(f"note:{one.line_no}" for one in readable)])
    steps = [
        _step(one, before, events[one.event_id], signatures.get(one.event_id), reasons.get(one.event_id, {}))
        for before, one in zip([None, *readable], readable, strict=False)
    ]
    return EntryOrigin(
        entry=entry,
        latest=readable[-1],
        definition=definition,
        unit=orgs.last_views([entry.key.unit_id])[0],
        period=parse_period(entry.period),
        steps=tuple(steps),
        checkpoint=trust.latest_checkpoint(),
        uses=uses_of(entry.indicator, parse_period(entry.period)),
    )


def _step(
    entry: EntryView, before: EntryView | None, event: object, signature: object, texts: Mapping[str, str]
) -> Step:
    from tinhso.web_kit.display import show_datetime, show_number

    value = (
        None if entry.value is None else show_number(from_scaled(entry.value, entry.decimals), operator=entry.operator)
    )
    kind = event.kind  # type: ignore[attr-defined]
    changed = before is not None and before.value is not None and entry.value != before.value
    if kind == "reporting.accepted":
        words = _("Tiếp nhận, số liệu thành chính thức")
    elif value is None:
        words = _("Trả lại") if kind == "reporting.returned" else _("Rút lại")
    elif changed:
        words = _("Điều chỉnh thành %(value)s") % {"value": value}
    elif kind.startswith("reporting."):
        words = _("Phê duyệt, gửi %(value)s") % {"value": value}
    else:
        words = _("%(source)s: %(value)s") % {"source": source_word(entry.source).capitalize(), "value": value}
    office = ", ".join(text for text in (signature.title, signature.capacity) if text) if signature else ""  # type: ignore[attr-defined]
    note = texts.get(f"note:{entry.line_no}", "")
    quoted = [f"“{text}”" for text in (texts.get("reason", ""), note, texts.get("evidence", "")) if text]
    details = [*quoted, office, _("xác nhận bằng tài khoản") if office else "", show_datetime(event.at)]  # type: ignore[attr-defined]
    tone = "good" if entry.status is Status.OFFICIAL else "warn" if value is None else ""
    return Step(
        words,
        ", ".join(text for text in details if text),
        event.at,
        entry.event_id,
        event.leaf_index,
        tone,  # type: ignore[attr-defined]
    )
