"""Where an indicator is used: formulas that need it, boards that show it, requests that ask for it."""

from __future__ import annotations

from dataclasses import dataclass

from tinhso.engines.indicators import api as indicators
from tinhso.engines.insight.queries import boards_with_indicator
from tinhso.engines.orgs.contracts import Action, Rights
from tinhso.engines.reporting import api as reporting
from tinhso.kernel import formulas
from tinhso.kernel.periods import Period


@dataclass(frozen=True, slots=True)
class Use:
    """One place that uses a figure. `kind` is formula, board or request."""

    kind: str
    code: str
    name_vi: str
    name_en: str

    def name(self, language: str) -> str:
        return self.name_en if language.startswith("en") else self.name_vi


def uses_of(code: str, period: Period, rights: Rights) -> tuple[Use, ...]:
    """List the places that use an indicator in a period, as far as the reader knows them; a formula's boards count."""
    floor = rights.scope(Action.SEE_FIGURES).publication_floor
    publications = ["public"] if floor == "public" else None
    computed = [
        one
        for one in indicators.definitions(on=period.end, publications=publications)
        if one.formula and code in formulas.codes(formulas.from_json(one.formula))
    ]
    shown = {code, *(one.code for one in computed)}
    requests = reporting.requests_using([code], period.code)
    return (
        *(Use("formula", one.code, one.name_vi, one.name_en) for one in computed),
        *(Use("board", board, title["vi"], title["en"]) for board, title in boards_with_indicator(shown)),
        *(Use("request", *one) for one in requests),
    )
