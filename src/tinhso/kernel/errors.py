"""The one family of errors that people and machines see.

Every error has a stable code, a title and a message in Vietnamese and English, and answers `problem()` as RFC 9457
problem details. A message says what happened, with which value, and what to do; the place (file, row, column, cell)
travels beside it as `Where`.

    class AmbiguousNumber(TinhSoError):
        code = "KER-051"
        title_vi, title_en = "Số viết không rõ", "Ambiguous number"
        message_vi = "“{text}” có thể đọc hai cách; hãy khai báo vi hoặc en."
        message_en = "“{text}” can be read in two ways; declare vi or en."

    raise AmbiguousNumber(text="1.637", row=12)

English tells one from many: `{count:place needs|places need}` is “1 place needs” or “3 places need”.
"""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from types import MappingProxyType
from typing import Any, ClassVar, Self

_CODE = re.compile(r"[A-Z]{3}-[0-9]{3}")
_TWO_FORMS = re.compile(r"\{(\w+):[^|{}]*\|([^|{}]*)\}")
_REGISTRY: dict[str, type[TinhSoError]] = {}
_PLACE_WORDS = {
    "vi": {"file": "tệp", "line": "dòng", "row": "dòng", "column": "cột", "cell": "ô", "field": "trường"},
    "en": {"file": "file", "line": "line", "row": "row", "column": "column", "cell": "cell", "field": "field"},
}


@dataclass(frozen=True, slots=True)
class Where:
    """The place in somebody's material that an error speaks of; every part may be unknown."""

    file: str | None = None
    line: int | None = None
    row: int | None = None
    column: str | int | None = None
    cell: str | None = None
    field: str | None = None

    def known(self) -> dict[str, str | int]:
        """Return only the known parts, in the order file, line, row, column, cell, field."""
        return {name: value for name, value in asdict(self).items() if value is not None}

    def text(self, language: str = "vi") -> str:
        """Say the place in words, empty when nothing is known."""
        words = _PLACE_WORDS[_language(language)]
        return ", ".join(f"{words[name]} {value}" for name, value in self.known().items())


_PLACE_NAMES = frozenset(part.name for part in fields(Where))


class _Counting(string.Formatter):
    """Fills in a sentence; a number with two forms behind it (`{count:place|places}`) is followed by its own."""

    def format_field(self, value: Any, format_spec: str) -> str:
        one, both, many = format_spec.partition("|")
        if not both:
            return str(super().format_field(value, format_spec))
        return f"{value} {one if str(value) == '1' else many}"


_WORDS = _Counting()


class TinhSoError(Exception):
    """Base of every error with a code. A subclass without a code is an abstract family and cannot be raised.

    Keyword arguments fill the templates; `file`, `line`, `row`, `column`, `cell` and `field` also make up `where`,
    whether or not a template mentions them.

    Raises:
        TypeError: at class creation for a malformed, repeated or inherited code, or a missing text; at construction
            when a detail that a template needs is not given (an error that cannot explain itself is a defect).
    """

    code: ClassVar[str] = ""
    title_vi: ClassVar[str] = ""
    title_en: ClassVar[str] = ""
    message_vi: ClassVar[str] = ""
    message_en: ClassVar[str] = ""
    status: ClassVar[int] = 422
    # Where a person goes to mend it: the name of a page's route, and what the link says.
    way: ClassVar[str] = ""
    way_vi: ClassVar[str] = ""
    way_en: ClassVar[str] = ""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.code:
            _register(cls)

    def __init__(self, *, where: Where | None = None, **details: Any) -> None:
        if not self.code:
            raise TypeError(f"{type(self).__qualname__} has no code: raise one of its subclasses")
        missing = sorted(_needed_details(type(self)) - details.keys())
        if missing:
            raise TypeError(f"{type(self).__qualname__} ({self.code}) needs the details {', '.join(missing)}")
        self.details: Mapping[str, Any] = MappingProxyType(dict(details))
        named_place = {name: details[name] for name in _PLACE_NAMES & details.keys()}
        self.where: Where = Where(**((where.known() if where else {}) | named_place))
        super().__init__(self.code)

    def at(self, **place: str | int | None) -> Self:
        """Return the same error with more of its place known: `raise error.at(file="a.csv", row=3) from error`."""
        return type(self)(where=self.where, **(dict(self.details) | place))

    def title(self, language: str = "vi") -> str:
        """Return the short title, the same for every occurrence of the code."""
        return self.title_en if _language(language) == "en" else self.title_vi

    def message(self, language: str = "vi") -> str:
        """Return the sentence for people, without the place (a list of rejections has its own row column)."""
        template = self.message_en if _language(language) == "en" else self.message_vi
        return _WORDS.vformat(template, (), self.details)

    def way_label(self, language: str = "vi") -> str:
        """Return what the link to the mending page says."""
        return self.way_en if _language(language) == "en" else self.way_vi

    def located_message(self, language: str = "vi") -> str:
        """Return the sentence for people with the place in front."""
        place = self.where.text(language)
        return f"{place}: {self.message(language)}" if place else self.message(language)

    def problem(self, language: str = "vi") -> dict[str, Any]:
        """Return RFC 9457 problem details; `code` and `where` are extension members."""
        document: dict[str, Any] = {
            "type": f"urn:tinhso:error:{self.code}",
            "title": self.title(language),
            "status": self.status,
            "detail": self.message(language),
            "code": self.code,
        }
        if place := self.where.known():
            document["where"] = place
        return document

    def __str__(self) -> str:
        return f"{self.code} {self.located_message('en')}"

    def __reduce__(self) -> tuple[Any, ...]:
        # Exception pickles positional arguments only; errors cross process borders in worker pools.
        return _rebuild, (type(self), self.where, dict(self.details))


def with_many(template: str) -> str:
    """Return a sentence as it is documented: with its details' names, and the words for many behind a number.

    >>> with_many("{count:place needs|places need} a look: {list_en}.")
    '{count} places need a look: {list_en}.'
    """
    return _TWO_FORMS.sub(r"{\1} \2", template)


def registered_errors() -> dict[str, type[TinhSoError]]:
    """Return every error with a code that has been imported so far, sorted by code."""
    return dict(sorted(_REGISTRY.items()))


def _register(cls: type[TinhSoError]) -> None:
    """Refuse a class that could not be documented or told apart, then remember it."""
    if "code" not in cls.__dict__:
        raise TypeError(f"{cls.__qualname__} must state its own code, it inherits {cls.code}")
    if not _CODE.fullmatch(cls.code):
        raise TypeError(f"{cls.__qualname__}: code {cls.code!r} must look like KER-001")
    empty = [name for name in ("title_vi", "title_en", "message_vi", "message_en") if not getattr(cls, name)]
    if empty:
        raise TypeError(f"{cls.__qualname__} ({cls.code}) has no {', '.join(empty)}")
    known = _REGISTRY.get(cls.code)
    # Importing one module twice (a reload) makes the same class again: not a clash.
    if known and (known.__module__, known.__qualname__) != (cls.__module__, cls.__qualname__):
        raise TypeError(f"code {cls.code} of {cls.__qualname__} is already used by {known.__qualname__}")
    _needed_details(cls)
    _REGISTRY[cls.code] = cls


def _needed_details(cls: type[TinhSoError]) -> set[str]:
    """Return the names of the placeholders of both templates (a broken template raises ValueError)."""
    parsed = [*string.Formatter().parse(cls.message_vi), *string.Formatter().parse(cls.message_en)]
    return {re.split(r"[.\[]", name)[0] for _, name, _, _ in parsed if name}


def _language(tag: str) -> str:
    """Reduce a language tag (`en`, `en-gb`, `vi`) to one of our two; Vietnamese is the source language."""
    return "en" if tag.lower().split("-")[0] == "en" else "vi"


def _rebuild(cls: type[TinhSoError], where: Where, details: dict[str, Any]) -> TinhSoError:
    return cls(where=where, **details)
