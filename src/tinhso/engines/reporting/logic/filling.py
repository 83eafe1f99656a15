"""What the fields of a form's page say: kept by itself while somebody types, or kept and sent by its button."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting.contracts import CellInput, SaveResult, TaskView
from tinhso.engines.reporting.logic.drafting import send_looked_at
from tinhso.engines.reporting.logic.looking import look_at
from tinhso.engines.reporting.logic.saving import save_looked_at
from tinhso.engines.reporting.logic.task_form import form_to_fill, task_of_sheet, unit_report
from tinhso.kernel.quantities import NumberLocale

Reader = Callable[[TaskView], Sequence[CellInput]]
"""What the fields mean on a form that stands like this."""


def save_form(
    assignment_id: int, read: Reader, *, rights: Rights, locale: NumberLocale = "vi"
) -> tuple[SaveResult, TaskView]:
    """Keep what the fields of a form's page say, as `save_cells`, and return the form as it stands afterwards.

    It says nothing of its life.

    Raises:
        As `save_cells`.
    """
    look = look_at(unit_report(assignment_id, rights=rights), rights=rights)
    before = form_to_fill(look.sheet, look.series, rights=rights)
    saved = save_looked_at(look, read(before), rights=rights, locale=locale)
    return saved.result, task_of_sheet(saved.sheet, look.series, saved.rules, rights=rights)


def fill_form(
    assignment_id: int,
    read: Reader,
    *,
    rights: Rights,
    locale: NumberLocale = "vi",
    sends: bool = False,
    leaves_nothing_out: bool = True,
) -> tuple[SaveResult | None, TaskView]:
    """Keep what the fields of a form's page say and, where all of it was taken, send the form for approval if asked.

    Two acts: what was kept stays kept where the sending is refused.

    Args:
        leaves_nothing_out: ask for the saving of nothing too, so that whoever may not save is told so.

    Returns:
        What became of the fields (None: there was nothing to keep), and the form as it stood before.

    Raises:
        As `save_cells` and `send_for_approval`.
    """
    look = look_at(unit_report(assignment_id, rights=rights), rights=rights)
    before = form_to_fill(look.sheet, look.series, rights=rights)
    cells, saved = read(before), None
    if cells or leaves_nothing_out:
        saved = save_looked_at(look, cells, rights=rights, locale=locale)
    if sends and not (saved and saved.result.errors):
        # Of another form than the one looked at nothing was said that holds here.
        rules = saved.rules if saved and saved.sheet is look.sheet else None
        send_looked_at(look, rights=rights, rules=rules)
    return saved and saved.result, before
