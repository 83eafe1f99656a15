"""Versions of forms, regimes and legal constants."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import date, time
from functools import lru_cache
from typing import Any

from django.db.models import TextField
from django.db.models.functions import Cast

from tinhso.engines.reporting.contracts import (
    Column,
    ColumnKind,
    FormDefinition,
    FormHeader,
    FormRule,
    LevelDeadline,
    OutlineSection,
    RegimeDefinition,
    RespondentRule,
    Row,
    Severity,
    Signatory,
)
from tinhso.engines.reporting.contracts.lists import ListColumn, ListColumnKind, OpenList
from tinhso.engines.reporting.models import FormVersion, LegalConstant, RegimeVersion, RuleVersion


def form_view(row: FormVersion, code: str) -> FormDefinition:
    """Turn a stored version into the frozen definition."""
    return form_of_plain(row.definition, row.pk, code, row.version, row.valid_from)


def form_of_plain(
    plain: Mapping[str, Any], version_id: int, code: str, version: int, valid_from: date
) -> FormDefinition:
    """Turn the plain data of a version, stored or about to be, into the frozen definition."""
    return FormDefinition(
        id=version_id,
        code=code,
        version=version,
        valid_from=valid_from,
        name_vi=plain["name_vi"],
        name_en=plain["name_en"],
        guidance_vi=plain["guidance_vi"],
        guidance_en=plain["guidance_en"],
        source=plain["source"],
        illustrative=plain["illustrative"],
        columns=tuple(column_view(column) for column in plain["columns"]),
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
        header=FormHeader(**plain["header"]) if "header" in plain else None,
        number_line=tuple(plain.get("number_line", ())),
        signatories=tuple(Signatory(**one) for one in plain.get("signatories", ())),
        owner=plain.get("owner", ""),
        outline=tuple(OutlineSection(**one) for one in plain.get("outline", ())),
        open_list=open_list_view(plain.get("list")),
    )


def open_list_view(plain: Mapping[str, Any] | None) -> OpenList | None:
    """Turn the stored list of a form into the frozen one."""
    if not plain:
        return None
    columns = tuple(ListColumn(**{**one, "kind": ListColumnKind(one["kind"])}) for one in plain["columns"])
    return OpenList(plain["name_vi"], plain["name_en"], columns)


def column_view(plain: Mapping[str, Any]) -> Column:
    """Turn a stored column into the frozen one."""
    groups = {name: tuple(plain[name]) for name in ("groups_vi", "groups_en") if name in plain}
    return Column(**{**plain, **groups, "kind": ColumnKind(plain["kind"])})


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
            RespondentRule(rule["level"], tuple(rule["units"]), rule["respondent"], rule.get("group", ""))
            for rule in plain["respondents"]
        ),
        deadlines=tuple(
            LevelDeadline(one["level"], one["working_days_after_cut_off"], time.fromisoformat(one["at"]))
            for one in plain["deadlines"]
        ),
        lock_working_days_after_last_deadline=plain["lock"]["working_days_after_last_deadline"],
        lock_at=time.fromisoformat(plain["lock"]["at"]),
    )


def forms_by_id(version_ids: Collection[int]) -> dict[int, FormDefinition]:
    """These versions of forms, one query; the same text gives the same one, which is read once."""
    rows = FormVersion.objects.filter(id__in=version_ids).annotate(text=Cast("definition", TextField()))
    found = rows.values_list("id", "form__code", "version", "valid_from", "text")
    return {row[0]: _form_of_text(*row) for row in found}


@lru_cache(maxsize=256)
def _form_of_text(version_id: int, code: str, version: int, valid_from: date, text: str) -> FormDefinition:
    return form_of_plain(json.loads(text), version_id, code, version, valid_from)


def form_versions(code: str) -> list[FormDefinition]:
    """Every version of a form, oldest first."""
    rows = FormVersion.objects.filter(form__code=code).select_related("form").order_by("valid_from", "version")
    return [form_view(row, row.form.code) for row in rows]


def form_on(code: str, on: date) -> FormDefinition | None:
    """The version of a form in force on a day."""
    return next((version for version in reversed(form_versions(code)) if version.valid_from <= on), None)


def forms_on(on: date) -> list[FormDefinition]:
    """The version of every form in force on a day, by code. One query."""
    rows = FormVersion.objects.filter(valid_from__lte=on).select_related("form").order_by("valid_from", "version")
    newest = {row.form.code: row for row in rows}
    return [form_view(newest[code], code) for code in sorted(newest)]


def newest_forms() -> list[FormDefinition]:
    """The newest version of every form, in force or about to be, by code. One query."""
    return forms_on(date.max)


def regimes_on(on: date, code: str | None = None) -> list[RegimeDefinition]:
    """The version of every regime (or of one) in force on a day, by code."""
    rows = RegimeVersion.objects.filter(valid_from__lte=on).select_related("regime")
    if code is not None:
        rows = rows.filter(regime__code=code)
    newest = {row.regime.code: row for row in rows.order_by("valid_from", "version")}
    return [regime_view(newest[name], name) for name in sorted(newest)]


def regime_versions(code: str | None = None) -> list[RegimeDefinition]:
    """Every version of a regime (or of all), oldest first. One query."""
    rows = RegimeVersion.objects.select_related("regime").order_by("valid_from", "version")
    rows = rows if code is None else rows.filter(regime__code=code)
    return [regime_view(row, row.regime.code) for row in rows]


def constant_on(code: str, on: date) -> LegalConstant | None:
    """The value of a legal constant in force on a day."""
    return LegalConstant.objects.filter(code=code, valid_from__lte=on).order_by("-valid_from").first()


def rule_rows() -> list[tuple[str, int, date, str]]:
    """Every version of every rule: code, version, first day, definition as text; oldest first. One query."""
    rows = RuleVersion.objects.order_by("valid_from", "version").annotate(text=Cast("definition", TextField()))
    return list(rows.values_list("rule__code", "version", "valid_from", "text"))
