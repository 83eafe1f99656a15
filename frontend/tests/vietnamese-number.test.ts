import assert from "node:assert/strict";
import { test } from "node:test";
import { readVietnamese, showVietnamese } from "../src/vietnamese-number.ts";

test("grouped and plain digits are read", () => {
  assert.equal(readVietnamese("4120"), "4120");
  assert.equal(readVietnamese("4.120"), "4120");
  assert.equal(readVietnamese("1.234.567,50"), "1234567.50");
  assert.equal(readVietnamese(" −12,5 "), "-12.5");
  assert.equal(readVietnamese("007"), "7");
});

test("what is unclear is left to the server's question", () => {
  for (const text of ["", "abc", "1,234.5", "12.34", "1234.567", "61,2%", "4,1,2", "1.23"]) assert.equal(readVietnamese(text), null);
});

test("numbers are shown in groups of three with a decimal comma", () => {
  assert.equal(showVietnamese("4120"), "4.120");
  assert.equal(showVietnamese("-1234567.5"), "−1.234.567,5");
  assert.equal(showVietnamese("0"), "0");
});

test("showing what was read and reading it again changes nothing", () => {
  for (const plain of ["0", "7", "412", "4120", "1000000", "-3.25", "999999.01"]) {
    assert.equal(readVietnamese(showVietnamese(plain)), plain);
  }
});
