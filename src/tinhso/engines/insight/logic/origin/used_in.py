"""Where an indicator is used: formulas that need it, boards that show it; versions and requests are reporting's."""

from __future__ import annotations

from collections.abc import Collection

from tinhso.engines.indicators import api as indicators
from tinhso.engines.insight.queries import boards_with_indicator
from tinhso.engines.orgs.contracts import Action, Rights
from tinhso.engines.reporting import api as reporting
from tinhso.engines.reporting.contracts import FigureUse
from tinhso.kernel import formulas
from tinhso.kernel.periods import Period

Use = FigureUse


def uses_of(code: str, period: Period, rights: Rights) -> tuple[Use, ...]:
    """List every place that uses an indicator in a period, as far as the reader knows them."""
    return reporting.uses_of_figures([code], period, rights=rights)


def formulas_and_boards(codes: Collection[str], period: Period, rights: Rights) -> tuple[Use, ...]:
    """List the formulas and the boards that use these indicators; a formula's boards count."""
    scope = rights.scope(Action.SEE_FIGURES)
    computed = [
        one
        for one in indicators.definitions(on=period.end)
        if one.formula
        and scope.knows(one.audience)
        and set(codes) & set(formulas.codes(formulas.from_json(one.formula)))
    ]
    shown = {*codes, *(one.code for one in computed)}
    return (
        *(Use("formula", one.code, one.name_vi, one.name_en) for one in computed),
        *(Use("board", board, title["vi"], title["en"]) for board, title in boards_with_indicator(shown)),
    )
