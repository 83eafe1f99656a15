import assert from "node:assert/strict";
import { test } from "node:test";
import { type Check, evaluateRules, keysNotInPacket, type Packet } from "../src/rules-packet.ts";
import { readTyped } from "../src/rules-typed.ts";

const online: Check = {
  rule: "form:online", code: "identity:online", severity: "error", row: "2", tell: "2",
  condition: { op: "<=", args: [{ code: "online" }, { code: "received" }] },
  wordings: [{ text: { vi: "Trực tuyến nhiều hơn tiếp nhận.", en: "More online than received." }, withRepair: null }],
  shown: [], repair: null, onlyTyped: false, yieldsTo: [],
  compared: [{ key: "online", label: { vi: "“Trực tuyến”", en: "“Online”" } },
    { key: "received", label: { vi: "“Tiếp nhận”", en: "“Received”" } }],
};
const high: Check["condition"] = { op: "highest", args: [{ code: "trained" }, { number: "12" }] };
const slip: Check = {
  rule: "slip", code: "slip", severity: "warning", row: "3", tell: "3",
  condition: { op: "<=", args: [{ code: "trained" }, { op: "*", args: [high, { number: "2" }] }] },
  wordings: [
    { text: { vi: "Gấp {times} lần {before}. Có thừa một chữ số 0 không?", en: "{times} times {before}." }, withRepair: true },
    { text: { vi: "Gấp {times} lần {before}. Hãy xem lại.", en: "{times} times {before}." }, withRepair: false },
  ],
  shown: [{ name: "times", formula: { op: "/", args: [{ code: "trained" }, high] }, decimals: 0 }],
  repair: { op: "/", args: [{ code: "trained" }, { number: "10" }] },
  onlyTyped: true, yieldsTo: [], compared: [],
};
const packet: Packet = {
  rows: { "1": "received", "2": "online", "3": "trained" },
  decimals: { "1": 0, "2": 0, "3": 0 },
  values: { "trained~highest12": { value: "412", operator: 0 } },
  computed: {},
  checks: [online, slip],
  before: { vi: "tháng trước", en: "last month" },
};

test("a slip is asked about while it is typed, with its repair", () => {
  const { findings } = evaluateRules(packet, { "3": readTyped("4.120", "vi") });
  assert.deepEqual(findings.map((one) => [one.message, one.suggestion]), [
    ["Gấp 10 lần tháng trước. Có thừa một chữ số 0 không?", "412"],
  ]);
  assert.deepEqual(evaluateRules(packet, { "3": readTyped("4.125", "vi") }).findings.map((one) => one.suggestion), [null]);
  assert.deepEqual(evaluateRules(packet, { "3": readTyped("405", "vi") }).findings, []);
});

test("what was compared is told in the reader's own numbers", () => {
  const values = { "1": readTyped("1.260", "vi"), "2": readTyped("1.261", "vi") };
  const words = evaluateRules(packet, values).findings[0]?.message;
  assert.equal(words, "Trực tuyến nhiều hơn tiếp nhận. “Trực tuyến” 1.261; “Tiếp nhận” 1.260.");
  const english = evaluateRules(packet, values, "en").findings[0]?.message;
  assert.equal(english, "More online than received. “Online” 1,261; “Received” 1,260.");
});

test("a figure that is missing or unclear leaves its rule undecided", () => {
  for (const text of ["", "12.34", "abc"]) {
    assert.deepEqual(evaluateRules(packet, { "1": readTyped("1", "vi"), "2": readTyped(text, "vi") }).findings, []);
  }
});

test("“over 96” is read with its operator, a percent without its sign", () => {
  assert.deepEqual(readTyped("> 96", "vi"), { value: "96", operator: 1, typed: true });
  assert.deepEqual(readTyped("139,5%", "vi"), { value: "139.5", operator: 0, typed: true });
  assert.deepEqual(readTyped("1,234.5", "en"), { value: "1234.5", operator: 0, typed: true });
});

test("a rule whose figure is not in the packet waits for the network", () => {
  const open: Packet = { ...packet, values: {} };
  assert.deepEqual(evaluateRules(open, { "3": readTyped("4.120", "vi") }).later, [slip]);
  assert.deepEqual(keysNotInPacket(open), ["trained~highest12"]);
});
