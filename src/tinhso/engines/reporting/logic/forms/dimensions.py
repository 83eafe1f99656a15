"""Dimensions (phân tổ) drawn on screen: made with their categories, carried further, ended, and given to indicators.

What was made stays: a category is added from a day on or ended on a day, never renamed. An indicator is split by one
through its next version. Everything is judged and logged as a package's definitions are.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import DefinitionView, DimensionView
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Action, NoRight, Rights
from tinhso.engines.reporting.contracts import FormDefinition
from tinhso.engines.reporting.contracts.dimensions import DimensionNotReady, DimensionPage, NewItem, UnknownDimension
from tinhso.engines.reporting.logic.forms.form_drafts import drawing_units
from tinhso.engines.reporting.logic.forms.form_indicators import code_for
from tinhso.engines.reporting.logic.forms.form_writing import written
from tinhso.engines.reporting.logic.life import refuse_stale
from tinhso.engines.reporting.queries.definitions import newest_forms
from tinhso.kernel.vietnamese import fold

MOST_ITEMS = 200


def dimension_pages(rights: Rights) -> tuple[DimensionPage, ...]:
    """Every dimension with who uses it, by code; four queries."""
    known, forms = _newest(), newest_forms()
    own = {unit.code for unit in drawing_units(rights)}
    return tuple(_page(view, known, forms, own) for view in indicators.dimension_items().values())


def dimension_page(code: str, *, rights: Rights) -> DimensionPage:
    """One dimension with who uses it.

    Raises:
        UnknownDimension (REP-129)
    """
    own = {unit.code for unit in drawing_units(rights)}
    return _page(_dimension(code), _newest(), newest_forms(), own)


def proposed_codes(name_vi: str, items: Sequence[NewItem], taken: Sequence[str] = ()) -> tuple[str, tuple[str, ...]]:
    """The code of a dimension and of each category as they would be made; nothing is."""
    used = list(taken)
    for item in items:
        used.append(item.code.strip() or code_for(item.name_vi, used))
    return code_for(name_vi, indicators.dimension_items()), tuple(used[len(taken) :])


@transaction.atomic
def create_dimension(
    name_vi: str, items: Sequence[NewItem], *, rights: Rights, name_en: str = "", code: str = ""
) -> DimensionView:
    """Make a dimension with its categories.

    Raises:
        NoRight (ORG-020), DimensionNotReady (REP-128), PackageRefused (IND-056), StaleRights (REP-045).
    """
    _require(rights)
    _refuse_unusable(name_vi, items)
    known = indicators.dimension_items()
    alike = next((one for one in known.values() if fold(one.name_vi) == fold(name_vi.strip())), None)
    made = code.strip() or code_for(name_vi, known)
    alike = alike or known.get(made)
    if alike is not None:
        raise DimensionNotReady.because(
            "name_vi",
            f"Đã có phân tổ “{alike.name_vi}” ({alike.code}); thêm mục vào đó thay vì lập cái thứ hai.",
            f"There is a dimension “{alike.name_en}” ({alike.code}); add items there instead of making a second one.",
        )
    _refuse_alike([one.name_vi for one in items])
    _, codes = proposed_codes(name_vi, items)
    values = {
        "code": made,
        "name": {"vi": name_vi.strip(), "en": name_en.strip() or name_vi.strip()},
        "items": [_item(item, code) for item, code in zip(items, codes, strict=True)],
    }
    indicators.define_dimension(values, rights.actor)
    return _dimension(made)


@transaction.atomic
def extend_dimension(code: str, items: Sequence[NewItem], *, rights: Rights) -> DimensionView:
    """Add categories behind those that are there.

    Raises:
        UnknownDimension (REP-129), and as `create_dimension`.
    """
    _require(rights)
    view = _dimension(code)
    _refuse_unusable(view.name_vi, items)
    _refuse_alike([*(one.name_vi for one in view.items if one.valid_to is None), *(one.name_vi for one in items)])
    _, codes = proposed_codes(view.name_vi, items, [one.code for one in view.items])
    values = indicators.document_of_dimension(view)
    values["items"] += [_item(item, made) for item, made in zip(items, codes, strict=True)]
    indicators.define_dimension(values, rights.actor)
    return _dimension(code)


@transaction.atomic
def end_item(code: str, item_code: str, valid_to: date, *, rights: Rights) -> DimensionView:
    """End a category on a day: new versions of forms no longer ask for it; what was reported under it stays.

    Raises:
        UnknownDimension (REP-129), DimensionNotReady (REP-128), and as `create_dimension`.
    """
    _require(rights)
    view = _dimension(code)
    item = next((one for one in view.items if one.code == item_code), None)
    if item is None or item.valid_to is not None:
        raise DimensionNotReady.because(
            "item",
            f"Mục “{item_code}” không có hoặc đã kết thúc.",
            f"There is no item “{item_code}”, or it has ended already.",
        )
    values = indicators.document_of_dimension(view)
    for one in values["items"]:
        if one["code"] == item_code:
            one["valid_to"] = valid_to
    indicators.define_dimension(values, rights.actor)
    return _dimension(code)


@transaction.atomic
def split_indicator(indicator: str, dimension: str, valid_from: date, *, rights: Rights) -> DefinitionView:
    """Let an indicator be split by a dimension from a day on: its next version says so, everything else as before.

    Raises:
        UnknownDimension (REP-129), UnknownIndicator (IND-001), DimensionNotReady (REP-128: it is computed, or split so
        already), NoRight (ORG-020: of the agency that owns the indicator), PackageRefused (IND-056), StaleRights
        (REP-045).
    """
    refuse_stale(rights)
    view = _dimension(dimension)
    versions = indicators.definition_versions([indicator])
    newest = versions[-1] if versions else indicators.definition(indicator)
    owner = next((unit for unit in drawing_units(rights) if unit.code == newest.owner), None)
    if owner is None:
        raise NoRight(action=str(Action.DESIGN_FORMS), unit=newest.owner, actor=rights.actor)
    if newest.formula or view.code in newest.dimensions:
        raise DimensionNotReady.because(
            "indicator",
            f"Chỉ tiêu “{newest.name_vi}” tính từ chỉ tiêu khác, hoặc đã có phân tổ này.",
            f"The indicator “{newest.name_en}” is computed, or is split by this dimension already.",
        )
    values = indicators.document_of(newest)
    values |= {
        "version": newest.version + 1,
        "valid_from": valid_from,
        "dimensions": [*newest.dimensions, view.code],
        "comparable": True,
        "source": f"Thêm phân tổ trên màn hình ngày {orgs.today().isoformat()}",
    }
    indicators.define(values, rights.actor)
    return indicators.definition_versions([indicator])[-1]


def export_dimension(code: str) -> dict[str, str]:
    """Return the files of a package with one dimension, by path.

    Raises:
        UnknownDimension (REP-129)
    """
    view = _dimension(code)
    head = {
        "code": code,
        "title": {"vi": view.name_vi, "en": view.name_en},
        "source": f"Xuất từ màn hình ngày {orgs.today().isoformat()}",
    }
    return {
        f"dimensions/{code}.yaml": written(indicators.document_of_dimension(view)),
        "package.yaml": written(head),
    }


def _page(
    view: DimensionView, known: Sequence[DefinitionView], forms: Sequence[FormDefinition], own: set[str]
) -> DimensionPage:
    asked = f"{view.code}="
    return DimensionPage(
        view,
        tuple(one for one in known if view.code in one.dimensions),
        tuple(
            (form.code, form.name_vi, form.name_en) for form in forms if any(asked in dims for dims in _dims_of(form))
        ),
        tuple(one for one in known if one.owner in own and not one.formula and view.code not in one.dimensions),
        {one.code: _asking(f"{asked}{one.code}", forms) for one in view.items if one.valid_to is not None},
    )


def _asking(item: str, forms: Sequence[FormDefinition]) -> tuple[tuple[str, str, str], ...]:
    """The forms whose newest version asks for an item, written as `dimension=item`."""
    return tuple(
        (form.code, form.name_vi, form.name_en)
        for form in forms
        if any(item in dims.split(";") for dims in _dims_of(form))
    )


def _dims_of(form: FormDefinition) -> list[str]:
    return [one.dims for one in form.columns] + [one.dims for one in form.rows]


def _newest() -> list[DefinitionView]:
    """The newest version of every indicator, in force or about to be."""
    return list({one.code: one for one in indicators.definition_versions()}.values())


def _dimension(code: str) -> DimensionView:
    found = indicators.dimension_items().get(code)
    if found is None:
        raise UnknownDimension(dimension=code)
    return found


def _require(rights: Rights) -> None:
    refuse_stale(rights)
    if not drawing_units(rights):
        raise NoRight(action=str(Action.DESIGN_FORMS), unit="–", actor=rights.actor)


def _item(item: NewItem, code: str) -> dict[str, object]:
    name_vi = item.name_vi.strip()
    days = {"valid_from": item.valid_from} if item.valid_from else {}
    return {"code": code, "name": {"vi": name_vi, "en": item.name_en.strip() or name_vi}, **days}


def _refuse_unusable(name_vi: str, items: Sequence[NewItem]) -> None:
    if not name_vi.strip():
        raise DimensionNotReady.because("name_vi", "Phân tổ cần có tên.", "A dimension needs a name.")
    if not items or not all(one.name_vi.strip() for one in items):
        raise DimensionNotReady.because("items", "Ghi ít nhất một mục.", "Write at least one item.")
    if len(items) > MOST_ITEMS:
        raise DimensionNotReady.because("items", f"Nhiều nhất {MOST_ITEMS} mục.", f"At most {MOST_ITEMS} items.")


def _refuse_alike(names: Sequence[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if fold(name.strip()) in seen:
            raise DimensionNotReady.because(
                "items", f"Mục “{name.strip()}” ghi hai lần.", f"The item “{name.strip()}” stands twice."
            )
        seen.add(fold(name.strip()))
