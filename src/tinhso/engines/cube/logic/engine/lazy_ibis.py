"""Ibis, loaded with the first step that has to be compiled: a process that finds its statements kept never does.

Loading it and compiling the statements of one board take seconds of a start; see `statements.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import ibis as ibis
else:

    class _Ibis:
        """Stands for the module; the interpreter's own lock sees to threads that load it together."""

        def __getattr__(self, name: str) -> Any:
            import ibis as loaded

            return getattr(loaded, name)

    ibis = _Ibis()
