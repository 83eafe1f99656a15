// The evaluator of formulas and rules: the same JSON and the same answers as kernel/formulas/evaluate.py and the cube.
// Values are exact; a missing part makes a value missing and a rule undecided unless it makes no difference (Kleene).
import {
  combine, EQUAL, invert, isComparison, type Operator, operatorOfExtreme, operatorOfProduct, operatorOfQuotient,
  settle, type Uncertain,
} from "./rules-certainty.ts";
import { compare, type Fraction, fraction, minus, over, plus, readFraction, signOf, times } from "./rules-fractions.ts";

export type Tree =
  | { readonly op: string; readonly args: readonly Tree[] }
  | { readonly code: string; readonly where?: Readonly<Record<string, string>> }
  | { readonly number: string };

/** Why there is no value, and which reference lacks it (empty for a division by zero). */
export interface Cause {
  readonly reason: string;
  readonly reference: string;
}
export interface Missing {
  readonly causes: readonly Cause[];
}
export type Answer = Uncertain | Missing;
/** Gives the value of a reference by its key: `villages`, `villages~p1`, `villages[sex=F]~year_to_date`. */
export type Lookup = (key: string) => Answer;

const LOOKING_BACK = ["lowest", "highest", "answered"];
const SERIES = ["year_to_date", "same_period_last_year", "previous_period", "children", ...LOOKING_BACK];
const HUNDRED: Fraction = fraction(100n);

export const isMissing = (answer: Answer | boolean): answer is Missing => typeof answer === "object" && "causes" in answer;
export const because = (reason: string, reference = ""): Missing => ({ causes: [{ reason, reference }] });

/** Computes a formula. */
export function evaluate(tree: Tree, lookup: Lookup): Answer {
  if ("number" in tree) return { value: readFraction(tree.number), operator: EQUAL };
  if ("code" in tree || SERIES.includes(tree.op)) return lookup(keyOf(tree));
  const answers = tree.args.map((part) => evaluate(part, lookup));
  const known = answers.filter((answer): answer is Uncertain => !isMissing(answer));
  return known.length < answers.length ? together(answers) : arithmetic(tree.op, known);
}

/** Decides a rule: true, false, or what is missing to decide it. */
export function evaluateRule(tree: Tree, lookup: Lookup): boolean | Missing {
  if (!("op" in tree)) throw new Error("not a rule");
  const { op, args } = tree;
  if (isComparison(op)) return compared(op, part(args, 0), part(args, 1), lookup);
  if (op === "between") {
    const value = part(args, 0);
    return connect("and", [compared("<=", part(args, 1), value, lookup), compared("<=", value, part(args, 2), lookup)]);
  }
  return connect(op, args.map((each) => evaluateRule(each, lookup)));
}

/** The key of a code or of functions of periods around one; the server writes the same (`Reference.key`). */
export function keyOf(tree: Tree): string {
  const found = { code: "", children: false, year: false, looking: "", periods: 0, years: 0 };
  let node = tree;
  while (!("code" in node)) {
    if (!("op" in node)) throw new Error("not a series");
    const length = node.args[1];
    if (node.op === "previous_period") found.periods += 1;
    else if (node.op === "same_period_last_year") found.years += 1;
    else if (node.op === "year_to_date") found.year = true;
    else if (node.op === "children") found.children = true;
    else found.looking = node.op + (length && "number" in length ? length.number : "");
    node = part(node.args, 0);
  }
  // By code units, as the server sorts: both are plain ASCII.
  const where = Object.entries(node.where ?? {}).sort(([one], [other]) => (one < other ? -1 : 1));
  const parts = [node.code + (where.length ? `[${where.map((pair) => pair.join("=")).join(";")}]` : "")];
  if (found.children) parts.push("children");
  if (found.year) parts.push("year_to_date");
  if (found.looking) parts.push(found.looking);
  if (found.periods) parts.push(`p${found.periods}`);
  if (found.years) parts.push(`y${found.years}`);
  return parts.join("~");
}

/** Every key a tree asks for, each once, in order of appearance. */
export function keysOf(tree: Tree): string[] {
  if ("number" in tree) return [];
  if ("code" in tree || SERIES.includes(tree.op)) return [keyOf(tree)];
  return [...new Set(tree.args.flatMap(keysOf))];
}

function compared(op: string, left: Tree, right: Tree, lookup: Lookup): boolean | Missing {
  const one = evaluate(left, lookup), other = evaluate(right, lookup);
  if (isMissing(one) || isMissing(other)) return together([one, other]);
  return settle(op, one, other) ?? because("undecided");
}

function connect(op: string, parts: readonly (boolean | Missing)[]): boolean | Missing {
  const [first = because("undecided"), second = because("undecided")] = parts;
  if (op === "not") return negate(first);
  if (op === "implies") return connect("or", [negate(first), second]);
  const settling = op === "or";
  if (parts.includes(settling)) return settling;
  const missing = parts.filter(isMissing);
  return missing.length ? together(missing) : !settling;
}

const negate = (one: boolean | Missing): boolean | Missing => (isMissing(one) ? one : !one);

function arithmetic(op: string, parts: readonly Uncertain[]): Answer {
  const values = parts.map((each) => each.value), operators = parts.map((each) => each.operator);
  const [one, other] = parts as [Uncertain, Uncertain];
  if (op === "+" || op === "sum") return { value: values.reduce(plus), operator: combine(operators) };
  if (op === "-") return { value: minus(one.value, other.value), operator: combine([one.operator, invert(other.operator)]) };
  if (op === "*") return { value: values.reduce(times), operator: operatorOfProduct(parts) };
  if (op === "min" || op === "max") return extreme(op === "max", parts);
  return quotient(op, one, other);
}

function quotient(op: string, above: Uncertain, below: Uncertain): Answer {
  if (signOf(below.value) === 0) return because("division_by_zero");
  const operator: Operator = operatorOfQuotient(above, below);
  const upper = op === "growth" ? minus(above.value, below.value) : above.value;
  const value = over(upper, below.value);
  return { value: op === "/" ? value : times(HUNDRED, value), operator };
}

function extreme(greatest: boolean, parts: readonly Uncertain[]): Uncertain {
  const better = (one: Fraction, other: Fraction): Fraction => {
    const sign = compare(one, other);
    return (greatest ? sign >= 0 : sign <= 0) ? one : other;
  };
  const value = parts.map((each) => each.value).reduce(better);
  return { value, operator: operatorOfExtreme(parts, value, greatest) };
}

function together(answers: readonly (Answer | boolean)[]): Missing {
  const causes = new Map<string, Cause>();
  for (const cause of answers.flatMap((answer) => (isMissing(answer) ? answer.causes : []))) {
    causes.set(`${cause.reason} ${cause.reference}`, cause);
  }
  return { causes: [...causes.values()] };
}

function part(args: readonly Tree[], place: number): Tree {
  const found = args[place];
  if (!found) throw new Error("a part is missing");
  return found;
}
