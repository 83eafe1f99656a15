"""Program: hold the pages that were judged in a browser against the routes of the product.

Usage: python -m tests.judged_pages FOLDER, in which a run of the browser tests kept the paths it judged. A page that
is new and that nobody looked at fails the run; one of `UNJUDGED` that somebody looks at by now is named.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

VARIABLE = "TINHSO_JUDGED_PAGES"
ROUTES = Path(__file__).resolve().parent.parent / "docs" / "reference" / "routes.md"
LINE = re.compile(r"^\| `(?P<route>/[^`]*)` \| (?P<methods>[A-Z, ]+) \|", re.MULTILINE)
# What answers with something else than a page of its own: files, what machines ask, steps that lead on.
FILE = re.compile(
    r"/(csv|goi|a4|tep|excel|excel/tai|van-ban|bang|goi-bo-chi-so|mau|tai|phieu|verify_figure\.py|cong-van|jwks|khoa|nguoi)$"
    r"|<(str|slug):(form|file_format)>$"
)
MACHINES = re.compile(r"^/(api/|\.well-known/|minh-hoa-oidc/|healthz$|readyz$|suc-khoe$|sw\.js$)")
PAGES_THAT_END_LIKE_FILES = frozenset({
    "/viec/<int:task_id>/phieu", "/khai-thac/tep-nen", "/tong-hop/<int:request_id>/excel", "/viec/<int:task_id>/bang",
    "/tai-khoan-don-vi/tep", "/minh-hoa-oidc/cho-phep",
})  # fmt: skip
NO_PAGES = frozenset({
    # They lead on to another page.
    "/", "/dang-nhap-ngoai", "/dang-nhap-ngoai/ve", "/so-cua-toi", "/tong-hop/<int:request_id>/<slug:verb>",
    # They hand a file over.
    "/minh-chung/<int:evidence_id>", "/cham-diem/minh-chung/<int:number>", "/viec/<int:task_id>/ban-pdf/<int:paper_id>",
    "/ke-hoach/<slug:code>/<slug:target>/khoang-thieu", "/ke-hoach/<slug:code>/<slug:target>/lich-su",
})  # fmt: skip
UNJUDGED = frozenset(
    {
        # Only a scorecard with two versions has one: the demonstration's own have one each.
        "/cham-diem/<int:number>/cau-noi",
    }
)
"""Pages that no browser test judges yet, each with its reason."""


def note(page_url: str) -> None:
    """Keep that a page was judged, where a run asks for it."""
    if folder := os.environ.get(VARIABLE):
        with (Path(folder) / str(os.getpid())).open("a", encoding="utf-8") as kept:
            kept.write(f"{page_url}\n")


def page_routes() -> set[str]:
    """Every route that shows a page, as `docs/reference/routes.md` has it, which a test holds against the code."""
    found = {one["route"] for one in LINE.finditer(ROUTES.read_text(encoding="utf-8")) if "GET" in one["methods"]}
    return {
        route
        for route in found
        if route in PAGES_THAT_END_LIKE_FILES or not (route in NO_PAGES or FILE.search(route) or MACHINES.match(route))
    }


def judged_routes(folder: Path) -> set[str]:
    """The routes of all paths that were kept."""
    from urllib.parse import urlsplit

    import django
    from django.urls import Resolver404, resolve

    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    paths = {urlsplit(line).path for file in folder.iterdir() for line in file.read_text(encoding="utf-8").split()}
    routes = set()
    for path in paths:
        try:
            routes.add(f"/{resolve(path).route}")
        except Resolver404:
            continue  # a page of a test's own
    return routes


def main(folder: str) -> None:
    pages, judged = page_routes(), judged_routes(Path(folder))
    forgotten, done = sorted(pages - judged - UNJUDGED), sorted(UNJUDGED - (pages - judged))
    for route in forgotten:
        print(f"  no browser test judges {route}: add it to tests/journeys/test_every_page.py")
    for route in done:
        print(f"  {route} is judged, or no page any more: take it out of UNJUDGED in tests/judged_pages.py")
    print(f"  {len(pages & judged)} of {len(pages)} pages judged")
    sys.exit(bool(forgotten))


if __name__ == "__main__":
    main(*sys.argv[1:])
