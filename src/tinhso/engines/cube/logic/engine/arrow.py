"""Arrow without pandas.

Arrow loads pandas, where it is installed (Ibis brings it), when the first array is made, only to ask whether the
values are one of its series: half a second of processor time and 40 MB in every process, for nothing we ever do. It
looks once; so the first array is made while pandas cannot be found.
"""

from __future__ import annotations

import sys
from importlib.abc import MetaPathFinder

import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["pa", "pc"]


class _WithoutPandas(MetaPathFinder):
    def find_spec(self, name: str, *_: object) -> None:
        if name == "pandas":
            raise ModuleNotFoundError(name=name)


def _make_the_first_array() -> None:
    finder = _WithoutPandas()
    sys.meta_path.insert(0, finder)
    try:
        pa.array([0])
    finally:
        sys.meta_path.remove(finder)


_make_the_first_array()
