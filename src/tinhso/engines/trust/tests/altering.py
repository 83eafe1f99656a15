"""Altering a proof, one value after another, and asking the verifier each time."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from tinhso.engines.trust import verify_figure

Json = dict[str, Any]
Path = tuple[Any, ...]


def places(document: Any, path: Path = ()) -> Iterator[Path]:
    """Every text and number of a proof."""
    if isinstance(document, dict):
        for name, value in document.items():
            yield from places(value, (*path, name))
    elif isinstance(document, list):
        for number, value in enumerate(document):
            yield from places(value, (*path, number))
    else:
        yield path


def value_at(document: Json, path: Path) -> Any:
    """What stands at a place."""
    value: Any = document
    for step in path:
        value = value[step]
    return value


def changed(document: Json, path: Path, value: Any) -> Json:
    """The proof with another value at one place."""
    altered = copy.deepcopy(document)
    value_at(altered, path[:-1])[path[-1]] = value
    return altered


def another(value: Any) -> Any:
    """Another value of the same kind."""
    if isinstance(value, int):
        return value + 1
    return value[:-1] + ("1" if value[-1] != "1" else "2") if value else "x"


def is_refused(document: Json, key: verify_figure.Key) -> bool:
    """Whether the verifier says that a proof does not hold, as its command line would."""
    try:
        verify_figure.verify(document, key)
    except (verify_figure.Refused, ValueError, KeyError, TypeError, AttributeError):
        return True
    return False


def accepted_alterations(proof: Json, key: verify_figure.Key) -> list[Path]:
    """The values of a proof that holds which may be others without the verifier noticing."""
    verify_figure.verify(proof, key)
    return [p for p in places(proof) if not is_refused(changed(proof, p, another(value_at(proof, p))), key)]
