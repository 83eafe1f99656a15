"""Everything that happened to a key of the ledger, told as steps, oldest first.

1. The ledger's entries say which value stood when, and under which event.
2. The life of the report that brought them says who entered, approved, received, locked; offices, never names.
3. Reasons and notes stand beside the log; readers outside the unit's scope see neither them nor the offices.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from tinhso.engines.indicators.contracts import EntryView, Missing, Status
from tinhso.engines.insight.logic.words import missing_word, source_word
from tinhso.engines.orgs import api as orgs
from tinhso.engines.reporting import api as reporting
from tinhso.engines.reporting.contracts import SignedStep, Verb
from tinhso.engines.trust import api as trust
from tinhso.engines.trust.contracts import EventView
from tinhso.kernel.quantities import from_scaled
from tinhso.web_kit.display import language, show_datetime, show_number


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened to a record, as the timeline tells it."""

    event: str
    detail: str
    at: datetime
    event_id: int
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Teller:
    """What is needed to tell a step: events, who signed them, and the texts a reader may see."""

    events: Mapping[int, EventView]
    signed: Mapping[int, SignedStep]
    texts: Mapping[int, Mapping[str, str]]
    offices: Mapping[str, str]

    def detail(self, event_id: int, line_no: int | None = None) -> str:
        """`“đảo hai chữ số”, Phó Chủ tịch UBND xã, KT. CHỦ TỊCH, xác nhận bằng tài khoản, 16/10/2026 08:31`."""
        texts = self.texts.get(event_id, {})
        notes = [texts.get("reason", ""), texts.get(f"note:{line_no}", ""), texts.get("evidence", "")]
        quoted = [f"“{text}”" for text in notes if text]
        step = self.signed.get(event_id)
        office = office_words(step, self.offices) if step else ""
        at = show_datetime(self.events[event_id].at)
        return ", ".join(text for text in (*quoted, office, _("xác nhận bằng tài khoản") if office else "", at) if text)


def office_words(step: SignedStep, offices: Mapping[str, str]) -> str:
    """“Phó Chủ tịch UBND xã, KT. CHỦ TỊCH”: the office in the reader's language, the capacity as it is signed."""
    return ", ".join(text for text in (offices.get(step.title, step.title), step.capacity) if text)


def steps_of(readable: list[EntryView], unit_id: int, *, may_see_offices: bool) -> tuple[Step, ...]:
    """Tell the readable states of one key, with the steps of its reports that wrote no figure."""
    own_events = {one.event_id for one in readable}
    life = reporting.signed_steps(own_events, unit_id)
    told = [step for step in life if step.event_id not in own_events and step.verb in _TOLD]
    events = trust.event_views(own_events | {step.event_id for step in told})
    fields = ["reason", "evidence", *(f"note:{one.line_no}" for one in readable)]
    signed = {step.event_id: step for step in life} if may_see_offices else {}
    teller = Teller(
        events=events,
        signed=signed,
        offices=orgs.offices_in(language(), {step.title for step in signed.values()}),
        texts=trust.texts_of(events, fields) if may_see_offices else {},
    )
    steps = [*_entry_steps(readable, teller), *_life_steps(told, readable, teller)]
    return tuple(sorted(steps, key=lambda step: (step.at, step.event_id)))


def _entry_steps(readable: Iterable[EntryView], teller: Teller) -> Iterable[Step]:
    before: EntryView | None = None
    last_value: int | None = None
    for one in readable:
        words = _entry_words(one, before, last_value, teller.events[one.event_id].kind)
        tone = (
            "good" if one.status is Status.OFFICIAL and one.value is not None else "warn" if one.value is None else ""
        )
        at = teller.events[one.event_id].at
        yield Step(words, teller.detail(one.event_id, one.line_no), at, one.event_id, tone)
        before, last_value = one, last_value if one.value is None else one.value


def _entry_words(one: EntryView, before: EntryView | None, last_value: int | None, kind: str) -> str:
    if before is not None and (before.value, before.missing) == (one.value, one.missing):
        return _("Tiếp nhận, số liệu thành chính thức")
    if one.value is None:
        return _absent_words(one, before, kind)
    value = shown(one)
    is_report = kind.startswith("reporting.")
    if last_value is not None and last_value != one.value:
        return (_("Điều chỉnh thành %(value)s, phê duyệt lại") if is_report else _("Điều chỉnh thành %(value)s")) % {
            "value": value
        }
    if is_report:
        return _("Phê duyệt, gửi %(value)s") % {"value": value}
    source = source_word(one.source)
    return _("%(source)s: %(value)s") % {"source": source[:1].upper() + source[1:], "value": value}


def _absent_words(one: EntryView, before: EntryView | None, kind: str) -> str:
    if before is None or one.missing is not Missing.NOT_REPORTED:
        return _("Phê duyệt, gửi: %(reason)s") % {"reason": missing_word(one.missing)}
    return {"reporting.returned": _("Trả lại"), "reporting.withdrawn": _("Rút về để sửa")}.get(kind, _("Rút lại"))


# Steps of a report's life that write no figure and still belong to the story.
_TOLD = frozenset({Verb.SEND_FOR_APPROVAL, Verb.SEND_BACK_TO_DRAFTER, Verb.LOCK, Verb.UNLOCK, Verb.START_CORRECTION})


def _life_steps(told: Iterable[SignedStep], readable: list[EntryView], teller: Teller) -> Iterable[Step]:
    for step in told:
        words = {
            Verb.SEND_FOR_APPROVAL: _entered_words(step, readable, teller),
            Verb.SEND_BACK_TO_DRAFTER: _("Lãnh đạo trả người nhập"),
            Verb.LOCK: _("Khóa kỳ"),
            Verb.UNLOCK: _("Mở khóa"),
            Verb.START_CORRECTION: _("Mở điều chỉnh sau khóa"),
        }[Verb(step.verb)]
        yield Step(
            words, teller.detail(step.event_id), step.at, step.event_id, "good" if step.verb == Verb.LOCK else ""
        )


def _entered_words(step: SignedStep, readable: Iterable[EntryView], teller: Teller) -> str:
    """`Nhập 421`: what was sent for approval is what the next approval wrote."""
    after = (one for one in readable if teller.events[one.event_id].at >= step.at and one.value is not None)
    first = next(after, None)
    return _("Nhập %(value)s, trình phê duyệt") % {"value": shown(first)} if first else _("Trình phê duyệt")


def shown(entry: EntryView) -> str:
    """The value of an entry as people read it."""
    return show_number(from_scaled(entry.value or 0, entry.decimals), operator=entry.operator)
