"""Pages of a list with the rest of the address kept: filters survive a step to the next page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, QueryDict


@dataclass(frozen=True, slots=True)
class PageLink:
    """One step of the pager; `number` 0 is a gap."""

    number: int
    url: str
    is_current: bool


def page_of(request: HttpRequest, items: object, size: int = 50, parameter: str = "trang") -> Page:  # type: ignore[type-arg]
    """Return the page the address asks for; a wrong or too large number gives the nearest page."""
    paginator: Paginator[object] = Paginator(items, size)  # type: ignore[arg-type]
    return paginator.get_page(request.GET.get(parameter))


def page_links(page: Page, query: QueryDict, parameter: str = "trang") -> Iterator[PageLink]:  # type: ignore[type-arg]
    """Yield the links to show: first, last, and those around the current page."""
    for number in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1):
        if isinstance(number, int):
            yield PageLink(number, with_parameter(query, parameter, str(number)), number == page.number)
        else:
            yield PageLink(0, "", False)


def with_parameter(query: QueryDict, name: str, value: str | None) -> str:
    """Return `?…` with one parameter set (None removes it) and everything else as it was."""
    changed = query.copy()
    if value is None:
        changed.pop(name, None)
    else:
        changed[name] = value
    return f"?{changed.urlencode()}"
