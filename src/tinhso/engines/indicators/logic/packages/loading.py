"""Loads a package: all of it or nothing, and the same content again changes nothing.

1. Read and check every file, collecting problems with their places.
2. Compare with what is loaded: unchanged versions are left alone, changed ones refused, higher ones added.
3. Under one event, whose public part carries a digest of each added row, store dimensions and versions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction

from tinhso.engines.indicators.contracts import LoadReport
from tinhso.engines.indicators.contracts.package_errors import PackageRefused
from tinhso.engines.indicators.logic.packages.content import content_digest, content_of, version_name
from tinhso.engines.indicators.logic.packages.dimensions import check_dimension, dimension_digests, store_dimensions
from tinhso.engines.indicators.logic.packages.keys import DIMENSION_KEYS, INDICATOR_KEYS, PACKAGE_KEYS, Key
from tinhso.engines.indicators.logic.packages.rules import (
    Known,
    check_definition,
    check_formulas,
    check_versions,
    compare_with_loaded,
)
from tinhso.engines.indicators.logic.packages.values import Document
from tinhso.engines.indicators.logic.packages.yaml_lines import read_documents
from tinhso.engines.indicators.models import Definition, Indicator
from tinhso.engines.indicators.queries.definitions import (
    definition_views,
    dimension_views,
    indicator_ids_by_code,
)
from tinhso.engines.orgs.api import levels_on
from tinhso.engines.trust import api as trust
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.vietnamese import search_key


@dataclass
class _Package:
    """A package as read: its code, its checked documents, and what was found wrong."""

    code: str
    problems: list[TinhSoError] = field(default_factory=list)
    dimensions: list[Document] = field(default_factory=list)
    indicators: list[list[Document]] = field(default_factory=list)

    @property
    def versions(self) -> list[Document]:
        return [document for documents in self.indicators for document in documents]

    def refuse(self) -> None:
        """Raise everything that was found wrong."""
        if self.problems:
            raise PackageRefused.because(self.code, self.problems)


def load_package(folder: Path, actor: str, reason: str = "") -> LoadReport:
    """Load the dimensions and indicators of a package folder; see `api.load_package`."""
    package = _read_package(folder)
    # An unreadable value would only be reported again by every check that needs it.
    package.refuse()
    with transaction.atomic():
        known = _known(package)
        for document in package.versions:
            check_definition(document, known)
        for documents in package.indicators:
            check_versions(documents, known)
        check_formulas(package.versions, known)
        package.refuse()
        return _store(package, known, actor, reason)


def _read_package(folder: Path) -> _Package:
    package = _Package(folder.name)
    heads = _documents(folder, "package.yaml", PACKAGE_KEYS, package)
    if heads and heads[0]["code"] != folder.name:
        heads[0].refuse(
            "code", f"phải trùng tên thư mục “{folder.name}”", f"it must be the folder's name, {folder.name}"
        )
    for file in sorted(folder.glob("dimensions/*.yaml")):
        for document in _documents(folder, f"dimensions/{file.name}", DIMENSION_KEYS, package):
            _check_file_name(document, file)
            package.dimensions.append(document)
    for file in sorted(folder.glob("indicators/*.yaml")):
        documents = _documents(folder, f"indicators/{file.name}", INDICATOR_KEYS, package)
        for document in documents:
            _check_file_name(document, file)
        if documents:
            package.indicators.append(documents)
    return package


def _documents(folder: Path, name: str, keys: Sequence[Key], package: _Package) -> list[Document]:
    place = f"{folder.name}/{name}"
    try:
        found = read_documents(folder / name)
    except TinhSoError as error:
        package.problems.append(error.at(file=place))
        return []
    return [Document(place, read, keys, package.problems) for read in found]


def _check_file_name(document: Document, file: Path) -> None:
    if document["code"] is not None and document["code"] != file.stem:
        document.refuse("code", f"phải trùng tên tệp “{file.stem}”", f"it must be the file's name, {file.stem}")


def _known(package: _Package) -> Known:
    loaded: dict[str, list[Any]] = {}
    for view in definition_views():
        loaded.setdefault(view.code, []).append(view)
    items = {code: [item.code for item in view.items] for code, view in dimension_views().items()}
    for document in package.dimensions:
        check_dimension(document)
        items[document["code"]] = [item["code"] for item in document["items"]]
    days = {document["valid_from"] for document in package.versions}
    levels = {level.code for day in days for level in levels_on(day)}
    return Known(loaded, items, frozenset(levels))


def _store(package: _Package, known: Known, actor: str, reason: str) -> LoadReport:
    added: list[Document] = []
    unchanged: list[Document] = []
    for document in package.versions:
        loaded = next(
            (one for one in known.versions.get(document["code"], ()) if one.version == document["version"]), None
        )
        if loaded is None:
            added.append(document)
        elif compare_with_loaded(document, loaded):
            unchanged.append(document)
    new_dimensions = store_dimensions(package.dimensions)
    package.refuse()
    event_id = None
    if added or new_dimensions:
        event_id = _record(package, added, new_dimensions, actor, reason)
        _insert(added, package.code, event_id)
    return LoadReport(
        package=package.code,
        added=tuple(_name(document) for document in added),
        unchanged=tuple(_name(document) for document in unchanged),
        dimensions=tuple(new_dimensions),
        event_id=event_id,
    )


def _name(document: Document) -> str:
    return version_name(document["code"], document["version"])


def _record(package: _Package, added: list[Document], dimensions: list[str], actor: str, reason: str) -> int:
    digests = {_name(document): content_digest(content_of(document.values)) for document in added}
    return trust.record(
        kind="indicators.definitions_loaded",
        subject=f"indicators.package:{package.code}",
        actor=actor,
        reason=reason,
        public={"package": package.code, "definitions": digests, "dimensions": dimension_digests(dimensions)},
    )


def _insert(added: list[Document], package: str, event_id: int) -> None:
    codes = {document["code"] for document in added}
    existing = indicator_ids_by_code(codes)
    Indicator.objects.bulk_create(Indicator(code=code) for code in sorted(codes - existing.keys()))
    ids = indicator_ids_by_code(codes)
    Definition.objects.bulk_create(
        Definition(
            indicator_id=ids[document["code"]],
            version=document["version"],
            package=package,
            search_key=search_key(f"{document['code']} {document['name.vi']} {document['name.en']}"),
            event_id=event_id,
            **content_of(document.values),
        )
        for document in added
    )
