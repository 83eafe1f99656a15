"""Who uses a figure of a unit: requests that ask for it or read it, consolidations it went into, boards, formulas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tinhso.engines.indicators.contracts import DefinitionView
from tinhso.engines.insight.logic.unit_figures.lines import Name, OwnFigure
from tinhso.engines.insight.queries import Board, boards_by_indicator
from tinhso.engines.orgs.contracts import UnitView
from tinhso.engines.reporting.contracts.unit_record import Asking, SentOn
from tinhso.kernel.formulas import codes, from_json

REQUEST, READING, VERSION, BOARD, FORMULA = "request", "reading", "version", "board", "formula"


@dataclass(frozen=True, slots=True)
class OwnUse:
    """One place that uses a figure.

    Attributes:
        agency: whose use it is, None for boards and formulas.
        code: of the board or the indicator; `asking` and `sent_on` say the rest.
    """

    kind: str
    agency: UnitView | None = None
    code: str = ""
    name_vi: str = ""
    name_en: str = ""
    asking: Asking | None = None
    sent_on: SentOn | None = None

    def name(self, language: str = "vi") -> str:
        return self.name_en if language.startswith("en") else self.name_vi


@dataclass(frozen=True, slots=True)
class OwnLine:
    """One indicator of the unit: its newest figure, what is still awaited, who uses it.

    Attributes:
        figure: None while the unit has reported nothing.
        awaited: the request that waits for a newer figure, None where none does.
    """

    definition: DefinitionView
    dims: str
    figure: OwnFigure | None
    awaited: Asking | None
    uses: tuple[OwnUse, ...] = field(default=())

    @property
    def agencies(self) -> tuple[UnitView, ...]:
        """The agencies that use it, each once."""
        return tuple({use.agency.id: use.agency for use in self.uses if use.agency is not None}.values())


def own_lines(
    figures: Mapping[Name, OwnFigure], askings: Sequence[Asking], definitions: Mapping[str, DefinitionView]
) -> list[OwnLine]:
    """Put figures, what is asked and who uses it together; one query."""
    awaited = _awaited(figures, askings, definitions)
    boards, computed = boards_by_indicator(), _formulas(definitions.values())
    lines = []
    for code, dims in {**figures, **awaited}:
        figure = figures.get((code, dims))
        line = OwnLine(figure.definition if figure else definitions[code], dims, figure, awaited.get((code, dims)))
        uses = [*_of_requests(line, askings), *_of_boards(code, boards), *computed.get(code, ())]
        lines.append(OwnLine(line.definition, dims, figure, line.awaited, tuple(uses)))
    return lines


def _awaited(
    figures: Mapping[Name, OwnFigure], askings: Sequence[Asking], definitions: Mapping[str, DefinitionView]
) -> dict[Name, Asking]:
    """What reports that were not sent yet still ask for; the earliest deadline of each figure."""
    found: dict[Name, Asking] = {}
    waiting = [one for one in askings if one.assignment_id and not one.is_sent]
    for one in sorted(waiting, key=_due):
        for name in one.asked:
            known = figures.get(name)
            if name[0] in definitions and (known is None or known.period.end < one.period.end):
                found.setdefault(name, one)
    return found


def _due(asking: Asking) -> datetime:
    return asking.due_at or asking.opened_at


def _of_requests(line: OwnLine, askings: Sequence[Asking]) -> Iterable[OwnUse]:
    name = line.definition.code, line.dims
    for one in askings:
        about = line.figure is not None and one.is_about(line.figure.period)
        waits = line.awaited is not None and one.is_about(line.awaited.period)
        if name not in one.uses or not (about or waits):
            continue
        yield OwnUse(READING if name in one.read and not one.assignment_id else REQUEST, one.assigner, asking=one)
        if about and one.is_sent:
            yield from (OwnUse(VERSION, sent.sender, asking=one, sent_on=sent) for sent in one.sent_on)


def _of_boards(code: str, boards: Mapping[str, Sequence[Board]]) -> Iterable[OwnUse]:
    for board, title in boards.get(code, ()):
        names = dict(title)
        yield OwnUse(BOARD, code=board, name_vi=names["vi"], name_en=names["en"])


def _formulas(definitions: Iterable[DefinitionView]) -> dict[str, list[OwnUse]]:
    """By indicator, the computed indicators that need it."""
    found: dict[str, list[OwnUse]] = {}
    for one in definitions:
        for part in codes(from_json(one.formula)) if one.formula else ():
            found.setdefault(part, []).append(OwnUse(FORMULA, None, one.code, one.name_vi, one.name_en))
    return found
