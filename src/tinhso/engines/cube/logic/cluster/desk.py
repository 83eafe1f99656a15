"""A question's workspace on the cluster: the same verbs as in this process, over views of a session of its own."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from functools import lru_cache, reduce
from typing import TYPE_CHECKING, Any

from tinhso.engines.cube.logic.cluster.connecting import new_session, said_plainly
from tinhso.engines.cube.logic.cluster.dialect import DIGITS, statement
from tinhso.engines.cube.logic.engine.arrow import pa
from tinhso.engines.cube.logic.engine.lazy_ibis import ibis
from tinhso.engines.cube.logic.engine.statements import kept
from tinhso.engines.cube.logic.engine.workspace import Workspace
from tinhso.engines.cube.logic.steps.tables import SCHEMAS

if TYPE_CHECKING:
    from tinhso.engines.cube.logic.engine.workspace import Step

_IN_FILES = {"int64": "BIGINT", "string": "STRING"}
_KEPT = {
    "int8": "TINYINT", "int32": "INT", "int64": f"DECIMAL({DIGITS}, 0)", "string": "STRING", "boolean": "BOOLEAN",
}  # fmt: skip


class OnCluster(Workspace):
    """A session of Spark; what it keeps lies in the workers' memory until `close`."""

    def __init__(self, session: Any) -> None:
        self._session = session
        self._ibis = ibis.pyspark.connect(session)
        self._lying: list[Any] = []
        self._parts: dict[str, list[Any]] = {}

    def register(self, name: str, arrow: pa.Table) -> None:
        with said_plainly():
            self._session.createDataFrame(arrow).createOrReplaceTempView(name)

    def read(self, name: str, files: Sequence[str]) -> None:
        columns = ", ".join(f"{column} {_IN_FILES[kind]}" for column, kind in SCHEMAS[name].items())
        with said_plainly():
            self._session.read.schema(columns).parquet(*files).createOrReplaceTempView(name)

    def view(self, name: str, sql: str) -> None:
        with said_plainly():
            self._ibis.raw_sql(sql).createOrReplaceTempView(name)

    def define(self, name: str, step: Step, *flags: Hashable) -> None:
        self.view(name, written(step, *flags))

    def create(self, name: str) -> None:
        columns = ", ".join(f"CAST(NULL AS {_KEPT[kind]}) AS {column}" for column, kind in SCHEMAS[name].items())
        self._parts[name] = []
        self.view(name, f"SELECT {columns} WHERE FALSE")

    def keep(self, name: str, step: Step, *flags: Hashable) -> None:
        with said_plainly():
            self._laid_down(name, written(step, *flags)).createOrReplaceTempView(name)

    def settle(self, name: str) -> None:
        with said_plainly():
            self._session.table(name).count()

    def append(self, name: str, step: Step, *flags: Hashable) -> None:
        with said_plainly():
            self._parts[name].append(self._laid_down(name, written(step, *flags)))
            reduce(lambda one, other: one.unionByName(other), self._parts[name]).createOrReplaceTempView(name)

    def stored(self, name: str) -> pa.Table:
        with said_plainly():
            return self._session.table(name).toArrow()

    def rows(self, step: Step, *flags: Hashable) -> list[tuple[Any, ...]]:
        with said_plainly():
            found = self._ibis.raw_sql(written(step, *flags)).toArrow()
        return [tuple(map(_plain, row)) for row in zip(*(column.to_pylist() for column in found.columns), strict=True)]

    def close(self) -> None:
        """Give back what the workers keep for this question."""
        with said_plainly():
            for frame in self._lying:
                frame._jdf.queryExecution().analyzed().rdd().unpersist(False)

    def _laid_down(self, name: str, sql: str) -> Any:
        """Return a frame that is computed once, whoever reads it first; columns as the catalogue has them."""
        frame = self._ibis.raw_sql(sql)
        if name in SCHEMAS:
            frame = frame.selectExpr(
                *(f"CAST({column} AS {_KEPT[kind]}) AS {column}" for column, kind in SCHEMAS[name].items())
            )
        # Cut off from how it was made: a plan that goes on growing is analysed anew by each step that follows.
        frame = frame.localCheckpoint(eager=False)
        self._lying.append(frame)
        return frame


@contextmanager
def cluster_workspace() -> Iterator[OnCluster]:
    """Open a session on the cluster for one question.

    Raises:
        ClusterOutOfReach (CUB-015)
    """
    desk = OnCluster(new_session())
    try:
        yield desk
    finally:
        desk.close()


@lru_cache(maxsize=1024)
def written(step: Step, *flags: Hashable) -> str:
    """Return the statement of a step for Spark."""
    name = f"spark {step.__module__}.{step.__qualname__}({', '.join(map(repr, flags))})"
    return kept(name, lambda: statement(step(*flags)))


def _plain(value: Any) -> Any:
    """Wide whole numbers come as decimals without a fraction."""
    return int(value) if isinstance(value, Decimal) else value
