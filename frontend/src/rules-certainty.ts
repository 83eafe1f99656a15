// What is still certain about an answer whose inputs say “over”, “at least” or “about”: the rules of
// kernel/formulas/certainty.py once more. A test holds both equal on random rules and figures.
import { compare, type Fraction, minus, signOf, times } from "./rules-fractions.ts";

/** `=` `>` `≥` `<` `≤` `≈`, by the integers of the ledger. */
export type Operator = 0 | 1 | 2 | 3 | 4 | 5;
export const EQUAL = 0, GREATER = 1, GREATER_OR_EQUAL = 2, LESS = 3, LESS_OR_EQUAL = 4, APPROXIMATE = 5;

export interface Uncertain {
  readonly value: Fraction;
  readonly operator: Operator;
}

const INVERTED: readonly Operator[] = [EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL, APPROXIMATE];
const mayBeAbove = (one: Operator): boolean => one === GREATER || one === GREATER_OR_EQUAL || one === APPROXIMATE;
const mayBeBelow = (one: Operator): boolean => one === LESS || one === LESS_OR_EQUAL || one === APPROXIMATE;

function fromDirections(above: boolean, below: boolean): Operator {
  if (above && below) return APPROXIMATE;
  if (above) return GREATER_OR_EQUAL;
  return below ? LESS_OR_EQUAL : EQUAL;
}

/** The operator of a sum: a lone figure keeps its own. */
export function combine(operators: readonly Operator[]): Operator {
  const [only, ...others] = operators;
  if (only !== undefined && others.length === 0) return only;
  return fromDirections(operators.some(mayBeAbove), operators.some(mayBeBelow));
}

export const invert = (operator: Operator): Operator => INVERTED[operator] ?? operator;

const join = (one: Operator, other: Operator): Operator => combine([one, other].filter((each) => each !== EQUAL));
const carried = (operator: Operator, sign: number): Operator =>
  sign === 0 ? EQUAL : sign > 0 ? operator : invert(operator);

export function operatorOfProduct(factors: readonly Uncertain[]): Operator {
  return factors.reduce((left, right) => ({
    value: times(left.value, right.value),
    operator: join(carried(left.operator, signOf(right.value)), carried(right.operator, signOf(left.value))),
  })).operator;
}

export const operatorOfQuotient = (above: Uncertain, below: Uncertain): Operator =>
  join(carried(above.operator, signOf(below.value)), carried(below.operator, -signOf(above.value)));

export function operatorOfExtreme(parts: readonly Uncertain[], best: Fraction, greatest: boolean): Operator {
  const anyone = parts.map((part) => part.operator);
  const holders = parts.filter((part) => compare(part.value, best) === 0).map((part) => part.operator);
  return greatest
    ? fromDirections(anyone.some(mayBeAbove), holders.every(mayBeBelow))
    : fromDirections(holders.every(mayBeAbove), anyone.some(mayBeBelow));
}

const HOLDS: Readonly<Record<string, (sign: number) => boolean>> = {
  "=": (sign) => sign === 0,
  "!=": (sign) => sign !== 0,
  "<": (sign) => sign < 0,
  "<=": (sign) => sign <= 0,
  ">": (sign) => sign > 0,
  ">=": (sign) => sign >= 0,
};
export const isComparison = (op: string): boolean => op in HOLDS;

/** Decides a comparison; null when what was reported does not say. */
export function settle(op: string, left: Uncertain, right: Uncertain): boolean | null {
  const holds = HOLDS[op];
  if (!holds) throw new Error(`not a comparison: ${op}`);
  const operator = join(left.operator, invert(right.operator));
  const answers = new Set(possibleSigns(signOf(minus(left.value, right.value)), operator).map(holds));
  return answers.size === 1 ? answers.has(true) : null;
}

function possibleSigns(reported: number, operator: Operator): number[] {
  return [-1, 0, 1].filter((sign) => {
    if (sign === reported) return !(sign === 0 && (operator === GREATER || operator === LESS));
    return sign > reported ? mayBeAbove(operator) : mayBeBelow(operator);
  });
}
