"""Where a figure is used: versions that were sent with it, requests that ask for it, and what upper floors know of."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting.contracts import FigureUse, VersionKind
from tinhso.engines.reporting.queries.origins import requests_using
from tinhso.engines.reporting.queries.versions import versions_with
from tinhso.kernel.periods import Period

UseSource = Callable[[Collection[str], Period, Rights], Sequence[FigureUse]]
_sources: list[UseSource] = []


def register_uses(source: UseSource) -> None:
    """Let an upper floor name the places that use figures (boards, formulas); called in `apps.ready()`."""
    if source not in _sources:
        _sources.append(source)


def uses_of_figures(codes: Collection[str], period: Period, *, rights: Rights) -> tuple[FigureUse, ...]:
    """Return every place that uses these indicators' figures of a period, as far as the reader sees it.

    A quarter's or a year's request uses the figures of the months in it.
    """
    wanted = sorted(set(codes))
    if not wanted:
        return ()
    versions = [
        FigureUse(
            "version",
            f"{request}#{number}",
            f"{VersionKind(kind).name_in('vi', serial)}, {title_vi}",
            f"{VersionKind(kind).name_in('en', serial)}, {title_en}",
        )
        for request, number, kind, serial, title_vi, title_en in versions_with(wanted, period, rights)
    ]
    above = [use for source in _sources for use in source(wanted, period, rights)]
    requests = [FigureUse("request", *one) for one in requests_using(wanted, period)]
    return tuple(dict.fromkeys([*versions, *above, *requests]))
