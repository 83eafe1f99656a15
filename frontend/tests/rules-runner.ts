// Decides rules for the test that holds the server, the browser and the cube equal: one JSON object a line in, one out.
// {"units": …, "values": {"<task>": {"<row>": …}}} decides the forms of many units, {"packet": …, "values": {"<row>": {"value": "405", "operator": 0, "typed": true}}}, or
// {"tree": …, "rule": true, "rows": [{"a": {"value": "405/414", "operator": 1}, "b": {"missing": "refused"}}, …]}
import { createInterface } from "node:readline";
import type { Operator } from "../src/rules-certainty.ts";
import { type Answer, because, evaluate, evaluateRule, isMissing, type Lookup, type Tree } from "../src/rules-evaluate.ts";
import { type CellValue, evaluateRules, type Packet } from "../src/rules-packet.ts";
import { type PackedUnits, packetOfUnit } from "../src/rules-units.ts";
import { readFraction } from "../src/rules-fractions.ts";

type Given = { value: string; operator: Operator } | { missing: string };
interface Case {
  tree: Tree;
  rule: boolean;
  rows: Record<string, Given>[];
}

const lookupIn = (row: Record<string, Given>): Lookup => (key) => {
  const given = row[key];
  if (!given) throw new Error(`nothing given for ${key}`);
  return "missing" in given ? because(given.missing, key) : { value: readFraction(given.value), operator: given.operator };
};

function said(answer: Answer | boolean): unknown {
  if (typeof answer === "boolean") return answer;
  if (isMissing(answer)) return { causes: answer.causes.map((cause) => [cause.reason, cause.reference]) };
  return { value: `${answer.value.above}/${answer.value.below}`, operator: answer.operator };
}

for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line) as
    | Case
    | { packet: Packet; values: Record<string, CellValue> }
    | { units: PackedUnits; values: Record<string, Record<string, CellValue>> };
  if ("units" in asked) {
    const found = Object.entries(asked.values).map(([task, values]) => {
      const packet = packetOfUnit(asked.units, task);
      return [task, packet ? evaluateRules(packet, values).findings : null];
    });
    process.stdout.write(`${JSON.stringify(Object.fromEntries(found))}\n`);
    continue;
  }
  if ("packet" in asked) {
    const { findings, later } = evaluateRules(asked.packet, asked.values);
    process.stdout.write(`${JSON.stringify([findings, later.map((check) => check.rule)])}\n`);
    continue;
  }
  const { tree, rule, rows } = asked;
  const answers = rows.map(lookupIn).map((lookup) => said(rule ? evaluateRule(tree, lookup) : evaluate(tree, lookup)));
  process.stdout.write(`${JSON.stringify(answers)}\n`);
}
