"""Drafts of forms: made, kept, published as a version that never changes, or thrown away.

Who may: roles with `design_forms`, for forms of their own agency. A draft is no definition: only its publication is an
act of the log, under which the version carries its digest like one that came with a package.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import transaction

from tinhso.engines.indicators import api as indicators
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Action, NoRight, Rights, UnitView
from tinhso.engines.reporting.contracts import FormDefinition, FormDraftView
from tinhso.engines.reporting.contracts.errors import (
    DraftExists,
    FormCodeTaken,
    FormNotReady,
    StaleDraft,
    UnknownDraft,
    UnknownForm,
    VersionOutOfOrder,
)
from tinhso.engines.reporting.logic.forms.annex_reading import propose_form
from tinhso.engines.reporting.logic.forms.definition_files import Written, read_form
from tinhso.engines.reporting.logic.forms.form_editing import empty_draft, waiting_rows, without_waiting
from tinhso.engines.reporting.logic.forms.form_writing import write_form
from tinhso.engines.reporting.logic.forms.loading import PUBLISHED, check_indicators, digest_of_version
from tinhso.engines.reporting.logic.life import refuse_stale
from tinhso.engines.reporting.models import Form, FormDraft, FormVersion
from tinhso.engines.reporting.queries.definitions import form_versions, form_view, regimes_on
from tinhso.engines.trust import api as trust
from tinhso.kernel.periods import last_closed_period
from tinhso.kernel.vietnamese import fold

ON_SCREEN = "tren-man-hinh"
"""The package of versions that were made on screen."""
_NOT_IN_CODES = re.compile(r"[^a-z0-9]+")
LONGEST_CODE = 60


def drawing_units(rights: Rights) -> tuple[UnitView, ...]:
    """The agencies for which somebody may make forms."""
    ids = {held.unit_id for held in rights.held if Action.DESIGN_FORMS in held.scopes}
    return tuple(orgs.unit_views(sorted(ids), orgs.today()))


def drafts(rights: Rights) -> tuple[FormDraftView, ...]:
    """The drafts of somebody's agencies, latest change first."""
    rows = FormDraft.objects.filter(rights.scope(Action.DESIGN_FORMS).q("owner_unit_id"))
    return tuple(_view(row) for row in rows.select_related("based_on", "owner_unit").order_by("-changed_at", "-id"))


def draft(draft_id: int, *, rights: Rights) -> FormDraftView:
    """One draft.

    Raises:
        UnknownDraft (REP-120): there is none, or it is another agency's.
    """
    return _view(_row(draft_id, rights))


@transaction.atomic
def create_draft(
    name_vi: str,
    *,
    rights: Rights,
    owner: UnitView,
    name_en: str = "",
    code: str = "",
    like: FormDefinition | None = None,
) -> FormDraftView:
    """Begin a new form: empty, or as a copy of another one.

    Args:
        owner: the agency that keeps the form.
        code: empty makes one of the name.
        like: the form to copy.

    Raises:
        NoRight (ORG-020), FormCodeTaken (REP-122), FormNotReady (REP-123): without a name.
    """
    refuse_stale(rights)
    rights.require(Action.DESIGN_FORMS, owner.id)
    if not name_vi.strip():
        raise FormNotReady.because("name_vi", "Biểu cần có tên.", "A form needs a name.")
    code = code.strip() or code_of(name_vi)
    _refuse_taken(code)
    definition = empty_draft(name_vi.strip(), name_en.strip(), f"{owner.name_vi} lập trên màn hình", owner.code)
    if like is not None:
        source = FormVersion.objects.get(pk=like.id).definition
        definition = source | {name: definition[name] for name in ("name_vi", "name_en", "source", "owner")}
        definition["illustrative"] = False
    return _view(_insert(code, owner, definition, None, rights))


@transaction.atomic
def begin_from_annex(data: bytes, name: str, *, rights: Rights, owner: UnitView) -> FormDraftView:
    """Begin a form as an official Excel file proposes it; its rows wait for their indicators, none is made.

    Args:
        data, name: the file as uploaded.

    Raises:
        NoRight (ORG-020), WorkbookError (KER-080 …), UnreadableForm (REP-126).
    """
    refuse_stale(rights)
    rights.require(Action.DESIGN_FORMS, owner.id)
    proposal = propose_form(data, name, owner.code, indicators.dimension_items())
    definition = proposal.definition
    if proposal.notes:
        definition["notes"] = [
            {"cell": note.cell, "vi": note.message_vi, "en": note.message_en} for note in proposal.notes
        ]
    number = definition.get("header", {}).get("number", "")
    return _view(_insert(_free_code(code_of(f"{number} {definition['name_vi']}")), owner, definition, None, rights))


@transaction.atomic
def revise(code: str, *, rights: Rights) -> FormDraftView:
    """Begin the next version of a published form; the draft that was begun already, where there is one.

    Raises:
        UnknownForm (REP-004), NoRight (ORG-020): the form is kept by another agency: copy it.
    """
    refuse_stale(rights)
    versions = form_versions(code)
    if not versions:
        raise UnknownForm(form=code, on=orgs.today().isoformat())
    begun = FormDraft.objects.filter(code=code).select_related("based_on", "owner_unit").first()
    if begun is not None:
        rights.require(Action.DESIGN_FORMS, begun.owner_unit_id)
        return _view(begun)
    keeper = keeper_of(versions[-1])
    if keeper is None or not rights.may(Action.DESIGN_FORMS, keeper.id):
        raise NoRight(action=str(Action.DESIGN_FORMS), unit=keeper.code if keeper else "–", actor=rights.actor)
    stored = FormVersion.objects.get(pk=versions[-1].id)
    definition = stored.definition | {"owner": keeper.code}
    return _view(_insert(code, keeper, definition, stored, rights))


def may_revise_form(form: FormDefinition, rights: Rights) -> bool:
    """Say whether somebody may begin the next version of a form: those who make forms for the agency that keeps it."""
    keeper = keeper_of(form)
    return keeper is not None and rights.may(Action.DESIGN_FORMS, keeper.id)


def keeper_of(form: FormDefinition) -> UnitView | None:
    """The agency that keeps a form: the one it names, else the one that consolidates or assigns reports with it."""
    day = orgs.today()
    if form.owner:
        return orgs.unit_by_code(form.owner, day)
    users = [regime for regime in regimes_on(day) if regime.form == form.code]
    return orgs.unit_by_code(users[0].consolidator or users[0].assigner, day) if users else None


@transaction.atomic
def save_draft(draft_id: int, definition: Mapping[str, Any], revision: int, *, rights: Rights) -> FormDraftView:
    """Keep a draft as it was changed.

    Args:
        revision: the one that the change was made on.

    Raises:
        UnknownDraft (REP-120), StaleDraft (REP-121): somebody else changed it meanwhile.
    """
    row = _row(draft_id, rights, for_change=True)
    if row.revision != revision:
        raise StaleDraft(draft=row.code)
    if row.definition != definition:
        row.definition = dict(definition)
        row.revision += 1
        row.changed_by, row.changed_at = rights.actor, trust.now()
        row.save(update_fields=["definition", "revision", "changed_by", "changed_at"])
    return _view(row)


@transaction.atomic
def discard_draft(draft_id: int, *, rights: Rights) -> None:
    """Throw a draft away; published versions stay.

    Raises:
        UnknownDraft (REP-120).
    """
    _row(draft_id, rights, for_change=True).delete()


def usual_first_day(draft: FormDraftView) -> date:
    """The day offered for a version: today; of a new form the first of the period that closed last.

    A form is drawn to ask for what has just closed: from today on it could only ask for what is still to come.
    """
    if draft.based_on_version:
        return orgs.today()
    codes = {row["indicator"] for row in draft.definition["rows"] if row["indicator"]}
    known = [one for one in indicators.definitions() if one.code in codes]
    schemes = [one.scheme for one in known if one.formula is None and "." in one.scheme]
    if not schemes:
        return orgs.today()
    first = last_closed_period(orgs.today(), schemes[0]).start
    return max([first, *(one.valid_from for one in known if one.valid_from <= orgs.today())])


@transaction.atomic
def publish(draft_id: int, valid_from: date, *, rights: Rights) -> FormDefinition:
    """Make a draft the form's next version; requests whose period ends on or after `valid_from` use it.

    Raises:
        UnknownDraft (REP-120), FormNotReady (REP-123): a row without its indicator. VersionOutOfOrder (REP-124).
        BrokenDefinition (REP-001): as a package would be refused.
    """
    refuse_stale(rights)
    row = _row(draft_id, rights, for_change=True)
    earlier = form_versions(row.code)
    if earlier and valid_from < earlier[-1].valid_from:
        raise VersionOutOfOrder(form=row.code, day=valid_from.isoformat(), before=earlier[-1].valid_from.isoformat())
    ready = checked(row.code, len(earlier) + 1, valid_from, row.definition)
    digest = digest_of_version(ready.valid_from, ready.definition)
    event_id = trust.record(
        kind=PUBLISHED,
        subject=f"reporting.form:{row.code}",
        actor=rights.actor,
        public={"definitions": {f"form:{ready}": digest}, "valid_from": valid_from.isoformat()},
    )
    form, _ = Form.objects.get_or_create(code=row.code)
    made = FormVersion.objects.create(
        form=form, version=ready.version, valid_from=valid_from, definition=ready.definition, package=ON_SCREEN,
        event_id=event_id,
    )  # fmt: skip
    row.delete()
    return form_view(made, form.code)


def checked(code: str, version: int, valid_from: date, definition: Mapping[str, Any]) -> Written:
    """Judge a draft as strictly as a package: written as its file, read again, indicators looked up.

    Raises:
        FormNotReady (REP-123), BrokenDefinition (REP-001).
    """
    waiting = waiting_rows(definition)
    if waiting:
        listed = ", ".join(waiting[:10])
        raise FormNotReady.because(
            "rows", f"Dòng {listed} chưa chọn chỉ tiêu.", f"Rows {listed} have no indicator yet."
        )
    for column in definition["columns"]:
        if "formula_text" in column:
            text = column["formula_text"]
            raise FormNotReady.because(
                "columns", f"Công thức “{text}” chưa đọc được.", f"Formula “{text}” is not read."
            )
    for rule in definition["rules"]:
        if "rule_text" in rule:
            text = rule["rule_text"]
            raise FormNotReady.because("rules", f"Ràng buộc “{text}” chưa đọc được.", f"Rule “{text}” is not read.")
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"{code}.yaml"
        file.write_text(write_form(code, version, valid_from, without_waiting(definition)), encoding="utf-8")
        ready = read_form(file)
    check_indicators(ready, {one.code: one for one in indicators.definitions(valid_from)})
    return ready


def code_of(name: str) -> str:
    """A code made of a name: `Biểu 01/CĐS-T. Dịch vụ công` is `bieu-01-cds-t-dich-vu-cong`."""
    return _NOT_IN_CODES.sub("-", fold(name)).strip("-")[:LONGEST_CODE].strip("-") or "bieu"


def _refuse_taken(code: str) -> None:
    if not re.fullmatch(r"[a-z0-9][a-z0-9\-]{0,59}", code):
        raise FormNotReady.because(
            "code", f"Mã “{code}” chỉ gồm chữ thường không dấu, số, gạch nối.", f"Code “{code}”: a-z, 0-9 and - only."
        )
    if Form.objects.filter(code=code).exists():
        raise FormCodeTaken(form=code)
    if FormDraft.objects.filter(code=code).exists():
        raise DraftExists(form=code)


def _free_code(code: str) -> str:
    taken = {*Form.objects.values_list("code", flat=True), *FormDraft.objects.values_list("code", flat=True)}
    wanted, again = code, 1
    while wanted in taken:
        again += 1
        wanted = f"{code[: LONGEST_CODE - 4]}-{again}"
    return wanted


def _insert(
    code: str, owner: UnitView, definition: Mapping[str, Any], based_on: FormVersion | None, rights: Rights
) -> FormDraft:
    return FormDraft.objects.create(
        code=code, owner_unit_id=owner.id, based_on=based_on, definition=dict(definition), changed_by=rights.actor,
        changed_at=trust.now(),
    )  # fmt: skip


def _row(draft_id: int, rights: Rights, *, for_change: bool = False) -> FormDraft:
    rows = FormDraft.objects.filter(rights.scope(Action.DESIGN_FORMS).q("owner_unit_id"))
    rows = rows.select_for_update(of=("self",)) if for_change else rows
    row = rows.select_related("based_on", "owner_unit").filter(pk=draft_id).first()
    if row is None:
        raise UnknownDraft(draft=draft_id)
    return row


def _view(row: FormDraft) -> FormDraftView:
    return FormDraftView(
        id=row.pk,
        code=row.code,
        owner_unit_id=row.owner_unit_id,
        based_on_version=row.based_on.version if row.based_on else 0,
        definition=row.definition,
        revision=row.revision,
        changed_by=row.changed_by,
        changed_at=row.changed_at,
    )
