"""The reason for a state, in words that hold in a meeting; the likelihood stays in the detail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tinhso.engines.evaluation.contracts import (
    Direction,
    Forecast,
    Judgement,
    PathKind,
    TargetSpec,
    TargetState,
)
from tinhso.engines.evaluation.logic.targets.measuring import is_reached, shortfall
from tinhso.kernel.periods import Period
from tinhso.kernel.quantities import format_number, format_percent, round_half_up, unit_after, unit_heading

PERCENT = "percent"
SLOW = 10


@dataclass(frozen=True, slots=True)
class Wording:
    """How figures of one target are said."""

    measure_unit: str
    decimals: int

    def value(self, value: Decimal, language: str) -> str:
        """`62,0%`, `1.200 hộ`."""
        if self.measure_unit == PERCENT:
            return format_percent(value, language, self.decimals)
        return self._counted(value, language)

    def unit(self, language: str) -> str:
        """`%`, `hộ`: what figures are headed with."""
        return unit_heading(self.measure_unit, language)

    def difference(self, value: Decimal, language: str) -> str:
        """`18,0 điểm %`, `120 hộ`: always without a sign."""
        if self.measure_unit == PERCENT:
            number = format_number(abs(value), language, self.decimals)
            return f"{number} {'points' if language == 'en' else 'điểm %'}"
        return self._counted(abs(value), language)

    def _counted(self, value: Decimal, language: str) -> str:
        after = unit_after(self.measure_unit, round_half_up(value, self.decimals), language)
        return f"{format_number(value, language, self.decimals)} {after}"

    def pace(self, value: Decimal, language: str) -> str:
        """A change a period; a slow one with one more decimal, so that it is not said to be none."""
        more = 1 if abs(value) < SLOW else 0
        finer = Wording(self.measure_unit, self.decimals + more)
        return finer.difference(value, language)


def reason(spec: TargetSpec, judged: Judgement, wording: Wording, language: str) -> str:
    """Say why a target stands as it does, in one sentence without its full stop."""
    said = _SAID.get(judged.state, _on_the_way)
    return said(spec, judged, wording, "en" if language.startswith("en") else "vi")


def back_on_track(spec: TargetSpec, judged: Judgement, wording: Wording, language: str) -> str:
    """Say what every period would have to bring, beside what it brings; empty where nothing is missing."""
    language = "en" if language.startswith("en") else "vi"
    if judged.needed_pace is None or judged.pace is None or judged.period is None:
        return ""
    if judged.state not in (TargetState.BEHIND, TargetState.HARD, TargetState.ON_TRACK):
        return ""
    needed, now = wording.pace(judged.needed_pace, language), wording.pace(judged.pace, language)
    rises, asked_to_rise = judged.pace >= 0, judged.needed_pace >= 0
    if language == "en":
        return (
            f"{'up' if asked_to_rise else 'down'} {needed} {_each(judged, 'en')} is needed, "
            f"now it goes {'up' if rises else 'down'} {now}"
        )
    return (
        f"cần {'tăng' if asked_to_rise else 'giảm'} {needed} {_each(judged, 'vi')}, "
        f"hiện {'tăng' if rises else 'giảm'} {now}"
    )


def short_date(day: date, beside: date | None) -> str:
    """`31/12` in the year of the other date, else `31/12/2025`."""
    return f"{day:%d/%m}" if beside is not None and beside.year == day.year else f"{day:%d/%m/%Y}"


def named(period: Period, language: str) -> str:
    """A period inside a sentence: `quý IV/2022`, `tháng 11/2026`, `October 2026`."""
    words = period.label(language).partition(" (")[0]
    return words if language.startswith("en") else words[:1].lower() + words[1:]


def _each(judged: Judgement, language: str) -> str:
    frequency = judged.period.frequency if judged.period else ""
    words = {"month": ("mỗi tháng", "a month"), "quarter": ("mỗi quý", "a quarter"), "year": ("mỗi năm", "a year")}
    vietnamese, english = words.get(frequency, ("mỗi kỳ", "a period"))
    return english if language == "en" else vietnamese


def _on_the_way(spec: TargetSpec, judged: Judgement, wording: Wording, language: str) -> str:
    """`thấp hơn lộ trình 2,1 điểm %; theo nhịp hiện nay, đến 31/12 đạt khoảng 62,0%, thiếu 18,0 điểm %`."""
    parts = [part for part in (_on_path(spec, judged, wording, language),) if part]
    if judged.forecast is not None:
        ahead = _ahead(spec, judged, judged.forecast, wording, language)
        return "; ".join([*parts, ahead]) if judged.state is TargetState.BEHIND else ahead
    why = _no_forecast(judged, language)
    return "; ".join([*parts, why])


def _ahead(spec: TargetSpec, judged: Judgement, forecast: Forecast, wording: Wording, language: str) -> str:
    missing = shortfall(spec, forecast.value)
    day = short_date(spec.due_on, judged.period.end if judged.period else None)
    value, difference = wording.value(forecast.value, language), wording.difference(missing, language)
    reached = is_reached(spec, forecast.value)
    outside = _outside_words(spec, forecast.value)
    if language == "en":
        end = ", which is enough" if reached and not missing else f", {difference} {outside[1]}"
        return f"{_at_pace(judged, 'en')} about {value} by {day}{end}"
    end = ", vừa đủ" if reached and not missing else f", {outside[0]} {difference}"
    return f"{_at_pace(judged, 'vi')}, đến {day} đạt khoảng {value}{end}"


def _at_pace(judged: Judgement, language: str) -> str:
    """Which pace is spoken of: the present one, or that before the months of Tết."""
    if judged.looked_from is None:
        return "at the present pace" if language == "en" else "theo nhịp hiện nay"
    period = named(judged.looked_from, language)
    if language == "en":
        return f"at the pace up to {period}, leaving out the months around Tết,"
    return f"theo nhịp đến {period} (không tính các tháng quanh Tết)"


def _outside_words(spec: TargetSpec, value: Decimal) -> tuple[str, str]:
    """How a value that is off the target is said: `thiếu`, `vượt`, `cao hơn`."""
    missing = shortfall(spec, value) > 0
    if spec.direction is Direction.DOWN:
        return ("còn cao hơn", "too high") if missing else ("thấp hơn mức yêu cầu", "lower than asked")
    if spec.direction is Direction.RANGE:
        return ("ngoài khoảng", "outside the range") if missing else ("trong khoảng, cách biên", "inside the range")
    return ("thiếu", "short") if missing else ("vượt", "more than asked")


def _on_path(spec: TargetSpec, judged: Judgement, wording: Wording, language: str) -> str:
    if judged.value is None or judged.required is None or spec.path is PathKind.AT_DATE:
        return ""
    off = judged.value - judged.required
    if not off:
        return "exactly on its path" if language == "en" else "đúng lộ trình"
    difference = wording.difference(off, language)
    if language == "en":
        return f"{difference} {'above' if off > 0 else 'below'} its path"
    return f"{'cao' if off > 0 else 'thấp'} hơn lộ trình {difference}"


def series_begins(judged: Judgement, language: str) -> str:
    """Say from where on the series is looked at, empty where it never broke."""
    if judged.broken_in is None or judged.broken_by is None:
        return ""
    period = named(judged.broken_in, language)
    if language.startswith("en"):
        why = {"definition": "its definition changed", "reorganised": "units were reorganised"}[judged.broken_by]
        return f"the series begins anew in {period}: {why}"
    why = {"definition": "đổi định nghĩa", "reorganised": "sắp xếp đơn vị"}[judged.broken_by]
    return f"chuỗi tính lại từ {period} do {why}"


def _no_forecast(judged: Judgement, language: str) -> str:
    if judged.no_forecast == "too_short" and judged.broken_in is not None:
        short = "it is too short to look ahead" if language == "en" else "còn ngắn, chưa dự báo"
        return f"{series_begins(judged, language)}; {short}"
    words = {
        "too_short": ("chuỗi số liệu còn ngắn, chưa dự báo", "the series is too short to look ahead"),
        "no_better": (
            "số liệu lên xuống theo mùa, dự báo chưa đáng tin hơn số cùng kỳ",
            "no forecast does better than the same period last year",
        ),
    }
    vietnamese, english = words.get(judged.no_forecast, ("chưa dự báo", "no forecast"))
    return english if language == "en" else vietnamese


def _achieved_early(spec: TargetSpec, judged: Judgement, wording: Wording, language: str) -> str:
    values = _values(spec, judged, wording, language)
    if language == "en":
        said = "reached since {since}: {value} against {bound} by {due}"
    else:
        said = "đã đạt từ {since}: {value}, yêu cầu {bound} đến {due}"
    words = said.format_map(values)
    if judged.forecast is not None and not is_reached(spec, judged.forecast.value):
        ahead = _ahead(spec, judged, judged.forecast, wording, language)
        words += f"; {'but' if language == 'en' else 'nhưng'} {ahead}"
    return words


def _achieved(spec: TargetSpec, judged: Judgement, wording: Wording, language: str) -> str:
    said = "{value} in {period} against {bound}" if language == "en" else "{period} đạt {value}, yêu cầu {bound}"
    return said.format_map(_values(spec, judged, wording, language))


def _achieved_late(spec: TargetSpec, judged: Judgement, wording: Wording, language: str) -> str:
    if language == "en":
        said = "reached only in {period}, after {due}: {value} against {bound}"
    else:
        said = "đến {period} mới đạt, sau hạn {due}: {value}, yêu cầu {bound}"
    return said.format_map(_values(spec, judged, wording, language))


def _missed(spec: TargetSpec, judged: Judgement, wording: Wording, language: str) -> str:
    value = judged.value if judged.value is not None else Decimal(0)
    difference = wording.difference(shortfall(spec, value), language)
    outside = _outside_words(spec, value)
    if is_reached(spec, value):  # it had to hold all the time, and did not
        kept = "not kept all the time" if language == "en" else "có kỳ không giữ được mức yêu cầu"
        return f"{_achieved(spec, judged, wording, language)}; {kept}"
    end = f", {difference} {outside[1]}" if language == "en" else f", {outside[0]} {difference}"
    return _achieved(spec, judged, wording, language) + end


def _no_data(spec: TargetSpec, judged: Judgement, wording: Wording, language: str) -> str:
    if judged.value is None and judged.awaited is not None:
        first = named(judged.awaited, language)
        return (
            f"the sum begins with {first}, of which there is no figure"
            if language == "en"
            else (f"chưa cộng được vì chưa có số liệu {first}")
        )
    if judged.value is None or judged.period is None:
        return "no figure yet" if language == "en" else "chưa có số liệu"
    last = f"{named(judged.period, language)}: {wording.value(judged.value, language)}"
    if judged.awaited is not None:
        period = named(judged.awaited, language)
        return f"the figure of {period} is awaited; {last}" if language == "en" else f"chờ số liệu {period}; {last}"
    return f"{_no_forecast(judged, language)}; {last}"


def _not_applicable(spec: TargetSpec, judged: Judgement, wording: Wording, language: str) -> str:
    text = spec.withdrawn_reason.in_language(language)
    since = f"{spec.withdrawn_on:%d/%m/%Y}" if spec.withdrawn_on else ""
    words = f"since {since}" if language == "en" else f"từ {since}"
    return f"{text} ({words})" if text else words


def _values(spec: TargetSpec, judged: Judgement, wording: Wording, language: str) -> dict[str, str]:
    value = judged.value if judged.value is not None else Decimal(0)
    period = judged.period
    since = judged.reached_in or period
    return {
        "value": wording.value(value, language),
        "bound": bound_words(spec, wording, language),
        "period": named(period, language) if period else "",
        "since": named(since, language) if since else "",
        "due": short_date(spec.due_on, period.end if period else None),
    }


def bound_words(spec: TargetSpec, wording: Wording, language: str) -> str:
    """What is asked for: `80,0%`, `không quá 5,0%`, `từ 95,0% đến 100,0%`."""
    language = "en" if language.startswith("en") else "vi"
    if spec.direction is Direction.RANGE and spec.low is not None and spec.high is not None:
        low, high = wording.value(spec.low, language), wording.value(spec.high, language)
        return f"{low} to {high}" if language == "en" else f"từ {low} đến {high}"
    value = wording.value(spec.bound, language)
    if spec.direction is Direction.DOWN:
        return f"at most {value}" if language == "en" else f"không quá {value}"
    if spec.direction is Direction.KEEP:
        return f"always at least {value}" if language == "en" else f"luôn từ {value}"
    return value


Said = Callable[[TargetSpec, Judgement, Wording, str], str]
_SAID: dict[TargetState, Said] = {
    TargetState.ACHIEVED_EARLY: _achieved_early,
    TargetState.ACHIEVED: _achieved,
    TargetState.ACHIEVED_LATE: _achieved_late,
    TargetState.MISSED: _missed,
    TargetState.NO_DATA: _no_data,
    TargetState.NOT_APPLICABLE: _not_applicable,
}
