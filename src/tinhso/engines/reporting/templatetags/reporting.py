"""`{% load reporting %}`: names and titles in the reader's language."""

from __future__ import annotations

from typing import Protocol

from django import template

from tinhso.web_kit.display import language

register = template.Library()


class Named(Protocol):
    """Anything with a name in two languages: a unit, a form, a row."""

    def name(self, language: str = "vi") -> str: ...


class Titled(Protocol):
    """Anything with a title in two languages: a request, a task."""

    def title(self, language: str = "vi") -> str: ...


@register.filter
def named(thing: Named | None) -> str:
    """`{{ unit|named }}`: its name in the reader's language, nothing for None."""
    return thing.name(language()) if thing else ""


@register.filter
def titled(thing: Titled | None) -> str:
    """`{{ card|titled }}`: its title in the reader's language, nothing for None."""
    return thing.title(language()) if thing else ""
