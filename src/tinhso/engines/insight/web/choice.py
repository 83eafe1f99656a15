"""The reader's choice from the request, and the pickers that change it; both stand in the address."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext as _

from tinhso.engines.insight import api
from tinhso.engines.insight.contracts import Choice
from tinhso.engines.orgs.api import Rights
from tinhso.engines.trust import api as trust
from tinhso.kernel.clock import VIETNAM, in_vietnam
from tinhso.web_kit.display import language, show_date, show_datetime

PERIODS_OFFERED = 36
END_OF_DAY = time(17)
LOOKED_BACK_DAYS = (1, 7, 30)
Picker = dict[str, object]


class Reading(HttpRequest):
    """A request as these views get it: the reader's rights stand beside the user (site's ReaderRights)."""

    rights: Rights


def choice_of(request: Reading, without: frozenset[str] = frozenset()) -> Choice:
    """Read what the reader looks at; rights and language come with the request.

    Args:
        without: parameters that mean something else on this page.
    """
    parameters = {name: value for name, value in request.GET.dict().items() if name not in without}
    return api.read_choice(parameters, rights=request.rights, now=trust.now(), language=language())


def pickers(request: Reading, choice: Choice, *, with_period: bool = True) -> list[Picker]:
    """Period, structure and moment as `{% picker %}` draws them."""
    own = [_period_picker(request, choice)] if with_period else []
    return [*own, _structure_picker(request, choice), _moment_picker(request, choice)]


class _Options:
    """The options of one picker: this address with another value of one parameter."""

    def __init__(self, request: HttpRequest, name: str) -> None:
        kept = request.GET.copy()
        # Another period or structure has other pages of the same list.
        for gone in (name, "trang"):
            kept.pop(gone, None)
        self.path, self.name, self.kept = request.path, name, kept.urlencode()

    def option(self, value: str, label: str, *, current: bool) -> dict[str, object]:
        asked = urlencode({self.name: value}) if value else ""
        text = "&".join(part for part in (self.kept, asked) if part)
        return {"url": f"{self.path}?{text}" if text else self.path, "label": label, "current": current}


def _period_picker(request: HttpRequest, choice: Choice) -> Picker:
    newest = api.newest_period(choice)
    offered = [newest.shifted(-back) for back in range(PERIODS_OFFERED)]
    options = _Options(request, "ky")
    label, _space, days = choice.period.label(choice.language).partition(" (")
    return {
        "label": _("Kỳ"),
        "value": label,
        "detail": f"({days}" if days else "",
        "options": [
            options.option(one.code, one.label(choice.language), current=one == choice.period) for one in offered
        ],
    }


def _structure_picker(request: HttpRequest, choice: Choice) -> Picker:
    words = {"as_reported": _("theo từng thời kỳ"), "current": _("quy đổi về hiện hành")}
    if isinstance(choice.structure, date):
        words[choice.structure.isoformat()] = _("của ngày %(day)s") % {"day": show_date(choice.structure)}
    chosen, options = str(choice.structure), _Options(request, "don-vi-hanh-chinh")
    return {
        "label": _("Đơn vị hành chính"),
        "value": words[chosen],
        "options": [
            options.option("" if code == "as_reported" else code, text, current=code == chosen)
            for code, text in words.items()
        ],
        "other": _other(request, "don-vi-hanh-chinh", "date", _("của ngày"), _day_chosen(choice)),
    }


def _day_chosen(choice: Choice) -> str:
    return choice.structure.isoformat() if isinstance(choice.structure, date) else ""


def _other(request: HttpRequest, name: str, kind: str, label: str, value: str) -> dict[str, object]:
    """A field for any other value; the rest of the address is kept."""
    kept = [(key, text) for key, texts in request.GET.lists() for text in texts if key not in (name, "trang")]
    return {"kind": kind, "name": name, "label": label, "value": value, "hidden": kept}


def _moment_chosen(choice: Choice) -> str:
    if choice.as_of is None:
        return ""
    return in_vietnam(choice.as_of).replace(tzinfo=None).isoformat(timespec="minutes")


def _moment_picker(request: HttpRequest, choice: Choice) -> Picker:
    """Now, 17:00 of yesterday, a week ago and a month ago, and a field for any other moment."""
    today = in_vietnam(choice.now).date()
    moments = _Options(request, "tinh-den")
    options = [moments.option("", _("lúc này"), current=choice.as_of is None)]
    for days_back in LOOKED_BACK_DAYS:
        moment = datetime.combine(today - timedelta(days=days_back), END_OF_DAY, VIETNAM)
        text = moment.replace(tzinfo=None).isoformat(timespec="minutes")
        options.append(moments.option(text, show_datetime(moment), current=choice.as_of == moment))
    return {
        "label": _("Số liệu tính đến"),
        "value": show_datetime(choice.as_of) if choice.as_of else _("lúc này"),
        "options": options,
        "other": _other(request, "tinh-den", "datetime-local", _("lúc"), _moment_chosen(choice)),
    }
