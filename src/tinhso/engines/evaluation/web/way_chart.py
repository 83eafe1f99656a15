"""The way of a target as one chart: what was, what the path asks for, what is expected."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tinhso.engines.evaluation import api
from tinhso.web_kit.charts import Chart, Goal, Series
from tinhso.web_kit.display import language


def way_chart(page: api.TargetPage, csv_url: str) -> Chart | None:
    """Draw the way; None where there is nothing to draw."""
    standing, spoken = page.standing, language()
    if not any(row.value is not None for row in page.rows):
        return None
    decimals = standing.definition.decimals
    series = [Series(_("thực hiện"), [row.value for row in page.rows], decimals)]
    if any(row.required is not None for row in page.rows[:-1]):
        series.append(Series(_("lộ trình"), [row.required for row in page.rows], decimals, tone="quiet", dashed=True))
    if any(row.expected is not None for row in page.rows):
        series.append(Series(_("dự kiến"), [row.expected for row in page.rows], decimals, tone="warn", dashed=True))
    return Chart(
        chart_id="way",
        sentence=f"{standing.name(spoken)}: {standing.reason(spoken)}.",
        labels=[row.period.short_label(spoken) for row in page.rows],
        series=series,
        label_name=_("Kỳ"),
        unit=standing.wording.unit(spoken),
        csv_url=csv_url,
        goal=Goal(standing.spec.bound, standing.bound_words(spoken)),
    )
