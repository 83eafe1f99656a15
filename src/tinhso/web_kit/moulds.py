"""Parts of a page that look alike, drawn by their template once; each of them then only fills in its own texts.

1. `Reads` names what a template takes from a thing: texts that it shows, and traits that decide what it draws.
2. The template draws the first thing of an outline (its traits, and which of its texts are empty) with a mark in place
   of each text, once for each language and table of addresses. The drawing is cut at the marks.
3. A thing of the same outline is written by putting its texts, escaped as the template escapes them, between the cuts.

What comes out is what the template would have drawn, to the byte, as long as the template does with a text nothing but
show it and ask whether it is empty: no filter, no comparison, no part of an address.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Hashable, Iterable, Mapping
from operator import attrgetter
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from tinhso.web_kit.display import language

# Characters for private use: no catalogue and no template has them, and no escaping touches them.
_OPENED, _CLOSED = "\ue000", "\ue001"
_MARK = re.compile(f"{_OPENED}(\\d+){_CLOSED}")
OUTLINES_KEPT = 1_000
"""Of one template. A form has some ten; more than this are made only by traits that ought to be texts."""

_Cuts = tuple[str, tuple[tuple[int, str], ...]]


class Reads:
    """What a template takes from a thing.

    Args:
        texts: attributes that are shown: texts, or whole numbers that nothing is asked about.
        traits: attributes whose value decides what is drawn, with few values.
        parts: attributes that are things themselves, None, or tuples of things.
    """

    def __init__(
        self, texts: Iterable[str] = (), traits: Iterable[str] = (), parts: Mapping[str, Reads] | None = None
    ) -> None:
        self.texts, self.traits = tuple(texts), tuple(traits)
        self.parts = tuple((name, attrgetter(name), reads) for name, reads in (parts or {}).items())
        self._texts_of, self._traits_of = _getter(self.texts), _getter(self.traits)

    def outline(self, thing: Any, texts: list[Any]) -> Hashable:
        """Say what decides how a thing is drawn, and add its texts to those found so far."""
        if thing is None:
            return None
        if type(thing) is tuple:
            return tuple([self.outline(one, texts) for one in thing])
        own = self._texts_of(thing)
        texts += own
        inner = [reads.outline(part(thing), texts) for _name, part, reads in self.parts]
        return (tuple([text != "" for text in own]), self._traits_of(thing), *inner)

    def marked(self, thing: Any, count: list[int]) -> Any:
        """Give the thing as its template sees it, each text a mark; counted in the order of `outline`."""
        if thing is None:
            return None
        if type(thing) is tuple:
            return tuple(self.marked(one, count) for one in thing)
        found: dict[str, Any] = dict(zip(self.traits, self._traits_of(thing), strict=True))
        for name, text in zip(self.texts, self._texts_of(thing), strict=True):
            found[name] = "" if text == "" else f"{_OPENED}{count[0]}{_CLOSED}"
            count[0] += 1
        return found | {name: reads.marked(part(thing), count) for name, part, reads in self.parts}


class Mould:
    """A template whose drawings are kept by outline, language and table of addresses.

    Args:
        template: its name; it finds the thing under `name` in its context, and nothing else.
    """

    def __init__(self, template: str, name: str, reads: Reads) -> None:
        self.template, self.name, self.reads = template, name, reads
        self._kept: dict[Hashable, _Cuts] = {}

    def draw(self, thing: Any) -> SafeString:
        """Return what the template draws of the thing."""
        texts: list[Any] = []
        outline = (language(), settings.ROOT_URLCONF, self.reads.outline(thing, texts))
        cuts = self._kept.get(outline)
        if cuts is None:
            cuts = self._cut(thing)
            if len(self._kept) >= OUTLINES_KEPT:
                self._kept.clear()
            self._kept[outline] = cuts
        written = [_written(text) for text in texts]
        first, rest = cuts
        return SafeString(first + "".join([written[place] + drawn for place, drawn in rest]))

    def draw_plainly(self, thing: Any) -> SafeString:
        """Return the same by asking the template itself; for tests."""
        return render_to_string(self.template, {self.name: thing})

    def _cut(self, thing: Any) -> _Cuts:
        first, *rest = _MARK.split(render_to_string(self.template, {self.name: self.reads.marked(thing, [0])}))
        return first, tuple((int(place), drawn) for place, drawn in zip(rest[::2], rest[1::2], strict=True))


def _written(text: Any) -> str:
    return html.escape(text) if type(text) is str else conditional_escape(text)


def _getter(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    if len(names) > 1:
        return attrgetter(*names)
    one = attrgetter(names[0]) if names else None
    return lambda thing: (one(thing),) if one else ()
