"""Rules that check figures: what a package says, and the conditions that the three evaluators decide."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from tinhso.engines.reporting.contracts.states import Severity
from tinhso.engines.reporting.contracts.tasks import Finding, UndecidedRule
from tinhso.kernel.data_block import LastingParts
from tinhso.kernel.formulas import Node
from tinhso.kernel.periods import Period

THIS: Final = "this"
"""The code by which a rule speaks of whichever figure it looks at."""


class RuleKind(StrEnum):
    """What a rule compares; all but the first are conditions with parameters."""

    CONDITION = "condition"  # any condition: identity, range, across periods, forms, units below
    RATIO = "ratio"  # a share above its limit, with the denominator it implies
    SLIP = "slip"  # ten, a hundred, a thousand times the figure's own past
    JUMP = "jump"  # far outside the figure's own past
    COPIED = "copied"  # the same as in the periods before, to the digit


@dataclass(frozen=True, slots=True)
class AppliesTo:
    """Which indicators a rule about `this` looks at; an empty part says nothing."""

    indicators: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    natures: tuple[str, ...] = ()

    def takes(self, code: str, kind: str, nature: str) -> bool:
        """Say whether an indicator is meant."""
        pairs = (self.indicators, code), (self.kinds, kind), (self.natures, nature)
        return all(not wanted or found in wanted for wanted, found in pairs)


@dataclass(frozen=True, slots=True)
class Wording:
    """One way to say what was found; `{name}` stands for a shown value, `{before}` for “tháng trước”.

    The first wording whose values are all there is used. `with_repair`: only where there is (True), is not (False) a
    value that would mend the figure.
    """

    vi: str
    en: str
    with_repair: bool | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A value for the words: a formula, and the decimals it is rounded to (None: as many as it has, 2 at most)."""

    name: str
    formula: Node
    decimals: int | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """One condition, ready to be decided.

    Attributes:
        rule: code of the rule it belongs to; of one rule only the first broken check is told at a figure.
        code: code of the finding (`slip`, `identity:<code>`, `rule:<code>`).
        at: indicator at whose figure it is told; `this` for each that `applies_to` takes.
        row_no: row at which it is told, for the rules of a form.
        repair: the value that would mend the figure.
        only_typed: whether it looks only at figures that people typed.
        guard: a condition that must hold before this one can be broken; several checks share it, so that it is
            decided once. It is a part of `condition` too: leaving it out changes no answer.
        yields_to: rules that have the word where they have found something at the same figure.
    """

    rule: str
    code: str
    severity: Severity
    condition: Node
    wordings: tuple[Wording, ...]
    at: str = ""
    row_no: str = ""
    shown: tuple[Shown, ...] = ()
    repair: Node | None = None
    only_typed: bool = False
    guard: Node | None = None
    yields_to: tuple[str, ...] = ()
    applies_to: AppliesTo = field(default=AppliesTo())
    shows_compared: bool = True


@dataclass(frozen=True, slots=True)
class RuleDefinition:
    """One immutable version of a rule of a package."""

    code: str
    version: int
    valid_from: date
    valid_to: date | None
    kind: RuleKind
    name_vi: str
    name_en: str
    source: str
    checks: tuple[Check, ...]
    definition: Any

    def name(self, language: str = "vi") -> str:
        return self.name_en if language.startswith("en") else self.name_vi


@dataclass(frozen=True, slots=True)
class RuleAnswers:
    """What the rules of a form say: broken ones as findings, and those that nobody can decide yet."""

    broken: tuple[Finding, ...]
    undecided: tuple[UndecidedRule, ...]


NO_ANSWERS = RuleAnswers((), ())


@dataclass(frozen=True, slots=True)
class RulePacket:
    """The rules of a form and the figures beyond it, as plain data (docs/howto/check-in-the-browser.md).

    Attributes:
        rows: by row number the key of its figure.
        decimals: by row number, for repairs.
        values: by key a figure `{value, operator}` or `{missing}`.
        computed: by key the tree of a figure that follows from others.
        checks: see `logic/rules/rule_packet.py`.
        before: “tháng trước”, “last month”.
    """

    rows: dict[str, str]
    decimals: dict[str, int]
    values: dict[str, dict[str, Any]]
    computed: dict[str, Any]
    checks: LastingParts
    before: tuple[str, str]

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "rows": self.rows,
            "decimals": self.decimals,
            "values": self.values,
            "computed": self.computed,
            "checks": self.checks,
            "before": {"vi": self.before[0], "en": self.before[1]},
        }


@dataclass(frozen=True, slots=True)
class RulePackets:
    """The packets of many units' forms of one request: what they share once, and of each unit only its figures.

    Attributes:
        shared: what every form has, without a unit's figures.
        packets: by assignment its whole packet; `to_json` leaves out what is shared.
    """

    shared: RulePacket
    packets: dict[int, RulePacket]

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data: `keys` names the figures, each unit's `values` follow in that order.

        An exact figure is its text, one that nobody reported is null, one that the packet does not have is false.
        """
        keys = sorted({key for packet in self.packets.values() for key in packet.values})
        return {
            "packet": self.shared.to_json(),
            "keys": keys,
            "units": {
                str(number): {
                    "values": [_short(packet.values.get(key)) for key in keys],
                    "computed": {
                        key: tree for key, tree in packet.computed.items() if self.shared.computed.get(key) != tree
                    },
                }
                for number, packet in self.packets.items()
            },
        }


def _short(packed: dict[str, Any] | None) -> str | dict[str, Any] | bool | None:
    if packed is None:
        return False
    if packed.get("missing") == "not_reported":
        return None
    return str(packed["value"]) if packed.get("operator") == 0 else packed


@dataclass(frozen=True, slots=True)
class UnitFinding:
    """A rule that a unit's figures in the ledger break; `compared` are the exact figures by key, as fractions."""

    unit_id: int
    unit_code: str
    indicator: str
    rule: str
    code: str
    severity: Severity
    message_vi: str
    message_en: str
    suggestion: Decimal | None
    compared: dict[str, str]

    @property
    def order(self) -> tuple[str, str, str]:
        """Unit, indicator, rule: the order of lists and files."""
        return self.unit_code, self.indicator, self.rule

    def message(self, language: str = "vi") -> str:
        return self.message_en if language.startswith("en") else self.message_vi


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How often a rule was kept, broken, left undecided."""

    rule: str
    kept: int
    broken: int
    undecided: int

    def with_kept(self, count: int) -> RuleCount:
        return replace(self, kept=self.kept + count)

    def with_broken(self) -> RuleCount:
        return replace(self, broken=self.broken + 1)

    def with_undecided(self) -> RuleCount:
        return replace(self, undecided=self.undecided + 1)


@dataclass(frozen=True, slots=True)
class RuleSurvey:
    """The rules over all units of a level for one period."""

    period: Period
    level: str
    counts: tuple[RuleCount, ...]
    findings: tuple[UnitFinding, ...]
