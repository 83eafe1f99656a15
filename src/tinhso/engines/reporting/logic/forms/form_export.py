"""Forms as a package: definitions made on screen leave as the same files that packages bring, and come back the same.

A package holds every version of the chosen forms, the indicators they use with all their versions (those that formulas
need too) and the dimensions these are split by.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import DefinitionView
from tinhso.engines.orgs import api as orgs
from tinhso.engines.reporting.contracts import FormDefinition
from tinhso.engines.reporting.logic.forms.form_versions import versions_of
from tinhso.engines.reporting.logic.forms.form_writing import write_form, written
from tinhso.engines.reporting.models import FormVersion
from tinhso.kernel import formulas


def export_forms(codes: Sequence[str], package: str) -> dict[str, str]:
    """Return the files of a package with these forms, by path.

    Args:
        codes: codes of forms.
        package: code of the package, the name of its folder.

    Raises:
        UnknownForm (REP-004)
    """
    versions = [version for code in codes for version in versions_of(code)]
    stored = FormVersion.objects.in_bulk([version.id for version in versions])
    files = {
        f"forms/{one.code}-v{one.version}.yaml": write_form(
            one.code, one.version, one.valid_from, stored[one.id].definition
        )
        for one in versions
    }
    used = _used_indicators(versions)
    by_code: dict[str, list[DefinitionView]] = {}
    for view in used:
        by_code.setdefault(view.code, []).append(view)
    for code, views in by_code.items():
        documents = [written(indicators.document_of(view)) for view in views]
        files[f"indicators/{code}.yaml"] = "---\n".join(documents)
    files |= _dimension_files(used, versions)
    files["package.yaml"] = written(_head(package, versions))
    return dict(sorted(files.items()))


def _used_indicators(versions: Sequence[FormDefinition]) -> list[DefinitionView]:
    """Every version of the indicators on these forms, and of those that their formulas and rules need."""
    known = indicators.definition_versions()
    wanted = {code for version in versions for code in version.indicators}
    wanted |= {
        code
        for version in versions
        for rule in version.rules
        for code in formulas.codes(formulas.from_json(rule.rule, rule=True))
    }
    while True:
        needed = {code for view in known if view.code in wanted for code in _needs(view)} - wanted
        if not needed:
            return [view for view in known if view.code in wanted]
        wanted |= needed


def _needs(view: DefinitionView) -> Collection[str]:
    needed = set(formulas.codes(formulas.from_json(view.formula))) if view.formula else set()
    return needed | ({view.weight_indicator} if view.weight_indicator else set())


def _dimension_files(used: Sequence[DefinitionView], versions: Sequence[FormDefinition]) -> dict[str, str]:
    codes = {code for view in used for code in view.dimensions}
    codes |= {
        part.partition("=")[0]
        for version in versions
        for column in version.columns
        for part in column.dims.split(";")
        if part
    }
    known = indicators.dimension_items()
    return {f"dimensions/{code}.yaml": written(indicators.document_of_dimension(known[code])) for code in sorted(codes)}


def _head(package: str, versions: Sequence[FormDefinition]) -> dict[str, Any]:
    names = list(dict.fromkeys(version.name_vi for version in versions))
    english = list(dict.fromkeys(version.name_en for version in versions))
    first: date = min((version.valid_from for version in versions), default=orgs.today())
    return {
        "code": package,
        "title": {"vi": "; ".join(names)[:300], "en": "; ".join(english)[:300]},
        "source": f"Xuất từ màn hình ngày {orgs.today().isoformat()}",
        "valid_from": first,
        "illustrative": all(version.illustrative for version in versions),
    }
