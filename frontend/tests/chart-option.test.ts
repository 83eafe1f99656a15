import assert from "node:assert/strict";
import { test } from "node:test";
import { chartOption, legendRows, showTick, type ChartSpec, type Palette } from "../src/chart-option.ts";

const palette: Palette = {
  ink: "#16211e",
  muted: "#56635e",
  line: "#e2dfd6",
  card: "#ffffff",
  accent: "#0b6a5c",
  series: ["#0b6a5c", "#0a5f8a"],
  tones: { bad: "#a8281e" },
  font: "Inter",
  locale: "vi",
  still: true,
};
const spec: ChartSpec = {
  labels: ["9", "10", "11"],
  series: [{ name: "Thực hiện", kind: "bar", values: [1, null, 3] }],
};
// The leaves of the option that the tests read.
interface Loose {
  yAxis: { scale: boolean; inverse: boolean };
  aria: { decal: { show: boolean } };
  series: { data: unknown[]; connectNulls: boolean; symbol: string; color: string; markLine: { data: unknown[] } }[];
}
const draw = (drawn: ChartSpec): Loose => chartOption(drawn, palette, 900) as unknown as Loose;

test("bars start at zero, lines may not", () => {
  const bar = draw(spec);
  assert.equal(bar.yAxis.scale, false);
  const line = draw({ ...spec, series: [{ name: "x", kind: "line", values: [52, 53, 54] }] });
  assert.equal(line.yAxis.scale, true);
});

test("a missing value stays a gap", () => {
  const option = draw(spec);
  assert.deepEqual(option.series[0]!.data, [1, null, 3]);
  assert.equal(option.series[0]!.connectNulls, false);
});

test("two rows of bars differ by pattern, not only by colour; lines differ by their marks", () => {
  const two = draw({ ...spec, series: [spec.series[0]!, { ...spec.series[0]!, name: "Kế hoạch" }] });
  assert.equal(two.aria.decal.show, true);
  assert.notEqual(two.series[0]!.symbol, two.series[1]!.symbol);
  assert.equal(draw(spec).aria.decal.show, false);
});

test("nothing moves when the reader asked for stillness", () => {
  assert.equal(chartOption(spec, palette, 900)["animation"], false);
});

test("lying bars keep the first row on top and the goal on the value axis", () => {
  const option = draw({ ...spec, horizontal: true, goal: { value: 2, text: "mục tiêu" } });
  assert.equal(option.yAxis.inverse, true);
  assert.deepEqual(option.series[0]!.markLine.data, [{ xAxis: 2 }]);
});

test("a tone overrides the palette", () => {
  const option = draw({ ...spec, series: [{ ...spec.series[0]!, tone: "bad" }] });
  assert.equal(option.series[0]!.color, "#a8281e");
});

test("axis numbers speak the page's language", () => {
  assert.equal(showTick(1234.5, "vi"), "1.234,5");
  assert.equal(showTick(1234.5, "en"), "1,234.5");
});

test("a legend that breaks into rows leaves room for them above the axis", () => {
  const names = ["Hộ được tập huấn kỹ năng số trong kỳ", "mới có 91/102 đơn vị"];
  assert.deepEqual([legendRows(names, 900), legendRows(names, 300), legendRows(["a"], 10)], [1, 2, 1]);
  const two: ChartSpec = { ...spec, series: names.map((name) => ({ name, kind: "line", values: [1] })) };
  const top = (width: number): number => (chartOption(two, palette, width).grid as { top: number }).top;
  assert.equal(top(300) - top(900), 26);
});
