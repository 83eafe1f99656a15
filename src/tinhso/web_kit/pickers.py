"""The pickers above a page of figures: some dozens of links that differ in their texts only, drawn by a mould."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.safestring import SafeString

from tinhso.web_kit.menus import MenuLine, lines_of
from tinhso.web_kit.moulds import Mould, Reads


class Kept(NamedTuple):
    """A parameter of the address that another value leaves as it is."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class OtherValue:
    """A field for any value that is not among the options."""

    kind: str
    name: str
    label: str
    value: str
    hidden: tuple[Kept, ...]


@dataclass(frozen=True, slots=True)
class Picker:
    label: str
    value: str
    detail: str
    options: tuple[MenuLine, ...]
    other: OtherValue | None


PICKER = Mould(
    "web_kit/partials/picker.html",
    "picker",
    Reads(
        texts=("label", "value", "detail"),
        parts={
            "options": Reads(texts=("url", "label"), traits=("is_current",)),
            "other": Reads(texts=("kind", "name", "label", "value"), parts={"hidden": Reads(texts=("name", "value"))}),
        },
    ),
)


def draw_picker(
    label: str,
    value: str,
    detail: str = "",
    options: Iterable[Mapping[str, Any]] = (),
    other: Mapping[str, Any] | None = None,
) -> SafeString:
    """`{% picker label=… value=… detail=… options=… other=… %}`: options are `[{url, label, current}]`, without them it
    only shows; other (optional) is `{kind, name, label, value, hidden}`, a field for any other value."""
    field = (
        OtherValue(
            str(other["kind"]),
            str(other["name"]),
            str(other["label"]),
            str(other["value"]),
            tuple(Kept(str(name), str(kept)) for name, kept in other["hidden"]),
        )
        if other
        else None
    )
    return PICKER.draw(Picker(str(label), str(value), str(detail), lines_of(options), field))
