"""What a total was asked with besides its key, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tinhso.engines.cube.contracts import Time
from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import Scenario, Status
from tinhso.engines.insight.logic.dims_name import dims_name
from tinhso.engines.insight.logic.origin.asked_total import TotalOptions


def option_words(options: TotalOptions, language: str) -> tuple[str, ...]:
    """`nữ`, `kế hoạch`, `chỉ số chính thức`, `lũy kế từ đầu năm`."""
    words = []
    if options.dims:
        words.append(dims_name(options.dims, indicators.dimension_items(), language))
    if options.scenario is not Scenario.ACTUAL:
        words.append(scenario_word(options.scenario))
    if options.status is Status.OFFICIAL:
        words.append(_("chỉ số chính thức"))
    if options.time is Time.YEAR_TO_DATE:
        words.append(_("lũy kế từ đầu năm"))
    return tuple(words)


def scenario_word(scenario: Scenario) -> str:
    """`thực hiện`, `kế hoạch`, `ước tính`."""
    return {
        Scenario.ACTUAL: _("thực hiện"),
        Scenario.PLAN: _("kế hoạch"),
        Scenario.ESTIMATE: _("ước tính"),
    }[scenario]
