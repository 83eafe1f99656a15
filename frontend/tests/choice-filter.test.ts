import assert from "node:assert/strict";
import { test } from "node:test";
import { answers, folded } from "../src/choice-filter.ts";

test("names are compared as they are typed without marks", () => {
  assert.equal(folded("  Điểm Wi-Fi  công cộng"), "diem wi-fi cong cong");
  assert.equal(folded("Điểm".normalize("NFD")), folded("Điểm".normalize("NFC")));
});

test("every word counts, wherever it stands, with or without its marks", () => {
  assert.ok(answers("Hồ sơ nộp trực tuyến", "truc tuyen hồ"));
  assert.ok(answers("Hồ sơ nộp trực tuyến", ""));
  assert.ok(!answers("Hồ sơ nộp trực tuyến", "hồ sơ giấy"));
});
