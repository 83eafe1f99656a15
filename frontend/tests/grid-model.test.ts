import assert from "node:assert/strict";
import { test } from "node:test";
import { actOf, nextSpot } from "../src/grid-keys.ts";
import { GridModel, rangeOf, type Spot } from "../src/grid-model.ts";
import { payloadOf } from "../src/grid-saver.ts";
import { readTsv, writeTsv } from "../src/tsv.ts";

const grid = (rows: string[][], locked: Spot[] = []): GridModel =>
  new GridModel(
    rows.map((texts, row) =>
      texts.map((text, column) => ({ text, locked: locked.some((one) => one.row === row && one.column === column) })),
    ),
  );
const spot = (row: number, column: number): Spot => ({ row, column });
const pressed = (key: string, more = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
});

test("a block from Excel is read with its quotes, blanks and line ends, and written back the same", () => {
  const block = [["1.234,5", "61,2%", ""], ['hai\ndòng', 'nói "có"', "x"]];
  assert.deepEqual(readTsv('1.234,5\t61,2%\t\r\n"hai\ndòng"\t"nói ""có"""\tx\r\n'), block);
  assert.deepEqual(readTsv(writeTsv(block)), block);
  assert.deepEqual(readTsv("\n"), [[""]]);
});

test("pasting starts at the first chosen cell, keeps locked cells and says what fell outside", () => {
  const model = grid([["1", "2"], ["3", "4"]], [spot(1, 1)]);
  const { writes, locked, outside } = model.paste(rangeOf(spot(0, 1), spot(0, 1)), [["9", "8"], ["7", "6"]]);
  assert.deepEqual([locked, outside], [1, 2]);
  model.write(writes);
  assert.deepEqual(model.block(rangeOf(spot(0, 0), spot(1, 1))), [["1", "9"], ["3", "4"]]);
});

test("one copied cell fills the whole range", () => {
  const model = grid([["", ""], ["", ""]]);
  model.write(model.paste(rangeOf(spot(1, 1), spot(0, 0)), [[" 5 "]]).writes);
  assert.deepEqual(model.block(rangeOf(spot(0, 0), spot(1, 1))), [["5", "5"], ["5", "5"]]);
});

test("filling down copies the first row, or the row above a single one", () => {
  const model = grid([["1"], ["2"], ["3"]]);
  model.write(model.fillDown(rangeOf(spot(0, 0), spot(2, 0))));
  assert.deepEqual(model.block(rangeOf(spot(0, 0), spot(2, 0))), [["1"], ["1"], ["1"]]);
  model.write([{ spot: spot(1, 0), text: "8" }]);
  model.write(model.fillDown(rangeOf(spot(2, 0), spot(2, 0))));
  assert.equal(model.text(spot(2, 0)), "8");
  assert.deepEqual(model.fillDown(rangeOf(spot(0, 0), spot(0, 0))), []);
});

test("undo takes a whole paste back, redo brings it again, and a new step forgets what was undone", () => {
  const model = grid([["1", "2"]]);
  model.write(model.paste(rangeOf(spot(0, 0), spot(0, 0)), [["3", "4"]]).writes);
  assert.deepEqual(model.undo().map(({ text }) => text), ["1", "2"]);
  assert.deepEqual(model.redo().map(({ text }) => text), ["3", "4"]);
  model.undo();
  model.write([{ spot: spot(0, 0), text: "7" }]);
  assert.deepEqual(model.redo(), []);
  assert.deepEqual(model.write([{ spot: spot(0, 0), text: "7" }]), []);
});

test("keys move within the grid, extend with shift, and Tab leaves beyond the last cell", () => {
  assert.deepEqual(actOf(pressed("ArrowUp"), spot(0, 0), 3, 2), { do: "move", to: spot(0, 0), extend: false });
  assert.deepEqual(actOf(pressed("ArrowDown", { shiftKey: true, ctrlKey: true }), spot(0, 1), 3, 2), {
    do: "move",
    to: spot(2, 1),
    extend: true,
  });
  assert.deepEqual(nextSpot(spot(0, 1), 1, 3, 2), spot(1, 0));
  assert.equal(nextSpot(spot(2, 1), 1, 3, 2), null);
  assert.equal(nextSpot(spot(0, 0), -1, 3, 2), null);
  assert.deepEqual(actOf(pressed("d", { ctrlKey: true }), spot(0, 0), 3, 2), { do: "fill-down" });
  assert.deepEqual(actOf(pressed("Z", { ctrlKey: true, shiftKey: true }), spot(0, 0), 3, 2), { do: "redo" });
  assert.equal(actOf(pressed("c", { ctrlKey: true }), spot(0, 0), 3, 2), null);
  assert.deepEqual(actOf(pressed("Process"), spot(0, 0), 3, 2), { do: "type" });
});

test("what is sent carries the version that was seen, and a note alone says nothing of the figure", () => {
  const sent = { "12/2/value": "405", "_12/2/value": "3", "n:12/3/value": "đếm lại", "_12/3/value": "1" };
  assert.deepEqual(payloadOf(sent, true), {
    beside: true,
    cells: { "12/2/value": { text: "405", version: 3 }, "12/3/value": { note: "đếm lại", version: 1 } },
  });
});
