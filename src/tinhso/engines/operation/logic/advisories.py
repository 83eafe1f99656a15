"""Known vulnerabilities of what is installed, from a file that is carried here: no machine is asked.

The file is the export of OSV for one ecosystem (https://google.github.io/osv.dev/data/: `PyPI/all.zip` and the like), a
zip of one JSON a report in the OSV schema (https://ossf.github.io/osv-schema/). Whether a version is meant follows the
schema's own rule: it is listed, or the last event of a range at or before it is the one that brought the fault.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import IO, Any, NamedTuple
from urllib.parse import unquote

import orjson
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from tinhso.engines.operation.contracts import UnreadableAdvisories, UnreadableBill
from tinhso.kernel.files import BROKEN_ARCHIVE

LARGEST_REPORT = 16 * 2**20
"""A report is some kilobytes; what unpacks to more is none."""
# At one version what begins comes before what ends.
_EVENTS = ("introduced", "last_affected", "fixed", "limit")
_ECOSYSTEMS = {"pypi": "PyPI", "npm": "npm"}


class Component(NamedTuple):
    """Something installed: `PyPI`, `django` (the normalised name), `5.2.1`."""

    ecosystem: str
    name: str
    version: str


@dataclass(frozen=True, slots=True)
class Advisory:
    """A report that speaks of something installed.

    Attributes:
        names: its number and those others gave it (CVE, GHSA).
        mended_in: versions that the report calls mended; empty when there is none yet.
        certain: False where the report's versions cannot be compared with the installed one: somebody must look.
    """

    component: Component
    names: tuple[str, ...]
    summary: str
    mended_in: tuple[str, ...]
    certain: bool


@dataclass(frozen=True, slots=True)
class Audit:
    """What the files say of the components. `newest` is the last day on which one of the reports was changed."""

    advisories: tuple[Advisory, ...]
    reports: int
    newest: str
    components: int
    without_reports: tuple[str, ...]
    """Ecosystems of components of which the files hold no report: nobody looked at those."""


def installed_components() -> list[Component]:
    """Everything installed in the product's Python."""
    found = {canonicalize_name(one.name): one.version for one in metadata.distributions()}
    return [Component("PyPI", name, version) for name, version in sorted(found.items())]


def components_of_bill(path: Path) -> list[Component]:
    """Read a bill of materials (CycloneDX), as the offline bundle has one: the front end stands in it too.

    Raises:
        UnreadableBill (OPE-018).
    """
    try:
        addresses = [one["purl"] for one in orjson.loads(path.read_bytes())["components"]]
        return sorted({one for address in addresses if (one := _component_of(address))})
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableBill(file=str(path)) from error


def audit(files: Sequence[Path], components: Sequence[Component]) -> Audit:
    """Look for every component in the reports of these files.

    Raises:
        UnreadableAdvisories (OPE-017): no zip, a damaged one, or one without a single report.
    """
    wanted = {(one.ecosystem, one.name): one for one in components}
    found = dict[tuple[Component, str], Advisory]()
    reports, newest, ecosystems = 0, "", set[str]()
    for file in files:
        for where, report in _reports_of(file):
            reports, newest = reports + 1, max(newest, str(report.get("modified", ""))[:10])
            try:
                for affected in _affected(report, ecosystems):
                    component = wanted.get(_place(affected))
                    if component and not report.get("withdrawn"):
                        _add(found, report, affected, component)
            except (AttributeError, KeyError, TypeError, ValueError) as error:
                raise UnreadableAdvisories(file=where) from error
    without = {one.ecosystem for one in components} - ecosystems
    told = tuple(sorted(found.values(), key=lambda one: (one.component, one.names)))
    return Audit(told, reports, newest, len(components), tuple(sorted(without)))


def _reports_of(file: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every report of an export, or the one of a file of its own, with where it stands."""
    try:
        if file.suffix == ".json":
            with file.open("rb") as stream:
                yield str(file), _report_in(stream, str(file))
            return
        with zipfile.ZipFile(file) as archive:
            parts = [one for one in archive.infolist() if one.filename.endswith(".json")]
            if not parts:
                raise UnreadableAdvisories(file=str(file))
            for one in parts:
                where = f"{file}: {one.filename}"
                with archive.open(one) as stream:
                    yield where, _report_in(stream, where)
    except BROKEN_ARCHIVE as error:
        raise UnreadableAdvisories(file=str(file)) from error


def _report_in(stream: IO[bytes], where: str) -> dict[str, Any]:
    text = stream.read(LARGEST_REPORT + 1)
    report = orjson.loads(text) if len(text) <= LARGEST_REPORT else None
    if not isinstance(report, dict) or "id" not in report:
        raise UnreadableAdvisories(file=where)
    return report


def _affected(report: Mapping[str, Any], ecosystems: set[str]) -> Iterator[Mapping[str, Any]]:
    for one in report.get("affected") or ():
        if isinstance(one, dict) and isinstance(package := one.get("package"), dict):
            ecosystems.add(str(package.get("ecosystem", "")))
            yield one


def _place(affected: Mapping[str, Any]) -> tuple[str, str]:
    package = affected["package"]
    ecosystem = str(package.get("ecosystem", ""))
    return ecosystem, _name(ecosystem, str(package.get("name", "")))


def _add(
    found: dict[tuple[Component, str], Advisory],
    report: Mapping[str, Any],
    affected: Mapping[str, Any],
    component: Component,
) -> None:
    meant = _is_meant(component.version, affected)
    if meant is False:
        return
    known = found.get((component, report["id"]))
    mended = {*(known.mended_in if known else ()), *_mended_in(affected)}
    found[component, report["id"]] = Advisory(
        component,
        (str(report["id"]), *sorted(map(str, report.get("aliases") or ()))),
        " ".join(str(report.get("summary") or report.get("details") or "").split())[:200],
        tuple(sorted(mended, key=lambda text: (_version(text) or Version("0"), text))),
        bool(meant or (known and known.certain)),
    )


def _is_meant(installed: str, affected: Mapping[str, Any]) -> bool | None:
    """Whether a version is affected; None when that cannot be told."""
    version = _version(installed)
    listed = [str(one) for one in affected.get("versions") or ()]
    if installed in listed or (version is not None and version in map(_version, listed)):
        return True
    ranges = _ranges(affected)
    if not ranges:
        return False if listed else None
    said = [_in_range(version, one.get("events") or ()) for one in ranges]
    return True if True in said else None if None in said else False


def _in_range(version: Version | None, events: Sequence[Mapping[str, str]]) -> bool | None:
    """Go through the events of a range in the order of versions, as the schema evaluates them."""
    steps = list[tuple[Version, int, str]]()
    for event in events:
        for kind, text in event.items():
            at = Version("0.dev0") if text == "0" else _version(text)
            if at is None or version is None or kind not in _EVENTS:
                return None
            if version > at or (version == at and kind != "last_affected"):
                steps.append((at, _EVENTS.index(kind), kind))
    return max(steps)[2] == "introduced" if steps else False


def _mended_in(affected: Mapping[str, Any]) -> Iterator[str]:
    for one in _ranges(affected):
        yield from (event["fixed"] for event in one.get("events") or () if "fixed" in event)


def _ranges(affected: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the ranges of versions; others speak of commits."""
    return [one for one in affected.get("ranges") or () if one.get("type") in ("ECOSYSTEM", "SEMVER")]


def _component_of(address: str) -> Component | None:
    kind, _, rest = address.removeprefix("pkg:").partition("/")
    name, _, version = rest.partition("?")[0].rpartition("@")
    ecosystem = _ECOSYSTEMS.get(kind)
    return Component(ecosystem, _name(ecosystem, unquote(name)), unquote(version)) if ecosystem and name else None


def _name(ecosystem: str, name: str) -> str:
    return canonicalize_name(name) if ecosystem == "PyPI" else name


def _version(text: str) -> Version | None:
    try:
        return Version(text)
    except InvalidVersion:
        return None
