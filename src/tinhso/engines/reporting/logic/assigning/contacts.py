"""Whom to call about a unit's reports: kept by the unit or by whoever keeps the machine; offices, no persons."""

from __future__ import annotations

import re
from collections.abc import Collection

from django.db import transaction

from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Action, NoRight, Rights
from tinhso.engines.reporting.contracts.request_errors import ContactUnclear, UnknownContact
from tinhso.engines.reporting.contracts.requests import ContactView
from tinhso.engines.reporting.logic.life import refuse_stale
from tinhso.engines.reporting.models import Contact
from tinhso.engines.trust import api as trust
from tinhso.kernel.vietnamese import clean_text

_PHONE = re.compile(r"\+?[0-9 .()-]{3,25}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


@transaction.atomic
def save_contact(
    unit_id: int,
    *,
    rights: Rights,
    office: str,
    role: str,
    phone: str = "",
    email: str = "",
    contact_id: int | None = None,
    illustrative: bool = False,
) -> ContactView:
    """Write whom to call about a unit's reports. The event says that it changed, never the number.

    Raises:
        ContactUnclear (REP-171), UnknownContact (REP-172), NoRight (ORG-020), StaleRights (REP-045).
    """
    refuse_stale(rights)
    require_keeper(unit_id, rights)
    texts = {name: clean_text(text).strip() for name, text in
             {"office": office, "role": role, "phone": phone, "email": email}.items()}  # fmt: skip
    _refuse_unclear(texts)
    event_id = _record("reporting.contact_saved", unit_id, rights)
    row = Contact(unit_id=unit_id) if contact_id is None else _contact(contact_id, unit_id)
    for name, text in texts.items():
        setattr(row, name, text)
    row.event_id, row.illustrative = event_id, illustrative
    row.save()
    return _view(row)


@transaction.atomic
def remove_contact(contact_id: int, unit_id: int, *, rights: Rights) -> None:
    """Take a contact off the list; nothing of it is kept."""
    refuse_stale(rights)
    require_keeper(unit_id, rights)
    row = _contact(contact_id, unit_id)
    _record("reporting.contact_removed", unit_id, rights)
    row.delete()


def contacts(unit_ids: Collection[int], *, rights: Rights) -> dict[int, tuple[ContactView, ...]]:
    """Return by unit whom to call, for those who may remind the unit, belong to it or keep the machine; one query."""
    found: dict[int, list[ContactView]] = {}
    everywhere = rights.may(Action.OPERATE)
    seen = rights.scope(Action.REMIND) | rights.scope(Action.DRAFT) | rights.scope(Action.APPROVE)
    wanted = [unit_id for unit_id in unit_ids if everywhere or seen.covers(unit_id)]
    for row in Contact.objects.filter(unit_id__in=wanted).order_by("unit_id", "id"):
        found.setdefault(row.unit_id, []).append(_view(row))
    return {unit_id: tuple(rows) for unit_id, rows in found.items()}


def require_keeper(unit_id: int, rights: Rights) -> None:
    """Refuse whoever neither belongs to the unit nor keeps the machine (NoRight, ORG-020)."""
    own = rights.may(Action.DRAFT, unit_id) or rights.may(Action.APPROVE, unit_id)
    if not own and not rights.may(Action.OPERATE):
        raise NoRight(action=str(Action.DRAFT), unit=unit_id, actor=rights.actor)


def _refuse_unclear(texts: dict[str, str]) -> None:
    if not texts["office"] or not texts["role"]:
        raise ContactUnclear(reason_vi="Phải có phòng, ban và vai trò", reason_en="An office and a role are needed",
                             value=texts["office"] or texts["role"])  # fmt: skip
    if not texts["phone"] and not texts["email"]:
        raise ContactUnclear(reason_vi="Phải có số điện thoại hoặc địa chỉ thư",
                             reason_en="A phone number or a mail address is needed", value=texts["role"])  # fmt: skip
    if texts["phone"] and not _PHONE.fullmatch(texts["phone"]):
        raise ContactUnclear(reason_vi="Số điện thoại không đọc được", reason_en="Not a phone number",
                             value=texts["phone"])  # fmt: skip
    if texts["email"] and not _EMAIL.fullmatch(texts["email"]):
        raise ContactUnclear(reason_vi="Địa chỉ thư không đọc được", reason_en="Not a mail address",
                             value=texts["email"])  # fmt: skip


def _record(kind: str, unit_id: int, rights: Rights) -> int:
    unit = orgs.unit_view(unit_id)
    return trust.record(kind=kind, subject=f"orgs.unit:{unit.code}", actor=rights.actor, public={"unit": unit.code})


def _contact(contact_id: int, unit_id: int) -> Contact:
    row = Contact.objects.filter(id=contact_id, unit_id=unit_id).first()
    if row is None:
        raise UnknownContact(contact=contact_id)
    return row


def _view(row: Contact) -> ContactView:
    return ContactView(row.pk, row.unit_id, row.office, row.role, row.phone, row.email, row.illustrative)
