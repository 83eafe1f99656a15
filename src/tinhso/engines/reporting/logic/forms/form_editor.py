"""One step on the page that draws a form: what was typed is kept, then the pressed button is done."""

from __future__ import annotations

from collections.abc import Mapping

from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting.contracts import FormDraftView, FormProblem
from tinhso.engines.reporting.contracts.errors import StaleDraft
from tinhso.engines.reporting.logic.forms.form_drafts import draft, save_draft
from tinhso.engines.reporting.logic.forms.form_fields import press, take_fields


def edit_draft(
    draft_id: int, fields: Mapping[str, str], act: str, revision: int, *, rights: Rights
) -> tuple[FormDraftView, tuple[FormProblem, ...]]:
    """Keep what a page says about a draft and do what the pressed button asks.

    Args:
        fields: the page's fields by name (see `form_fields`).
        act: the button, `row:up:3`; anything unknown only keeps.
        revision: the draft's revision that the page was made of.

    Returns:
        The draft, and what could not be taken, each at its field.

    Raises:
        UnknownDraft (REP-120), StaleDraft (REP-121).
    """
    stored = draft(draft_id, rights=rights)
    if stored.revision != revision:
        raise StaleDraft(draft=stored.code)
    taken, problems = take_fields(stored.definition, fields)
    changed = press(taken, act, fields)
    return save_draft(draft_id, changed, revision, rights=rights), tuple(problems)
