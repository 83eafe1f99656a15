"""Where a number comes from: of a total, of one record; the file that proves it; how to check it without us."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

import orjson
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tinhso.engines.indicators.contracts import DefinitionView
from tinhso.engines.insight import api
from tinhso.engines.insight.contracts import Choice, MalformedChoice
from tinhso.engines.insight.web.choice import Reading, choice_of
from tinhso.engines.trust import api as trust
from tinhso.kernel.periods import Period, parse_period_range, period_range
from tinhso.web_kit.attachment import attachment
from tinhso.web_kit.display import language
from tinhso.web_kit.posted_numbers import read_number

# An origin may speak of another scheme's period than the board's, so `ky` is read by the origin itself.
OWN_PARAMETERS = frozenset({"ky"})


def _asked(request: Reading) -> tuple[str, str, str]:
    """Indicator, unit and period from the address, each needed."""
    for name in ("chi-tieu", "don-vi", "ky"):
        if not request.GET.get(name):
            raise MalformedChoice(parameter=name, value="", hint_vi="Thiếu giá trị.", hint_en="It is missing.")
    return request.GET["chi-tieu"], request.GET["don-vi"], request.GET["ky"]


@require_safe
def show_total(request: Reading) -> HttpResponse:
    """Where a total comes from: formula, contributions down to records, checkpoint, where it is used."""
    choice = choice_of(request, OWN_PARAMETERS)
    text = request.GET.get("trang", "1")
    page = read_number(text[:9], 1) or 1
    options = api.read_options(request.GET.dict())
    periods = parse_period_range(_asked(request)[2])
    if len(periods) > 1:
        return _show_sum(request, choice, periods, options)
    origin = api.origin_of_total(choice, *_asked(request), page=page, options=options)
    context = {
        "choice": choice,
        "origin": origin,
        "file_url": f"{reverse('insight:proof_file')}?{request.GET.urlencode()}",
        "breadcrumbs": breadcrumbs(origin.definition, _indicator_url(choice, origin)),
        "next_page": page + 1 if origin.page.has_next else None,
        "now_url": _as_known_now(request),
    }
    return render(request, "insight/origin_total.html", context)


def _show_sum(request: Reading, choice: Choice, periods: tuple[Period, ...], options: api.TotalOptions) -> HttpResponse:
    """Where a sum over a range of periods (`2026-08..2026-10`) comes from: its periods, each with its own origin."""
    code, unit, text = _asked(request)
    if options != api.TotalOptions() or periods != period_range(periods[0], periods[-1]):
        raise MalformedChoice(
            parameter="ky",
            value=text,
            hint_vi="Một dãy kỳ liền nhau như 2026-08..2026-10, không kèm chiều, kịch bản hay lũy kế.",
            hint_en="A range of periods like 2026-08..2026-10, without dimensions, scenario or year to date.",
        )
    origin = api.origin_of_sum(choice, code, unit, periods)
    indicator_url = reverse("insight:indicator", args=[origin.definition.code])
    context = {
        "choice": choice,
        "origin": origin,
        "breadcrumbs": breadcrumbs(origin.definition, indicator_url),
        "now_url": _as_known_now(request),
    }
    return render(request, "insight/origin_sum.html", context)


def _as_known_now(request: Reading) -> str:
    parameters = request.GET.copy()
    parameters.pop("tinh-den", None)
    return f"{request.path}?{parameters.urlencode()}"


def breadcrumbs(definition: DefinitionView, indicator_url: str) -> list[dict[str, str]]:
    """Figures › the indicator › origin."""
    return [
        {"url": reverse("insight:figures"), "label": _("Số liệu")},
        {"url": indicator_url, "label": definition.name(language())},
        {"url": "", "label": _("Nguồn gốc")},
    ]


def _indicator_url(choice: Choice, origin: api.TotalOrigin) -> str:
    url = reverse("insight:indicator", args=[origin.definition.code])
    same_scheme = origin.period.scheme == choice.board.scheme
    return f"{url}?{urlencode({'ky': origin.period.code})}" if same_scheme else url


@require_safe
def show_entry(request: Reading, entry_id: int) -> HttpResponse:
    """Where one record comes from: everything that happened to it, who and when, and its place in the log."""
    origin = api.origin_of_entry(entry_id, request.rights, language())
    indicator_url = reverse("insight:indicator", args=[origin.definition.code])
    context = {
        "origin": origin,
        "breadcrumbs": breadcrumbs(origin.definition, indicator_url),
        "indicator_url": indicator_url,
        "file_url": reverse("insight:proof_entry_file", args=[origin.latest.id]),
    }
    return render(request, "insight/origin_entry.html", context)


def _file(document: object, name: str) -> HttpResponse:
    return attachment(orjson.dumps(document, option=orjson.OPT_INDENT_2), f"{name}.json", "application/json")


@require_safe
def download_total(request: Reading) -> HttpResponse:
    """The file that proves a total offline (tinhso-figure-proof/2)."""
    asked = _asked(request)
    options = api.read_options(request.GET.dict())
    document = api.proof_of_total(choice_of(request, OWN_PARAMETERS), *asked, options=options)
    return _file(document, "phieu-xac-thuc-" + "-".join(asked).replace(":", "-"))


@require_safe
def download_entry(request: Reading, entry_id: int) -> HttpResponse:
    """The file that proves one record offline (tinhso-figure-proof/2)."""
    document = api.proof_of_entry(entry_id, request.rights)
    return _file(document, f"phieu-xac-thuc-{entry_id}")


@require_safe
def show_verifier(request: Reading) -> HttpResponse:
    """How to check a proof without this product: the one-file program and where to take the public key from."""
    return render(request, "insight/verifier.html", {"key": trust.verifier_key().text()})


@require_safe
def download_verifier(request: Reading) -> HttpResponse:
    """The one-file program that checks a proof with nothing but Python."""
    source = Path(trust.__file__).with_name("verify_figure.py").read_bytes()
    return attachment(source, "verify_figure.py", "text/x-python; charset=utf-8")
