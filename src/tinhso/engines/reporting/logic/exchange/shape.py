"""The shape of the JSON, made from the mapping: checked before anything is written and when anything is read."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError, create_model

from tinhso.engines.reporting.contracts.exchange_errors import NotAMessageFile
from tinhso.engines.reporting.logic.exchange.mapping import STANDARD, ExchangeMapping, MappedField, mapping_numbered
from tinhso.engines.reporting.logic.exchange.messages import FORMAT, Document

Text = Annotated[str, StringConstraints(min_length=1)]
Number = Annotated[str, StringConstraints(pattern=r"^-?[0-9]+(\.[0-9]+)?$")]
_TYPES: dict[str, Any] = {"text": Text, "number": Number, "whole": int, "flag": bool}
_STRICT = ConfigDict(extra="forbid", strict=True)


def shape_of(version: int) -> type[BaseModel]:
    """Return the shape of a whole file by a version of the mapping.

    Raises:
        NotAMessageFile (REP-291): there is no such version.
    """
    mapping = mapping_numbered(version)
    if mapping is None:
        raise NotAMessageFile(problem=f"mapping.version = {version}")
    return _shape(version)


def json_schema(version: int) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a whole file by a version of the mapping."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | shape_of(version).model_json_schema()


def checked(document: Document) -> Document:
    """Return a document that has the shape of its mapping.

    Raises:
        NotAMessageFile (REP-291): names the first place that has not.
    """
    stated = document.get("mapping") if isinstance(document, dict) else None
    version = stated.get("version") if isinstance(stated, dict) else None
    if not isinstance(version, int):
        raise NotAMessageFile(problem="mapping.version")
    try:
        shape_of(version).model_validate(document)
    except ValidationError as error:
        first = error.errors()[0]
        raise NotAMessageFile(problem=f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    return document


@cache
def _shape(version: int) -> type[BaseModel]:
    mapping = mapping_numbered(version)
    assert mapping is not None
    messages: Any = tuple.__class_getitem__(tuple(_message(mapping, place) for place in range(len(mapping.messages))))
    stated = create_model(
        "StatedMapping", __config__=_STRICT, version=(int, ...), valid_from=(Text, ...), confirmed=(bool, ...)
    )
    return create_model(
        "Qcvn125File",
        __config__=ConfigDict(extra="forbid"),
        format=(_only(FORMAT), ...),
        standard=(_only(STANDARD), ...),
        mapping=(stated, ...),
        request=(Text, ...),
        version=(int, ...),
        illustrative=(bool, ...),
        messages=(messages, ...),
    )


def _message(mapping: ExchangeMapping, place: int) -> type[BaseModel]:
    message = mapping.messages[place]
    thing: Any = _object(f"Message{message.no}Object", message.fields)
    return create_model(
        f"Message{message.no}",
        __config__=_STRICT,
        message=(_only(message.no), ...),
        name=(_only(message.name_vi), ...),
        objects=(list[thing], ...),
    )


def _object(name: str, fields: tuple[MappedField, ...]) -> type[BaseModel]:
    made: dict[str, Any] = {}
    for field in fields:
        kind: Any = _TYPES.get(field.type)
        if field.type == "list":
            inner: Any = _object(f"{name}{field.key.title()}", field.items)
            kind = list[inner]
        made[field.key] = (kind, ...) if field.needed else (kind | None, None)
    return create_model(name, __config__=_STRICT, **made)


def _only(value: str | int) -> Any:
    """The type that is one value and nothing else."""
    return Literal.__getitem__(value)
