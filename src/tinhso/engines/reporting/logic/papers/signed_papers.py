"""Taking back the PDF of a report, signed or not: every figure in it is compared with the record before it is kept."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from tinhso.engines.orgs.contracts import Action, NoRight, Rights
from tinhso.engines.reporting.contracts.errors import AlteredAttachment, AlteredPaper, NothingSent, UnknownPaper
from tinhso.engines.reporting.contracts.papers import SignedPaperView
from tinhso.engines.reporting.logic.life import refuse_stale, subject_of
from tinhso.engines.reporting.logic.papers.printing import is_sent, paper_of_task
from tinhso.engines.reporting.logic.task_form import task, visible_row
from tinhso.engines.reporting.models import Assignment, SignedPaper
from tinhso.engines.trust import api as trust
from tinhso.kernel.papers.comparing import compare, count_figures
from tinhso.kernel.papers.errors import NotAPdf, PdfTooLarge, PdfWithoutText
from tinhso.kernel.papers.signatures import SignatureState, signature_state

if TYPE_CHECKING:
    from tinhso.kernel.papers import Paper
    from tinhso.kernel.papers.reading import PdfWord
    from tinhso.kernel.papers.signers import Signer

KEPT = "reporting.signed_paper_kept"
_LONGEST = 80
_SIGNERS_TOLD = 10
_SHOWN = 3  # differences named in the refusal; the rest is counted


def keep_signed_paper(assignment_id: int, content: bytes, *, rights: Rights) -> SignedPaperView:
    """Keep a PDF of what was sent as evidence; its digest enters the log. The same file again changes nothing.

    Raises:
        UnknownAssignment (REP-040), NoRight (ORG-020), StaleRights (REP-045), NotAUnitReport (REP-047).
        NothingSent (REP-113): the report is a draft, there is no record to compare with.
        AlteredPaper (REP-114): a figure is not the recorded one; names its cell.
        AlteredAttachment (REP-305): a file inside it holds something else than the recorded figures.
        PdfTooLarge, NotAPdf, PdfWithActions, PdfEncrypted, PdfWithoutText, BrokenSignature (KER-120…125).
    """
    refuse_stale(rights)
    row = visible_row(assignment_id, rights)
    if not any(rights.may(action, row.respondent_unit_id) for action in (Action.DRAFT, Action.APPROVE)):
        raise NoRight(action=str(Action.APPROVE), unit=row.respondent_unit_id, actor=rights.actor)
    compared = _compared(assignment_id, content, rights)
    state = _signature(content)
    digest = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        # Locked: two people may send the same file at once.
        row = Assignment.objects.select_for_update().get(id=row.pk)
        sending = max(1, row.submissions_made)
        known = SignedPaper.objects.defer("content").filter(assignment=row, sending=sending, digest=digest).first()
        if known is not None:
            return _view(known)
        facts = {
            "sending": sending,
            "digest": digest,
            "size": len(content),
            "signature": str(state),
            "figures": compared,
        }
        event_id = trust.record(kind=KEPT, subject=subject_of(row), actor=rights.actor, public=facts)
        kept = SignedPaper.objects.create(
            assignment=row, sending=sending, digest=digest, size=len(content), content=content, signature=state,
            figures_compared=compared, at=trust.now(), event_id=event_id,
        )  # fmt: skip
    return _view(kept)


def signed_papers(assignment_id: int, *, rights: Rights) -> tuple[SignedPaperView, ...]:
    """Return the papers of a report that came back, newest first, without their content.

    The newest ten that are signed say by whom: that is read from the files, and files may be large and many.

    Raises:
        UnknownAssignment (REP-040).
    """
    row = visible_row(assignment_id, rights)
    papers = SignedPaper.objects.filter(assignment=row).order_by("-id")
    signed = papers.exclude(signature=SignatureState.NONE).values_list("pk", "content")[:_SIGNERS_TOLD]
    signers = {pk: _signers(bytes(content)) for pk, content in signed}
    return tuple(_view(one, signers.get(one.pk, ())) for one in papers.defer("content"))


def signed_paper_file(assignment_id: int, paper_id: int, *, rights: Rights) -> bytes:
    """Return a paper that came back, byte for byte.

    Raises:
        UnknownAssignment (REP-040), UnknownPaper (REP-115).
    """
    row = visible_row(assignment_id, rights)
    kept = SignedPaper.objects.filter(assignment=row, id=paper_id).first()
    if kept is None:
        raise UnknownPaper(paper=paper_id)
    return bytes(kept.content)


def _compared(assignment_id: int, content: bytes, rights: Rights) -> int:
    """Compare a file with the report as recorded; return how many figures were compared."""
    # Loaded with the first paper: the reader of PDF is a tenth of every start.
    from tinhso.kernel.papers.accepting import refuse_unsafe
    from tinhso.kernel.papers.reading import words_as_seen

    view = task(assignment_id, rights=rights)
    if not is_sent(view):
        raise NothingSent(assignment=assignment_id)
    refuse_unsafe(content)
    paper, words = paper_of_task(view, ""), _words(content)
    if not words:
        raise PdfWithoutText()
    differences = compare(paper, words, words_as_seen(content))
    if differences:
        first = differences[0]
        raise AlteredPaper(
            place=first.place,
            cell=f"{first.row}/{first.column}",
            recorded=first.recorded or "(trống)",
            found=_short(first.found) or "(không có)",
            more="; ".join(
                f"{one.place}: {_short(one.recorded)} → {_short(one.found) or '–'}" for one in differences[1:_SHOWN]
            ),
            count=len(differences),
        )
    _refuse_other_attachments(content, paper)
    return count_figures(paper)


def _refuse_other_attachments(content: bytes, paper: Paper) -> None:
    """Refuse a file inside the PDF that is not the recorded figures; a scanner leaves it out altogether."""
    from tinhso.kernel.papers.embedded import embedded_files  # loaded late, see above

    known = [json.loads(one.content) for one in paper.attachments]
    for one in embedded_files(content):
        try:
            is_known = json.loads(one.content) in known
        except (ValueError, RecursionError):
            is_known = False
        if not is_known:
            raise AlteredAttachment(name=one.name or "?")


def _short(text: str) -> str:
    """Enough of a text to know it again: another document altogether would fill the page."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rsplit(' ', 1)[0]}…"


def _signature(content: bytes) -> SignatureState:
    """What can be said about the signatures, against the certificates the province trusts where it keeps any."""
    folder = settings.TINHSO_SIGNATURE_TRUST
    if not folder:
        return signature_state(content)
    from tinhso.kernel.papers.chains import read_anchors

    return signature_state(content, read_anchors(folder), trust.now())


def _words(content: bytes) -> list[PdfWord]:
    from tinhso.kernel.papers.reading import words_of_pdf  # loaded late, see above

    try:
        return words_of_pdf(content)
    except PdfTooLarge:
        raise
    except Exception as problem:
        # The reader raises whatever a broken page leads it to.
        raise NotAPdf() from problem


def _signers(content: bytes) -> tuple[Signer, ...]:
    from tinhso.kernel.papers.signers import signers_of  # loaded late, see above

    return signers_of(content)


def _view(kept: SignedPaper, signers: tuple[Signer, ...] = ()) -> SignedPaperView:
    return SignedPaperView(
        kept.pk, kept.assignment_id, kept.sending, kept.digest, kept.size, kept.signature, kept.figures_compared,
        kept.at, kept.event_id, signers,
    )  # fmt: skip
