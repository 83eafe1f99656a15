// The rules of a form in the browser: `evaluateRules(packet, values)` says what it found, without asking the server.
// The packet comes with the form (docs/howto/check-in-the-browser.md); the same checks, order and words as the server's
// logic/checking.py and logic/rule_words.py.
import { EQUAL, type Operator } from "./rules-certainty.ts";
import {
  type Answer, because, evaluate, evaluateRule, isMissing, keysOf, type Lookup, type Tree,
} from "./rules-evaluate.ts";
import { type Fraction, fits, readFraction, rounded } from "./rules-fractions.ts";

type Language = "vi" | "en";
type Words = Readonly<Record<Language, string>>;
export type Packed = { readonly value: string; readonly operator: Operator } | { readonly missing: string };

export interface Check {
  readonly rule: string;
  readonly code: string;
  readonly severity: "error" | "warning";
  /** Row whose figure is looked at, and the row at which a person can answer. */
  readonly row: string;
  readonly tell: string;
  readonly condition: Tree;
  readonly wordings: readonly { readonly text: Words; readonly withRepair: boolean | null }[];
  readonly shown: readonly { readonly name: string; readonly formula: Tree; readonly decimals: number | null }[];
  readonly repair: Tree | null;
  readonly onlyTyped: boolean;
  readonly yieldsTo: readonly string[];
  readonly compared: readonly { readonly key: string; readonly label: Words }[];
}

export interface Packet {
  readonly rows: Readonly<Record<string, string>>;
  readonly decimals: Readonly<Record<string, number>>;
  readonly values: Readonly<Record<string, Packed>>;
  readonly computed: Readonly<Record<string, Tree>>;
  readonly checks: readonly Check[];
  readonly before: Words;
}

/** What a row holds now: a figure (plain decimal text), or why there is none; `typed` where a person typed it. */
export type CellValue = Packed & { readonly typed?: boolean };

export interface Finding {
  readonly rule: string;
  readonly code: string;
  readonly severity: "error" | "warning";
  readonly row: string;
  readonly message: string;
  /** A value that would mend the figure, as plain decimal text. */
  readonly suggestion: string | null;
}

export interface RuleAnswers {
  readonly findings: readonly Finding[];
  /** Checks whose figures are not in the packet: “sẽ kiểm tra khi có mạng”. */
  readonly later: readonly Check[];
}

const NOT_IN_PACKET = "not_in_packet";

/** Decides every rule of a form. `values` by row number. */
export function evaluateRules(
  packet: Packet, values: Readonly<Record<string, CellValue>>, language: Language = "vi",
): RuleAnswers {
  const find = lookupIn(packet, values);
  const findings: Finding[] = [], later: Check[] = [];
  const spoken = new Set<string>();
  for (const check of packet.checks) {
    if (check.onlyTyped && !values[check.row]?.typed) continue;
    if ([check.rule, ...check.yieldsTo].some((rule) => spoken.has(`${rule} ${check.row}`))) continue;
    const answer = evaluateRule(check.condition, find);
    if (isMissing(answer)) {
      if (answer.causes.some((cause) => cause.reason === NOT_IN_PACKET)) later.push(check);
    } else if (!answer) {
      spoken.add(`${check.rule} ${check.row}`);
      findings.push(said(packet, check, find, language));
    }
  }
  return { findings, later };
}

function lookupIn(packet: Packet, values: Readonly<Record<string, CellValue>>): Lookup {
  const fields = new Map(Object.entries(packet.rows).map(([row, key]) => [key, row]));
  const known = new Map<string, Answer>();
  const find: Lookup = (key) => {
    const before = known.get(key);
    if (before) return before;
    const found = resolve(key);
    known.set(key, found);
    return found;
  };
  const resolve = (key: string): Answer => {
    const computed = packet.computed[key];
    if (computed) {
      const answer = evaluate(computed, find);
      return isMissing(answer) ? because(answer.causes[0]?.reason ?? "not_reported", key) : answer;
    }
    const row = fields.get(key);
    const packed = row === undefined ? packet.values[key] : values[row] ?? { missing: "not_reported" };
    if (!packed) return because(NOT_IN_PACKET, key);
    if ("missing" in packed) return because(packed.missing, key);
    return { value: readFraction(packed.value), operator: packed.operator };
  };
  return find;
}

function said(packet: Packet, check: Check, find: Lookup, language: Language): Finding {
  const decimals = packet.decimals[check.row] ?? 0;
  const suggestion = repaired(check, find, decimals);
  const shown = new Map([["before", packet.before[language]]]);
  for (const one of check.shown) {
    const answer = evaluate(one.formula, find);
    if (!isMissing(answer)) shown.set(one.name, written(answer.value, answer.operator, one.decimals, language));
  }
  const wording =
    check.wordings.find((one) => {
      if (one.withRepair !== null && one.withRepair !== (suggestion !== null)) return false;
      return placesIn(one.text.vi).every((name) => shown.has(name));
    }) ?? check.wordings[check.wordings.length - 1];
  const text = (wording?.text[language] ?? "").replace(PLACE, (_, name: string) => shown.get(name) ?? "–");
  const compared = comparedIn(check, find, language);
  return {
    rule: check.rule,
    code: check.code,
    severity: check.severity,
    row: check.tell,
    message: compared ? `${text} ${compared}.` : text,
    suggestion: check.tell === check.row ? suggestion : null,
  };
}

function repaired(check: Check, find: Lookup, decimals: number): string | null {
  if (!check.repair) return null;
  const answer = evaluate(check.repair, find);
  if (isMissing(answer) || answer.operator !== EQUAL || !fits(answer.value, decimals)) return null;
  return rounded(answer.value, decimals);
}

function comparedIn(check: Check, find: Lookup, language: Language): string {
  return check.compared
    .map(({ key, label }) => [label[language], find(key)] as const)
    .flatMap(([label, answer]) =>
      isMissing(answer) ? [] : [`${label} ${written(answer.value, answer.operator, null, language)}`],
    )
    .join("; ");
}

const PLACE = /\{([a-z_][a-z0-9_]*)\}/g;
const placesIn = (text: string): string[] => [...text.matchAll(PLACE)].map((match) => match[1] ?? "");
const SYMBOLS = ["", "> ", "≥ ", "< ", "≤ ", "≈ "];

/** Writes a value for a sentence: with the decimals it has (rounded to 2 where it does not end), or those asked for. */
export function written(value: Fraction, operator: Operator, decimals: number | null, language: Language): string {
  let places = decimals ?? 0;
  if (decimals === null) {
    while (places <= 9 && !fits(value, places)) places += 1;
    if (places > 9) places = 2;
  }
  return (SYMBOLS[operator] ?? "") + grouped(rounded(value, places), language);
}

/** Writes a plain decimal text as people of a language write it. */
export function grouped(plain: string, language: Language): string {
  const [whole = "", part] = plain.replace("-", "").split(".");
  const [point, group] = language === "vi" ? [",", "."] : [".", ","];
  const digits = whole.replace(/\B(?=(\d{3})+$)/g, group);
  return (plain.startsWith("-") ? "−" : "") + digits + (part ? point + part : "");
}

/** The keys that a packet's checks ask for and that neither the form nor the packet gives. */
export function keysNotInPacket(packet: Packet): string[] {
  const given = new Set([...Object.values(packet.rows), ...Object.keys(packet.values), ...Object.keys(packet.computed)]);
  return [...new Set(packet.checks.flatMap((check) => keysOf(check.condition)))].filter((key) => !given.has(key));
}
