"""What a form says above and below its table: number, legal basis, sender, receiver, period, deadline, signatures."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from tinhso.engines.reporting.contracts import FormDefinition
from tinhso.web_kit.display import language


@dataclass(frozen=True, slots=True)
class Paper:
    """The header block and the footer as texts; empty where the form has none."""

    number: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    signatories: tuple[tuple[str, str], ...] = ()


def paper_of(form: FormDefinition) -> Paper:
    """Return what stands around a form's table, in the reader's language."""
    english = language().startswith("en")
    signatories = tuple(
        (one.title(language()), (one.note_en or one.note_vi) if english else one.note_vi) for one in form.signatories
    )
    head = form.header
    if head is None:
        return Paper(signatories=signatories)
    facts = (
        (_("Căn cứ"), head.legal_basis),
        (_("Đơn vị gửi"), (head.sender_en or head.sender_vi) if english else head.sender_vi),
        (_("Đơn vị nhận"), (head.receiver_en or head.receiver_vi) if english else head.receiver_vi),
        (_("Kỳ"), (head.period_en or head.period_vi) if english else head.period_vi),
        (_("Hạn gửi"), (head.deadline_en or head.deadline_vi) if english else head.deadline_vi),
    )
    return Paper(head.number, tuple(fact for fact in facts if fact[1]), signatories)
