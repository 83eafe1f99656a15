"""Stores dimensions. What was loaded stays: items may be added and end once, never renamed, moved or removed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tinhso.engines.indicators.contracts import DimensionItemView, DimensionView
from tinhso.engines.indicators.logic.packages.values import Document
from tinhso.engines.indicators.models import Dimension, DimensionItem
from tinhso.engines.indicators.queries.definitions import dimension_views
from tinhso.kernel.canonical import canonical_json
from tinhso.kernel.formulas import Code, FormulaError


def check_dimension(document: Document) -> None:
    """Check that formulas will be able to name the dimension."""
    try:
        Code(document["code"])
    except FormulaError as error:
        document.note("code", error)


def store_dimensions(documents: Sequence[Document]) -> list[str]:
    """Store new dimensions and new items, and the end of items that now end; anything else is noted as a problem.

    Returns:
        The codes of dimensions that are new, have new items, or items that end.
    """
    loaded = dimension_views()
    changed = [document for document in documents if _differs(document, loaded.get(document["code"]))]
    missing = [document for document in changed if document["code"] not in loaded]
    Dimension.objects.bulk_create(
        Dimension(code=one["code"], name_vi=one["name.vi"], name_en=one["name.en"]) for one in missing
    )
    ids = dict(Dimension.objects.filter(code__in=[one["code"] for one in changed]).values_list("code", "id"))
    for document in changed:
        known = {one.code: one for one in loaded[document["code"]].items} if document["code"] in loaded else {}
        _store_items(ids[document["code"]], document, known)
    return [document["code"] for document in changed]


def _store_items(dimension_id: int, document: Document, known: Mapping[str, DimensionItemView]) -> None:
    new = [item for item in document["items"] if item["code"] not in known]
    DimensionItem.objects.bulk_create(
        DimensionItem(
            dimension_id=dimension_id,
            code=item["code"],
            name_vi=item["name.vi"],
            name_en=item["name.en"],
            position=position,
            valid_from=item["valid_from"],
            valid_to=item["valid_to"],
        )
        for position, item in enumerate(new, start=len(known))
    )
    for item in document["items"]:
        if item["code"] in known and _ends(item, known[item["code"]]):
            rows = DimensionItem.objects.filter(dimension_id=dimension_id, code=item["code"])
            rows.update(valid_to=item["valid_to"])


def _ends(given: Mapping[str, Any], loaded: DimensionItemView) -> bool:
    return loaded.valid_to is None and given["valid_to"] is not None


def _differs(document: Document, loaded: DimensionView | None) -> bool:
    """Say whether there is something to store; note a problem when something loaded would change.

    What a file does not name stays: items may have been added, or ended, elsewhere.
    """
    if _has_wrong_days(document):
        return False
    if loaded is None:
        return True
    if (loaded.name_vi, loaded.name_en) != (document["name.vi"], document["name.en"]):
        document.refuse("name.vi", "tên phân tổ đã nạp không đổi được", "the name of a loaded dimension cannot change")
    known = {one.code: one for one in loaded.items}
    given = [item for item in document["items"] if item["code"] in known]
    order = list(known)
    places = [order.index(item["code"]) for item in given]
    in_front = [item["code"] for item in document["items"][: len(given)]]
    is_changed = any(_is_changed(item, known[item["code"]]) for item in given)
    if is_changed or places != sorted(places) or in_front != [item["code"] for item in given]:
        document.refuse(
            "items",
            "các mục đã nạp phải giữ nguyên và đứng trước, chỉ kết thúc được một lần; mục mới thêm vào cuối",
            "items that were loaded stay as they are, in front, and end once; new ones are added at the end",
        )
        return False
    return len(given) < len(document["items"]) or any(_ends(item, known[item["code"]]) for item in given)


def _is_changed(given: Mapping[str, Any], loaded: DimensionItemView) -> bool:
    said = given["name.vi"], given["name.en"], given["valid_from"]
    ends = given["valid_to"] is not None and loaded.valid_to is not None and given["valid_to"] != loaded.valid_to
    return ends or said != (loaded.name_vi, loaded.name_en, loaded.valid_from)


def _has_wrong_days(document: Document) -> bool:
    wrong = [
        item["code"]
        for item in document["items"]
        if item["valid_from"] and item["valid_to"] and item["valid_to"] < item["valid_from"]
    ]
    if wrong:
        document.refuse(
            "items",
            f"mục “{wrong[0]}” kết thúc trước khi có hiệu lực",
            f"item “{wrong[0]}” ends before it begins",
        )
    return bool(wrong)


def dimension_digests(codes: Iterable[str]) -> dict[str, str]:
    """What an event commits to of dimensions as they stand: code, names and all items in order, by code."""
    views = dimension_views()
    return {code: hashlib.sha256(canonical_json(_told(views[code]))).hexdigest() for code in sorted(codes)}


def _told(view: DimensionView) -> list[object]:
    return [view.code, view.name_vi, view.name_en, [_told_item(one) for one in view.items]]


def _told_item(one: DimensionItemView) -> list[str]:
    """Days stand behind the names where there are any: what was committed to before there were days stays the same."""
    days = [day.isoformat() if day else "" for day in (one.valid_from, one.valid_to)]
    return [one.code, one.name_vi, one.name_en, *(days if any(days) else ())]
