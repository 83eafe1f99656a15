"""Formulas and rules: one closed tree, its JSON, its text, its evaluator. Import from here only."""

from tinhso.kernel.formulas.ast import (
    MAX_DEPTH,
    MAX_NODES,
    Code,
    Node,
    Number,
    Operation,
    from_json,
    substitute,
    to_json,
    walk,
)
from tinhso.kernel.formulas.errors import (
    FormulaError,
    FormulaLoop,
    FormulaSyntax,
    FormulaTooLarge,
    MalformedFormula,
    OnlyInRules,
    UnknownOperation,
    WrongArgumentCount,
    WrongArgumentKind,
    WrongResultKind,
)
from tinhso.kernel.formulas.evaluate import Cause, Gap, Known, Lookup, Missing, evaluate, evaluate_rule
from tinhso.kernel.formulas.looking_back import look_back, looked_back
from tinhso.kernel.formulas.operations import COMPARISONS, FUNCTIONS, LOOKING_BACK, SIGNATURES, Kind, Op
from tinhso.kernel.formulas.ratio import Ratio
from tinhso.kernel.formulas.reference_periods import shifted_period
from tinhso.kernel.formulas.references import Reference, codes, order_formulas, reference_of, references
from tinhso.kernel.formulas.text import parse_formula
from tinhso.kernel.formulas.words import in_words, to_text

__all__ = [
    "COMPARISONS",
    "FUNCTIONS",
    "LOOKING_BACK",
    "MAX_DEPTH",
    "MAX_NODES",
    "SIGNATURES",
    "Cause",
    "Code",
    "FormulaError",
    "FormulaLoop",
    "FormulaSyntax",
    "FormulaTooLarge",
    "Gap",
    "Kind",
    "Known",
    "Lookup",
    "MalformedFormula",
    "Missing",
    "Node",
    "Number",
    "OnlyInRules",
    "Op",
    "Operation",
    "Ratio",
    "Reference",
    "UnknownOperation",
    "WrongArgumentCount",
    "WrongArgumentKind",
    "WrongResultKind",
    "codes",
    "evaluate",
    "evaluate_rule",
    "from_json",
    "in_words",
    "look_back",
    "looked_back",
    "order_formulas",
    "parse_formula",
    "reference_of",
    "references",
    "shifted_period",
    "substitute",
    "to_json",
    "to_text",
    "walk",
]
