"""`tinhso advisories`: known vulnerabilities of what is installed, from files that were carried here."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from tinhso.site.named_places import FileToRead
from tinhso.site.start import start_django

if TYPE_CHECKING:
    from tinhso.engines.operation.api import Audit

WORDS = {
    "vi": {
        "doubt": "không so được phiên bản, cần xem",
        "mended": "đã sửa ở",
        "not mended": "chưa có bản sửa",
        "nobody looked": "các tệp này không có báo cáo nào, chưa ai xem",
        "in all": "{components} thành phần, {reports} báo cáo, mới nhất {newest}. Lỗ hổng: {found}",
    },
    "en": {
        "doubt": "versions cannot be compared, look",
        "mended": "mended in",
        "not mended": "not mended yet",
        "nobody looked": "these files hold no report, nobody looked",
        "in all": "Components: {components}. Reports: {reports}, newest {newest}. Found: {found}",
    },
}


def register(subjects: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subjects.add_parser(
        "advisories",
        help="look for known vulnerabilities of what is installed, no internet needed; exit 1 if one is found",
    )
    parser.add_argument(
        "files",
        type=FileToRead,
        nargs="+",
        metavar="FILE",
        help="all.zip of OSV for PyPI or npm, or one report (.json)",
    )
    parser.add_argument(
        "--sbom", type=FileToRead, metavar="BILL", help="look at what this bill of materials (CycloneDX) names instead"
    )
    parser.set_defaults(run=advisories)


def advisories(options: argparse.Namespace) -> int:
    start_django()
    from tinhso.engines.operation import api as operation

    components = operation.components_of_bill(options.sbom) if options.sbom else operation.installed_components()
    found = operation.audit(options.files, components)
    _tell(found, WORDS[options.lang])
    return 1 if found.advisories else 0


def _tell(found: Audit, words: dict[str, str]) -> None:
    for one in found.advisories:
        doubt = "" if one.certain else f" ({words['doubt']})"
        print(f"{one.component.name} {one.component.version}: {', '.join(one.names)}{doubt}")
        print(f"     {one.summary}")
        print(
            f"     → {words['mended']}: {', '.join(one.mended_in)}"
            if one.mended_in
            else f"     → {words['not mended']}"
        )
    for ecosystem in found.without_reports:
        print(f"{ecosystem}: {words['nobody looked']}")
    counted = {"components": found.components, "reports": found.reports, "newest": found.newest}
    print(words["in all"].format(found=len(found.advisories), **counted))
