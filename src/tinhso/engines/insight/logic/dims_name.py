"""A combination of items as people say it."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from tinhso.engines.indicators.contracts import DimensionView


def dims_name(dims: str, dimensions: Mapping[str, DimensionView], language: str) -> str:
    """`nữ, từ 18 đến 34`; what belongs to no item is `chung`."""
    names = []
    for part in dims.split(";") if dims else []:
        code, _equals, item = part.partition("=")
        items = {one.code: one for one in dimensions[code].items} if code in dimensions else {}
        one = items.get(item)
        names.append((one.name_en if language.startswith("en") else one.name_vi) if one else item)
    return ", ".join(names) or _("chung")
