"""Reminders by e-mail: written with the act, sent by the outbox, which goes on trying while the server is away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage

from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Rights, UnitView
from tinhso.engines.reporting.contracts.events import MAIL
from tinhso.engines.reporting.contracts.request_errors import MailServerAway, NoMailAddress
from tinhso.engines.reporting.contracts.requests import MailView
from tinhso.engines.reporting.models import Assignment, Contact, Mail
from tinhso.engines.reporting.queries.assignments import assignments
from tinhso.engines.trust import api as trust

HANDLER = "reporting.mail_out"
__all__ = ["HANDLER", "MAIL", "address_mails", "mails", "send_mail", "write_mails"]


def address_mails(rows: Sequence[Assignment], units: Mapping[int, UnitView]) -> dict[int, list[str]]:
    """Return by assignment the addresses of its unit; one query.

    Raises:
        NoMailAddress (REP-173): some unit has none.
    """
    known: dict[int, list[str]] = {}
    wanted = Contact.objects.filter(unit_id__in={row.respondent_unit_id for row in rows}).exclude(email="")
    for contact in wanted.order_by("id"):
        known.setdefault(contact.unit_id, []).append(contact.email)
    missing = [units[row.respondent_unit_id].name("vi") for row in rows if row.respondent_unit_id not in known]
    if missing:
        raise NoMailAddress(units=", ".join(missing[:5]) + ("…" if len(missing) > 5 else ""))
    return {row.pk: list(dict.fromkeys(known[row.respondent_unit_id])) for row in rows}


def write_mails(
    rows: Sequence[Assignment], addresses: Mapping[int, Sequence[str]], words: Sequence[str], events: Sequence[int]
) -> None:
    """Write the mails of reminders and hand them to the outbox, in the transaction of the act."""
    at = trust.now()
    made = Mail.objects.bulk_create(
        Mail(assignment=row, address=address, subject=row.request.title_vi, body=text, at=at, event_id=event_id)
        for row, text, event_id in zip(rows, words, events, strict=True)
        for address in addresses[row.pk]
    )
    for mail in made:
        trust.publish(MAIL, {"mail_id": mail.pk})


def send_mail(message: Mapping[str, Any]) -> None:
    """Send one mail (handler of the outbox); an error means that the outbox tries again later.

    Raises:
        MailServerAway (REP-174)
    """
    mail = Mail.objects.select_for_update().get(id=message["mail_id"])
    if mail.sent_at is not None:
        return
    try:
        EmailMessage(mail.subject, mail.body, settings.DEFAULT_FROM_EMAIL, [mail.address]).send()
    except OSError as problem:  # SMTPException is one of them
        server = getattr(settings, "EMAIL_HOST", "") or "localhost"
        raise MailServerAway(server=server, address=mail.address, problem=str(problem)) from problem
    mail.sent_at = trust.now()
    mail.save(update_fields=["sent_at"])


def mails(request_id: int, *, rights: Rights) -> tuple[MailView, ...]:
    """Return the reminders by e-mail of a request within reach, newest first; four queries."""
    visible = assignments(rights).filter(request_id=request_id).values("id")
    rows = list(Mail.objects.filter(assignment_id__in=visible).select_related("assignment").order_by("-id")[:200])
    if not rows:
        return ()
    units = {view.id: view for view in orgs.last_views({row.assignment.respondent_unit_id for row in rows})}
    waiting = {one.message["mail_id"]: one for one in trust.waiting_deliveries(MAIL, HANDLER)}
    found = []
    for row in rows:
        wait = waiting.get(row.pk)
        found.append(
            MailView(
                units[row.assignment.respondent_unit_id], row.address, row.at, row.sent_at,
                wait.last_error if wait else "", wait.not_before if wait and wait.attempts else None,
            )
        )  # fmt: skip
    return tuple(found)
