import assert from "node:assert/strict";
import { test } from "node:test";
import { counted } from "../src/counted.ts";

test("one cell and several cells are told each in their own words", () => {
  const template = "{count} cell kept | {count} cells kept";
  assert.deepEqual(
    [0, 1, 2, 21].map((count) => counted(template, count)),
    ["0 cells kept", "1 cell kept", "2 cells kept", "21 cells kept"],
  );
});

test("a language that does not tell them apart writes one sentence", () => {
  assert.equal(counted("còn {count} ô", 1), "còn 1 ô");
  assert.equal(counted("còn {count} ô", 5), "còn 5 ô");
  assert.equal(counted("{outside} ô nằm ngoài bảng", 3, "outside"), "3 ô nằm ngoài bảng");
});

test("a number that is told twice is told twice", () => {
  assert.equal(counted("{count} ô, cả {count} ô", 4), "4 ô, cả 4 ô");
});
