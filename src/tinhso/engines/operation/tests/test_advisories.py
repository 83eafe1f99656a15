"""Known vulnerabilities: what a carried file says of the installed versions, and files that are none."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version

from tinhso.engines.operation import api
from tinhso.engines.operation.contracts import UnreadableAdvisories, UnreadableBill
from tinhso.engines.operation.logic.advisories import Component, _is_meant

DJANGO = Component("PyPI", "django", "5.2.1")


def report(number: str, name: str, ecosystem: str = "PyPI", **affected: Any) -> dict[str, Any]:
    """A report in the schema of OSV."""
    return {
        "id": number,
        "modified": "2026-11-02T08:00:00Z",
        "aliases": [f"CVE-{number}"],
        "summary": "Một lỗ hổng\nđể thử",
        "affected": [{"package": {"ecosystem": ecosystem, "name": name}, **affected}],
    }


def between(*events: dict[str, str], kind: str = "ECOSYSTEM") -> list[dict[str, Any]]:
    return [{"type": kind, "events": list(events)}]


def packed(folder: Path, *reports: Any, name: str = "all.zip") -> Path:
    """A file as OSV exports it."""
    file = folder / name
    with zipfile.ZipFile(file, "w") as archive:
        for place, one in enumerate(reports):
            archive.writestr(f"{place}.json", one if isinstance(one, (str, bytes)) else json.dumps(one))
    return file


def test_a_version_within_a_range_is_found_with_what_mends_it(tmp_path: Path) -> None:
    meant = report("T-1", "Django", ranges=between({"introduced": "5.2"}, {"fixed": "5.2.3"}))
    mended = report("T-2", "django", ranges=between({"introduced": "0"}, {"fixed": "5.2.1"}))
    foreign = report("T-3", "django", ecosystem="npm", versions=["5.2.1"])
    taken_back = report("T-4", "django", versions=["5.2.1"]) | {"withdrawn": "2026-01-01T00:00:00Z"}
    found = api.audit([packed(tmp_path, meant, mended, foreign, taken_back)], [DJANGO])
    assert [(one.component, one.names, one.mended_in, one.certain) for one in found.advisories] == [
        (DJANGO, ("T-1", "CVE-T-1"), ("5.2.3",), True)
    ]
    assert found.advisories[0].summary == "Một lỗ hổng để thử"
    assert (found.reports, found.newest, found.components, found.without_reports) == (4, "2026-11-02", 1, ())


def test_what_nobody_looked_at_is_said(tmp_path: Path) -> None:
    file = packed(tmp_path, report("T-1", "x", versions=["1"]))
    found = api.audit([file], [DJANGO, Component("npm", "echarts", "6.0.0")])
    assert found.without_reports == ("npm",)


def test_versions_that_cannot_be_compared_are_told_as_a_doubt(tmp_path: Path) -> None:
    odd = report("T-1", "django", ranges=between({"introduced": "0"}, {"fixed": "r2024-final"}))
    nothing = report("T-2", "django", ranges=between({"introduced": "abc"}, kind="GIT"))
    found = api.audit([packed(tmp_path, odd, nothing)], [DJANGO])
    assert [(one.names[0], one.certain) for one in found.advisories] == [("T-1", False), ("T-2", False)]


VERSIONS = st.builds("{}.{}".format, st.integers(0, 4), st.integers(0, 4))


@given(VERSIONS, st.lists(VERSIONS, min_size=2, max_size=4, unique_by=Version))
def test_ranges_mean_what_the_schema_says(installed: str, edges: list[str]) -> None:
    edges = sorted(edges, key=Version)
    pairs = list(zip(edges[::2], edges[1::2], strict=False))
    version = Version(installed)
    for end, inside in (("fixed", False), ("last_affected", True)):
        events = [event for first, last in pairs for event in ({"introduced": first}, {end: last})]
        expected = any(
            Version(first) <= version and (version < Version(last) or (inside and version == Version(last)))
            for first, last in pairs
        )
        assert _is_meant(installed, {"ranges": between(*reversed(events))}) is expected


@pytest.mark.parametrize(
    "content",
    [
        b"no zip",
        b"PK\x03\x04 cut off",
        ["[]"],
        ['{"no": "id"}'],
        ["{"],
        [json.dumps(report("T-1", "django", ranges=[7]))],
        [json.dumps(report("T-1", "django") | {"affected": 7})],
        [],
    ],
)
def test_a_file_that_is_none_is_refused_by_name(content: Any, tmp_path: Path) -> None:
    file = packed(tmp_path, *content) if isinstance(content, list) else tmp_path / "all.zip"
    if isinstance(content, bytes):
        file.write_bytes(content)
    with pytest.raises(UnreadableAdvisories, match="OPE-017"):
        api.audit([file], [DJANGO])


def test_a_bill_of_materials_names_the_front_end_too(tmp_path: Path) -> None:
    bill = tmp_path / "tinhso.cdx.json"
    addresses = ["pkg:pypi/Django@5.2.1", "pkg:npm/%40scope/part@1.0.0", "pkg:generic/tinhso@1"]
    bill.write_text(json.dumps({"components": [{"purl": one} for one in addresses]}))
    assert api.components_of_bill(bill) == [DJANGO, Component("npm", "@scope/part", "1.0.0")]
    bill.write_text("{}")
    with pytest.raises(UnreadableBill, match="OPE-018"):
        api.components_of_bill(bill)
