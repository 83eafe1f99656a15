"""The reader's choice from the request, and the pickers that change it; both stand in the address."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.http import HttpRequest
from django.utils.translation import gettext as _

from tinhso.engines.insight import api
from tinhso.engines.insight.contracts import Choice
from tinhso.engines.trust import api as trust
from tinhso.kernel.clock import VIETNAM
from tinhso.kernel.periods import Period
from tinhso.web_kit.display import language, show_datetime

PERIODS_OFFERED = 36
END_OF_DAY = time(17)


def choice_of(request: HttpRequest) -> Choice:
    """Read what the reader looks at; rights and language come with the request."""
    return api.read_choice(request.GET.dict(), rights=request.rights, now=trust.now(), language=language())  # type: ignore[attr-defined]


def _address(request: HttpRequest, **changes: str) -> str:
    parameters = request.GET.copy()
    for name, value in changes.items():
        parameters.pop(name, None)
        if value:
            parameters[name] = value
    text = parameters.urlencode()
    return f"{request.path}?{text}" if text else request.path


def pickers(request: HttpRequest, choice: Choice, last: Period | None = None) -> list[dict[str, object]]:
    """Period, structure and moment as pickers of `web_kit/partials/picker.html`."""
    newest = last or api.read_choice({}, rights=choice.rights, now=choice.now, language=choice.language).period
    offered = [newest.shifted(-back) for back in range(PERIODS_OFFERED)]
    structures = {"as_reported": _("theo từng thời kỳ"), "current": _("quy đổi về hiện hành")}
    return [
        {
            "label": _("Kỳ"),
            "value": choice.period.short_label(choice.language),
            "options": [
                {
                    "url": _address(request, ky=one.code),
                    "label": one.label(choice.language),
                    "current": one == choice.period,
                }
                for one in offered
            ],
        },
        {
            "label": _("Đơn vị hành chính"),
            "value": structures[choice.structure],
            "options": [
                {
                    "url": _address(request, **{"don-vi-hanh-chinh": "" if code == "as_reported" else code}),
                    "label": words,
                    "current": code == choice.structure,
                }
                for code, words in structures.items()
            ],
        },
        {
            "label": _("Số liệu tính đến"),
            "value": show_datetime(choice.as_of) if choice.as_of else _("lúc này"),
            "options": [
                {"url": _address(request, **{"tinh-den": moment}), "label": words, "current": current}
                for moment, words, current in _moments(choice)
            ],
        },
    ]


def _moments(choice: Choice) -> list[tuple[str, str, bool]]:
    """Now, and 17:00 of yesterday, a week ago and a month ago; the address takes any other moment."""
    today = choice.now.astimezone(VIETNAM).date()
    offered = [("", _("lúc này"), choice.as_of is None)]
    for days_back in (1, 7, 30):
        moment = datetime.combine(today - timedelta(days=days_back), END_OF_DAY, VIETNAM)
        offered.append((moment.isoformat(timespec="minutes"), show_datetime(moment), choice.as_of == moment))
    return offered
