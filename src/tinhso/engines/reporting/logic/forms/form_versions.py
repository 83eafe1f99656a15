"""Published forms for those who make them: the list, and what two versions differ in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Action, Rights
from tinhso.engines.reporting.contracts import FormChange, FormDefinition, FormSummary
from tinhso.engines.reporting.contracts.errors import UnknownForm
from tinhso.engines.reporting.models import FormDraft, FormVersion
from tinhso.engines.reporting.queries.definitions import form_versions, form_view, regimes_on

_HEAD = (
    "name_vi",
    "name_en",
    "guidance_vi",
    "guidance_en",
    "source",
    "owner",
    "header",
    "number_line",
    "signatories",
    "outline",
    "list",
)


def forms(rights: Rights) -> tuple[FormSummary, ...]:
    """Every published form by code, with what uses it; three queries."""
    newest: dict[str, FormDefinition] = {}
    counts: dict[str, int] = {}
    for row in FormVersion.objects.select_related("form").order_by("form__code", "valid_from", "version"):
        newest[row.form.code] = form_view(row, row.form.code)
        counts[row.form.code] = counts.get(row.form.code, 0) + 1
    regimes: dict[str, list[str]] = {}
    for regime in regimes_on(orgs.today()):
        regimes.setdefault(regime.form, []).append(regime.code)
    begun = dict(
        FormDraft.objects.filter(rights.scope(Action.DESIGN_FORMS).q("owner_unit_id")).values_list("code", "id")
    )
    return tuple(
        FormSummary(newest[code], counts[code], tuple(regimes.get(code, ())), begun.get(code))
        for code in sorted(newest)
    )


def versions_of(code: str) -> tuple[FormDefinition, ...]:
    """Every version of a form, oldest first.

    Raises:
        UnknownForm (REP-004)
    """
    found = form_versions(code)
    if not found:
        raise UnknownForm(form=code, on=orgs.today().isoformat())
    return tuple(found)


def compare_form_versions(code: str, old: int, new: int) -> tuple[FormChange, ...]:
    """Return what two versions of a form differ in, in the order of the page.

    Raises:
        UnknownForm (REP-004): the form or one of the versions.
    """
    rows = dict(FormVersion.objects.filter(form__code=code).values_list("version", "definition"))
    if old not in rows or new not in rows:
        raise UnknownForm(form=f"{code}@{new if old in rows else old}", on=orgs.today().isoformat())
    return tuple(changes(rows[old], rows[new]))


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[FormChange]:
    """Yield the differences of two definitions: head, columns, rows, rules."""
    for name in _HEAD:
        if old.get(name) != new.get(name):
            yield FormChange("head", name, said(old.get(name)), said(new.get(name)))
    for part, key in (("columns", "code"), ("rows", "no"), ("rules", "code")):
        before = {one[key]: one for one in old[part]}
        after = {one[key]: one for one in new[part]}
        for name in dict.fromkeys([*before, *after]):
            if before.get(name) != after.get(name):
                yield FormChange(part, name, said(before.get(name)), said(after.get(name)))
        if list(before) != list(after) and set(before) == set(after):
            yield FormChange(part, "order", ", ".join(before), ", ".join(after))


def said(value: Any) -> str:
    """Write a part of a definition in one line; nothing for what is not there."""
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, Mapping):
        kept = (f"{name}: {said(inner)}" for name, inner in value.items() if inner not in ("", 0, False, None, []))
        return "; ".join(kept)
    return " | ".join(said(one) for one in value) if isinstance(value, list | tuple) else str(value)
