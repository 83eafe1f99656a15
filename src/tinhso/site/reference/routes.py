"""Every address the product answers, found by walking the URL configuration."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
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


HTTP_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"}
MACHINE_FACE = "api/v1/"


def _first_sentence(text: str | None) -> str:
    return (inspect.cleandoc(text or "").split("\n\n")[0]).replace("\n", " ")


def _methods(callback: Callable[..., object]) -> tuple[str, ...]:
    """The methods a view answers: Django's decorators keep them in their closure, ours in an attribute."""
    declared = getattr(callback, "allowed_methods", None)
    view: object = callback
    while declared is None and view is not None:
        cells = [cell.cell_contents for cell in getattr(view, "__closure__", None) or ()]
        lists = [cell for cell in cells if isinstance(cell, list | tuple) and cell and set(cell) <= HTTP_METHODS]
        declared = lists[0] if lists else None
        view = getattr(view, "__wrapped__", None)
    return tuple(method for method in declared or ("GET",) if method != "HEAD")


def _walk(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[Route]:
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if path.startswith(MACHINE_FACE):
            continue
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, path)
            continue
        view = getattr(pattern.callback, "view_class", None) or inspect.unwrap(pattern.callback)
        yield Route(
            path, pattern.name or "", _methods(pattern.callback), _first_sentence(view.__doc__), view.__module__
        )


def _machine_routes() -> Iterator[Route]:
    """The operations of the machine face, with the words of its OpenAPI document."""
    from tinhso.surfaces.rest.api import api

    for path, operations in api.get_openapi_schema()["paths"].items():
        meaning = " ".join(_first_sentence(one.get("description") or one["summary"]) for one in operations.values())
        methods = tuple(sorted(method.upper() for method in operations))
        yield Route(path.lstrip("/"), "", methods, meaning, "tinhso.surfaces.rest.api")


def all_routes() -> list[Route]:
    """Every route, including those of libraries."""
    routes = [*_walk(get_resolver().url_patterns, ""), *_machine_routes()]
    return sorted(routes, key=lambda route: (route.path, route.name))


def documented_routes() -> list[Route]:
    """The product's own routes; those of libraries are documented by the libraries."""
    return [route for route in all_routes() if not route.module.startswith(FOREIGN)]
