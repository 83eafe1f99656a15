"""Stores dimensions. What was loaded stays: items may be added, never renamed, moved or removed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

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
    """Store new dimensions and new items; a changed or removed one is noted as a problem.

    Returns:
        The codes of dimensions that are new or have new items.
    """
    loaded = dimension_views()
    changed = [document for document in documents if _differs(document, loaded.get(document["code"]))]
    missing = [document for document in changed if document["code"] not in loaded]
    Dimension.objects.bulk_create(
        Dimension(code=one["code"], name_vi=one["name.vi"], name_en=one["name.en"]) for one in missing
    )
    ids = dict(Dimension.objects.filter(code__in=[one["code"] for one in changed]).values_list("code", "id"))
    DimensionItem.objects.bulk_create(
        DimensionItem(
            dimension_id=ids[document["code"]],
            code=item["code"],
            name_vi=item["name.vi"],
            name_en=item["name.en"],
            position=position,
        )
        for document in changed
        for position, item in enumerate(document["items"])
        if document["code"] not in loaded or item["code"] not in {one.code for one in loaded[document["code"]].items}
    )
    return [document["code"] for document in changed]


def _differs(document: Document, loaded: DimensionView | None) -> bool:
    """Say whether there is something to store; note a problem when something loaded would change."""
    if loaded is None:
        return True
    if (loaded.name_vi, loaded.name_en) != (document["name.vi"], document["name.en"]):
        document.refuse("name.vi", "tên phân tổ đã nạp không đổi được", "the name of a loaded dimension cannot change")
    given = tuple(DimensionItemView(one["code"], one["name.vi"], one["name.en"]) for one in document["items"])
    if given[: len(loaded.items)] != loaded.items:
        document.refuse(
            "items",
            "các mục đã nạp phải giữ nguyên và đứng trước; mục mới thêm vào cuối",
            "items that were loaded stay as they are, in front; new ones are added at the end",
        )
        return False
    return len(given) > len(loaded.items)


def dimension_digests(codes: Iterable[str]) -> dict[str, str]:
    """What an event commits to of dimensions as they stand: code, names and all items in order, by code."""
    views = dimension_views()
    return {code: hashlib.sha256(canonical_json(_told(views[code]))).hexdigest() for code in sorted(codes)}


def _told(view: DimensionView) -> list[object]:
    return [view.code, view.name_vi, view.name_en, [[one.code, one.name_vi, one.name_en] for one in view.items]]
