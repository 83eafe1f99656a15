"""Every address the product answers, found by walking the URL configuration."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

FOREIGN = ("allauth", "django.")


@dataclass(frozen=True)
class Route:
    """One address: its path pattern, its name, the methods it answers and its meaning."""

    path: str
    name: str
    methods: tuple[str, ...]
    meaning: str
    module: str


def _first_sentence(text: str | None) -> str:
    return (inspect.cleandoc(text or "").split("\n\n")[0]).replace("\n", " ")


def _walk(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[Route]:
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, path)
            continue
        view = getattr(pattern.callback, "view_class", None) or inspect.unwrap(pattern.callback)
        # django-ninja keeps one view per path; each of its operations has words of its own.
        operations = getattr(getattr(view, "__self__", None), "operations", None)
        if operations:
            meaning = " ".join(_first_sentence(op.description or op.summary) for op in operations)
            methods = tuple(sorted({method for op in operations for method in op.methods}))
        else:
            meaning = _first_sentence(view.__doc__)
            methods = tuple(getattr(view, "allowed_methods", ("GET",)))
        yield Route(path, pattern.name or "", methods, meaning, view.__module__)


def all_routes() -> list[Route]:
    """Every route, including those of libraries."""
    return sorted(_walk(get_resolver().url_patterns, ""), key=lambda route: (route.path, route.name))


def documented_routes() -> list[Route]:
    """The product's own routes; those of libraries are documented by the libraries."""
    return [route for route in all_routes() if not route.module.startswith(FOREIGN)]
