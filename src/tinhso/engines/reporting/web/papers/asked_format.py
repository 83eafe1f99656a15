"""The form of file that an address asks for."""

from __future__ import annotations

from tinhso.engines.reporting.contracts.errors import UnknownPaperFormat
from tinhso.kernel.papers import PaperFormat


def asked_format(text: str) -> PaperFormat:
    """Read the last part of an address.

    Raises:
        UnknownPaperFormat (REP-112).
    """
    if text not in set(PaperFormat):
        raise UnknownPaperFormat(form=text)
    return PaperFormat(text)
