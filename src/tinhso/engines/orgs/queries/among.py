"""`field__among=ids`: one of some whole numbers, as `in`, but on PostgreSQL in the same words however many they are.

A statement that is worded by the number of its parameters is another statement for every person, and planned anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field
from django.db.models.fields.related import ForeignObject
from django.db.models.lookups import In
from django.db.models.sql.compiler import SQLCompiler


class Among(In):
    """Numbers only; a queryset stays with `in`."""

    lookup_name = "among"

    def get_prep_lookup(self) -> frozenset[int]:
        return frozenset(int(one) for one in self.rhs)

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        # In one order: SQLite keeps what it read of the last statements by their text, people read them in logs.
        self.rhs = sorted(self.rhs)
        return super().as_sql(compiler, connection)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        if not self.rhs:
            raise EmptyResultSet
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s::bigint[])", [*parameters, array_of(self.rhs)]


def array_of(numbers: Iterable[int]) -> str:
    """Whole numbers as PostgreSQL's literal of an array; the driver would give every length and size its own type."""
    return "{" + ",".join(map(str, sorted(map(int, numbers)))) + "}"


def register() -> None:
    """Let every field be asked so; a foreign key by its number."""
    Field.register_lookup(Among)
    ForeignObject.register_lookup(Among)
