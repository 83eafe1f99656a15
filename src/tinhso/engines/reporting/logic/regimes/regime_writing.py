"""A regime as the YAML of a package writes it, and regimes as a package: they come back the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tinhso.engines.orgs import api as orgs
from tinhso.engines.reporting.contracts import RegimeDefinition
from tinhso.engines.reporting.contracts.errors import UnknownRegime
from tinhso.engines.reporting.logic.forms.form_export import export_forms
from tinhso.engines.reporting.logic.forms.form_versions import said
from tinhso.engines.reporting.logic.forms.form_writing import written
from tinhso.engines.reporting.queries.definitions import regime_versions


def regime_keys(regime: RegimeDefinition) -> dict[str, Any]:
    """The keys of docs/reference/report-keys.md, those that say nothing left out."""
    keys: dict[str, Any] = {
        "code": regime.code,
        "version": regime.version,
        "valid_from": regime.valid_from.isoformat(),
        "name_vi": regime.name_vi,
        "name_en": regime.name_en,
        "kind": regime.kind,
        "scheme": regime.scheme,
        "form": regime.form,
        "assigner": regime.assigner,
        "consolidator": regime.consolidator,
        "aggregate": regime.aggregate,
        "respondents": [
            {
                name: value
                for name, value in (
                    ("level", one.level),
                    ("units", list(one.units)),
                    ("group", one.group),
                    ("respondent", one.respondent),
                )
                if value
            }
            for one in regime.respondents
        ],
        "deadlines": [
            {
                "level": one.level,
                "working_days_after_cut_off": one.working_days_after_cut_off,
                "at": one.at.isoformat("minutes"),
            }
            for one in regime.deadlines
        ],
        "lock": {
            "working_days_after_last_deadline": regime.lock_working_days_after_last_deadline,
            "at": regime.lock_at.isoformat("minutes"),
        },
        "source": regime.source,
        "legal_basis": regime.legal_basis,
        "illustrative": regime.illustrative,
    }
    return {name: value for name, value in keys.items() if value not in ("", False)}


def versions_of_regime(code: str) -> tuple[RegimeDefinition, ...]:
    """Every version of a regime, oldest first.

    Raises:
        UnknownRegime (REP-003)
    """
    found = regime_versions(code)
    if not found:
        raise UnknownRegime(regime=code, on=orgs.today().isoformat())
    return tuple(found)


def export_regimes(codes: Sequence[str], package: str) -> dict[str, str]:
    """Return the files of a package with these regimes and the forms they ask with, by path.

    Raises:
        UnknownRegime (REP-003), UnknownForm (REP-004)
    """
    versions = [version for code in codes for version in versions_of_regime(code)]
    files = export_forms(list(dict.fromkeys(one.form for one in versions)), package)
    files |= {f"regimes/{one.code}-v{one.version}.yaml": written(regime_keys(one)) for one in versions}
    return dict(sorted(files.items()))


def regime_changes(old: RegimeDefinition, new: RegimeDefinition) -> list[tuple[str, str, str]]:
    """What two versions of a regime differ in: (key, before, after), in the order of the file."""
    before, after = regime_keys(old), regime_keys(new)
    names = [name for name in {**before, **after} if name not in ("version", "valid_from")]
    changed = [name for name in names if before.get(name) != after.get(name)]
    return [(name, said(before.get(name)), said(after.get(name))) for name in changed]
