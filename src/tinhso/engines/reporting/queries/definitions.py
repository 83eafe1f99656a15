"""Versions of forms, regimes and legal constants."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, time

from tinhso.engines.reporting.contracts import (
    Column,
    ColumnKind,
    FormDefinition,
    FormRule,
    LevelDeadline,
    RegimeDefinition,
    RespondentRule,
    Row,
    Severity,
)
from tinhso.engines.reporting.models import FormVersion, LegalConstant, RegimeVersion


def form_view(row: FormVersion, code: str) -> FormDefinition:
    """Turn a stored version into the frozen definition."""
    plain = row.definition
    return FormDefinition(
        id=row.pk,
        code=code,
        version=row.version,
        valid_from=row.valid_from,
        name_vi=plain["name_vi"],
        name_en=plain["name_en"],
        guidance_vi=plain["guidance_vi"],
        guidance_en=plain["guidance_en"],
        source=plain["source"],
        illustrative=plain["illustrative"],
        columns=tuple(Column(**{**column, "kind": ColumnKind(column["kind"])}) for column in plain["columns"]),
        rows=tuple(Row(**one) for one in plain["rows"]),
        rules=tuple(
            FormRule(
                rule["code"],
                Severity(rule["severity"]),
                rule["row"],
                rule["message_vi"],
                rule["message_en"],
                rule["rule"],
            )
            for rule in plain["rules"]
        ),
    )


def regime_view(row: RegimeVersion, code: str) -> RegimeDefinition:
    """Turn a stored version into the frozen definition."""
    plain = row.definition
    return RegimeDefinition(
        id=row.pk,
        code=code,
        version=row.version,
        valid_from=row.valid_from,
        **{name: plain[name] for name in ("name_vi", "name_en", "kind", "scheme", "form", "assigner", "consolidator")},
        **{name: plain[name] for name in ("aggregate", "source", "legal_basis", "illustrative")},
        respondents=tuple(
            RespondentRule(rule["level"], tuple(rule["units"]), rule["respondent"]) for rule in plain["respondents"]
        ),
        deadlines=tuple(
            LevelDeadline(one["level"], one["working_days_after_cut_off"], time.fromisoformat(one["at"]))
            for one in plain["deadlines"]
        ),
        lock_working_days_after_last_deadline=plain["lock"]["working_days_after_last_deadline"],
        lock_at=time.fromisoformat(plain["lock"]["at"]),
    )


def forms_by_id(version_ids: Collection[int]) -> dict[int, FormDefinition]:
    """These versions of forms, one query."""
    rows = FormVersion.objects.filter(id__in=version_ids).select_related("form")
    return {row.pk: form_view(row, row.form.code) for row in rows}


def form_versions(code: str) -> list[FormDefinition]:
    """Every version of a form, oldest first."""
    rows = FormVersion.objects.filter(form__code=code).select_related("form").order_by("valid_from", "version")
    return [form_view(row, row.form.code) for row in rows]


def form_on(code: str, on: date) -> FormDefinition | None:
    """The version of a form in force on a day."""
    return next((version for version in reversed(form_versions(code)) if version.valid_from <= on), None)


def regimes_on(on: date, code: str | None = None) -> list[RegimeDefinition]:
    """The version of every regime (or of one) in force on a day, by code."""
    rows = RegimeVersion.objects.filter(valid_from__lte=on).select_related("regime")
    if code is not None:
        rows = rows.filter(regime__code=code)
    newest = {row.regime.code: row for row in rows.order_by("valid_from", "version")}
    return [regime_view(newest[name], name) for name in sorted(newest)]


def constant_on(code: str, on: date) -> LegalConstant | None:
    """The value of a legal constant in force on a day."""
    return LegalConstant.objects.filter(code=code, valid_from__lte=on).order_by("-valid_from").first()
