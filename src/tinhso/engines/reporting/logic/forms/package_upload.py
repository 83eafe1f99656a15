"""Definitions made on screen come back on screen: a package is tried first, then loaded, all of it or nothing.

It is loaded as the command loads it and, in the same transaction, held to the rights of whoever uploads it: each
definition must be theirs to make on screen, and come behind the version that stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from django.db import transaction

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import DefinitionView, LoadReport, Publication
from tinhso.engines.orgs.contracts import Action, NoRight, Rights
from tinhso.engines.reporting.contracts import FormChange, FormDefinition, RegimeDefinition
from tinhso.engines.reporting.contracts.errors import VersionOutOfOrder
from tinhso.engines.reporting.contracts.excel_errors import StalePreview
from tinhso.engines.reporting.contracts.package_files import (
    DefinitionKind,
    DefinitionOfOthers,
    DefinitionStanding,
    PackagedDefinition,
    PackageFileRefused,
    PackagePreview,
)
from tinhso.engines.reporting.logic.forms.definition_files import Written, read_form, read_regime
from tinhso.engines.reporting.logic.forms.form_drafts import drawing_units, keeper_of
from tinhso.engines.reporting.logic.forms.form_versions import compare_form_versions
from tinhso.engines.reporting.logic.forms.loading import load_regimes
from tinhso.engines.reporting.logic.forms.package_files import read_package_file
from tinhso.engines.reporting.logic.life import refuse_stale
from tinhso.engines.reporting.logic.regimes.regime_publishing import refuse_unpublishable
from tinhso.engines.reporting.models import FormVersion, RegimeVersion
from tinhso.engines.reporting.queries.definitions import form_versions, regime_versions

V = TypeVar("V", FormDefinition, RegimeDefinition)
_WIDTHS = (Publication.RESTRICTED, Publication.INTERNAL, Publication.PUBLIC)


def preview_package(content: bytes, *, rights: Rights) -> PackagePreview:
    """Say what a package would add; nothing is kept.

    Args:
        content: the .zip as uploaded.

    Raises:
        NoRight (ORG-020), StaleRights (REP-045), PackageFileRefused (REP-302), DefinitionOfOthers (REP-303),
        VersionOutOfOrder (REP-124), and what the command refuses: PackageRefused (IND-056), BrokenDefinition (REP-001),
        DefinitionChanged (REP-002).
    """
    with transaction.atomic():
        found = _load(content, rights)
        transaction.set_rollback(True)
    return found


def keep_package(content: bytes, promised: str, *, rights: Rights) -> PackagePreview:
    """Load a package that does exactly what its preview said, or nothing.

    Args:
        promised: the digest of the preview.

    Raises:
        StalePreview (REP-107): it would do something else by now. As `preview_package`.
    """
    with transaction.atomic():
        found = _load(content, rights)
        if found.digest != promised:
            raise StalePreview()
    return found


def _load(content: bytes, rights: Rights) -> PackagePreview:
    refuse_stale(rights)
    own = {unit.code for unit in drawing_units(rights)}
    if not own:
        raise NoRight(action=str(Action.DESIGN_FORMS), unit="–", actor=rights.actor)
    package, files = read_package_file(content)
    with TemporaryDirectory() as place:
        folder = Path(place) / package
        for path, text in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")
        return PackagePreview(package, tuple(_load_folder(folder, own, rights)))


def _load_folder(folder: Path, own: set[str], rights: Rights) -> list[PackagedDefinition]:
    """Load a package and say what each of its definitions did; whatever is not theirs refuses all of it."""
    forms, regimes = _written(folder, "forms", read_form), _written(folder, "regimes", read_regime)
    known_forms, known_regimes = _stood(FormVersion, "form", forms), _stood(RegimeVersion, "regime", regimes)
    dimensions = set(indicators.dimension_items())
    defined = indicators.load_package(folder, rights.actor)
    load_regimes(folder, rights.actor)
    made = [
        *_dimensions(defined, dimensions), *_indicators(defined, own), *_forms(forms, known_forms, own),
        *_regimes(regimes, known_regimes, rights),
    ]  # fmt: skip
    if not made:
        raise PackageFileRefused.because("không có định nghĩa nào mới", "it holds nothing new")
    return made


def _dimensions(defined: LoadReport, known: set[str]) -> Iterator[PackagedDefinition]:
    """Dimensions are everybody's who makes forms, as on screen; what is loaded of one never changes."""
    items = indicators.dimension_items()
    for code in defined.dimensions:
        standing = DefinitionStanding.CHANGED if code in known else DefinitionStanding.NEW
        view = items[code]
        yield PackagedDefinition(DefinitionKind.DIMENSION, code, 0, standing, view.name_vi, view.name_en)


def _indicators(defined: LoadReport, own: set[str]) -> Iterator[PackagedDefinition]:
    names = {name: _split(name) for name in (*defined.added, *defined.unchanged)}
    versions: dict[str, list[DefinitionView]] = {}
    for view in indicators.definition_versions({code for code, _number in names.values()}):
        versions.setdefault(view.code, []).append(view)
    added = {names[name] for name in defined.added}
    stood = {(code, one.version) for code, views in versions.items() for one in views} - added
    for name, (code, number) in names.items():
        made, standing = next(one for one in versions[code] if one.version == number), _standing(stood, code, number)
        if standing is not DefinitionStanding.SAME:
            _refuse_others(name, [one for one in versions[code] if one.version <= number], own)
            _refuse_wider(name, versions[code], made)
        yield PackagedDefinition(DefinitionKind.INDICATOR, code, number, standing, made.name_vi, made.name_en)


def _split(name: str) -> tuple[str, int]:
    """`dossiers@2`, as the report of a loading calls a version."""
    code, _at, number = name.rpartition("@")
    return code, int(number)


def _refuse_others(name: str, versions: Sequence[DefinitionView], own: set[str]) -> None:
    """Whoever owns the version that stands owns the next one too: nobody takes an indicator over by naming itself."""
    for one in versions[-2:]:
        if one.owner not in own:
            raise DefinitionOfOthers(definition=name, owner=one.owner or "–")


def _refuse_wider(name: str, versions: Sequence[DefinitionView], made: DefinitionView) -> None:
    """What is made on screen is internal; that figures are read more widely is decided elsewhere."""
    before = next((one.publication for one in reversed(versions) if one.version < made.version), Publication.INTERNAL)
    if _WIDTHS.index(made.publication) > _WIDTHS.index(before):
        raise PackageFileRefused.because(
            f"“{name}” được công bố rộng hơn ({made.publication}); việc ấy không làm trên màn hình này",
            f"“{name}” would be read more widely ({made.publication}); that is not decided on this screen",
        )


def _forms(written: Sequence[Written], stood: set[tuple[str, int]], own: set[str]) -> Iterator[PackagedDefinition]:
    for one in written:
        versions = form_versions(one.code)
        earlier, made = _before(versions, one.version)
        standing = _standing(stood, one.code, one.version)
        changes: tuple[FormChange, ...] = ()
        if standing is not DefinitionStanding.SAME:
            keeper = keeper_of(earlier[-1]) if earlier else None
            for owner in [keeper.code if keeper else "", made.owner] if earlier else [made.owner]:
                if owner not in own:
                    raise DefinitionOfOthers(definition=str(one), owner=owner or "–")
            _refuse_disorder(one, earlier)
            changes = compare_form_versions(one.code, earlier[-1].version, one.version) if earlier else ()
        yield PackagedDefinition(
            DefinitionKind.FORM, one.code, one.version, standing, made.name_vi, made.name_en, changes
        )


def _regimes(written: Sequence[Written], stood: set[tuple[str, int]], rights: Rights) -> Iterator[PackagedDefinition]:
    for one in written:
        earlier, made = _before(regime_versions(one.code), one.version)
        standing = _standing(stood, one.code, one.version)
        if standing is not DefinitionStanding.SAME:
            refuse_unpublishable(made, earlier, rights)
            _refuse_disorder(one, earlier)
        yield PackagedDefinition(DefinitionKind.REGIME, one.code, one.version, standing, made.name_vi, made.name_en)


def _before(versions: Sequence[V], number: int) -> tuple[list[V], V]:
    """The versions before one, and it itself."""
    return [one for one in versions if one.version < number], next(one for one in versions if one.version == number)


def _standing(stood: set[tuple[str, int]], code: str, version: int) -> DefinitionStanding:
    if (code, version) in stood:
        return DefinitionStanding.SAME
    return DefinitionStanding.CHANGED if any(one == code for one, _number in stood) else DefinitionStanding.NEW


def _refuse_disorder(one: Written, earlier: Sequence[FormDefinition] | Sequence[RegimeDefinition]) -> None:
    """The next number and no earlier day: the screen gives the numbers of those that follow."""
    if one.version != len(earlier) + 1:
        raise PackageFileRefused.because(
            f"“{one.code}” phải là phiên bản {len(earlier) + 1}, không phải {one.version}",
            f"“{one.code}” must be version {len(earlier) + 1}, not {one.version}",
        )
    if earlier and one.valid_from < earlier[-1].valid_from:
        before = earlier[-1].valid_from.isoformat()
        raise VersionOutOfOrder(form=one.code, day=one.valid_from.isoformat(), before=before)


def _stood(
    model: type[FormVersion] | type[RegimeVersion], kind: str, written: Sequence[Written]
) -> set[tuple[str, int]]:
    rows = model.objects.filter(**{f"{kind}__code__in": [one.code for one in written]})
    return set(rows.values_list(f"{kind}__code", "version"))


def _written(folder: Path, kind: str, read: Callable[[Path], Written]) -> list[Written]:
    return sorted((read(file) for file in (folder / kind).glob("*.yaml")), key=lambda one: (one.code, one.version))
