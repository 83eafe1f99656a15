"""The definition behind a code that stands in an address; what does not exist answers like what may not be seen."""

from __future__ import annotations

from tinhso.engines.cube.contracts import UnknownIndicator
from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import DefinitionView
from tinhso.engines.indicators.contracts import UnknownIndicator as NotDefined
from tinhso.kernel.periods import Period


def definition_in(code: str, period: Period, tree_size: int | None) -> DefinitionView:
    """Return the definition in force on a period's last day, as known at a checkpoint.

    Raises:
        UnknownIndicator (CUB-002)
    """
    try:
        return indicators.definition(code, on=period.end, as_of=tree_size)
    except NotDefined as error:
        raise UnknownIndicator(indicator=code, period=period.code) from error
