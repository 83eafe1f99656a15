"""Which day it is, for every verb that is not told."""

from __future__ import annotations

from datetime import date

from tinhso.engines.trust import api as trust
from tinhso.kernel.clock import in_vietnam


def today() -> date:
    """Return today's date in Vietnam by the product's clock."""
    return in_vietnam(trust.now()).date()
