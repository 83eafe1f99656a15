"""The rules of a form as its page carries them, for the browser to decide while somebody types.

docs/howto/check-in-the-browser.md says what the data block holds and how another screen attaches it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from tinhso.engines.reporting.contracts import ColumnKind, Quantity, TaskView
from tinhso.engines.reporting.contracts.grid import GridView
from tinhso.engines.reporting.contracts.rules import RulePacket
from tinhso.engines.reporting.web.entry.form_rows import RowOnScreen
from tinhso.engines.reporting.web.entry.grid_input import key_of
from tinhso.kernel.quantities import plain_text


def rules_block(packet: RulePacket, task: TaskView, on_page: Sequence[RowOnScreen]) -> dict[str, Any]:
    """Return the data block: the packet, the field of each row on this page, and the figures of all other rows."""
    names = {row.no: row.cell.name for row in on_page if row.cell is not None}
    fields: dict[str, dict[str, Any]] = {}
    for view in task.rows:
        name, cell = names.get(view.row.no), view.cell
        field: dict[str, Any] = {"name": name} if name else {}
        if cell is not None and (name is None or cell.is_known):
            # Nobody types it here, or the system's figure stands while nothing is typed over it.
            field["value"] = packed(cell.quantity)
        fields[view.row.no] = field
    return {
        "packet": packet.to_json(),
        "fields": fields,
        "words": {"later": _("{count} quy tắc sẽ kiểm tra khi có mạng.")},
    }


def grid_rules_block(packet: RulePacket, task: TaskView) -> dict[str, Any]:
    """Return the data block of the form's table: the same packet, its fields named by their cells' keys."""
    fields: dict[str, dict[str, Any]] = {}
    for view in task.rows:
        typed = view.cell is not None and view.enterable and "value" in view.entered
        field: dict[str, Any] = {"name": key_of(task.card.id, view.row.no, "value")} if typed else {}
        if view.cell is not None and (not typed or view.cell.is_known):
            field["value"] = packed(view.cell.quantity)
        fields[view.row.no] = field
    return {"packet": packet.to_json(), "fields": fields, "words": _words()}


def units_rules_block(view: GridView) -> dict[str, Any]:
    """Return the data block of many units' forms: what they share once, of each unit its figures and what stands.

    A row of a unit is the cell with its key; `given` has what nobody types there, or what the system knows.
    """
    assert view.rules is not None
    block = view.rules.to_json()
    columns = [one for one in view.columns if one.column.code == ColumnKind.VALUE]
    for line in view.lines:
        if line.may_edit:
            given = {}
            for one in columns:
                cell = line.cells[one.place].view
                if not one.enterable or cell.is_known:
                    given[one.row.no] = packed(cell.quantity)
            block["units"][str(line.task_id)]["given"] = given
    return block | {"column": ColumnKind.VALUE.value, "words": _words()}


def _words() -> dict[str, str]:
    return {"doubted": _("cần xem lại"), "wrong": _("chưa nhận")}


def packed(figure: Quantity) -> dict[str, Any]:
    """Write a figure as the browser reads it."""
    if figure.value is None:
        return {"missing": figure.missing.code or "not_reported"}
    return {"value": plain_text(figure.value), "operator": int(figure.operator)}
