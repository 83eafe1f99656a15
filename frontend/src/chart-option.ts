// From the server's small chart description to an ECharts option. Pure, so that it can be tested without a browser.

export interface ChartSeries {
  name: string;
  kind: "line" | "bar";
  /** Numbers to draw, null where there is none: a gap, never a zero. */
  values: (number | null)[];
  /** The same values as people read them, from the server's one formatter. */
  texts?: string[];
  tone?: "good" | "info" | "warn" | "bad" | "quiet";
  dashed?: boolean;
}
export interface ChartSpec {
  labels: string[];
  series: ChartSeries[];
  unit?: string;
  horizontal?: boolean;
  goal?: { value: number; text: string } | null;
}
export interface Palette {
  ink: string;
  muted: string;
  line: string;
  card: string;
  accent: string;
  series: string[];
  tones: Record<string, string>;
  font: string;
  locale: string;
  still: boolean;
}

const SYMBOLS = ["circle", "rect", "triangle", "diamond", "emptyCircle", "emptyRect"];

// What the legend takes: a letter of 12 px on average, its mark with the gap behind it, a row.
const LETTER = 6.6;
const MARK = 30;
const GAP = 16;
const ROW = 26;

/** The number of rows into which a legend of these names breaks on so many pixels. */
export function legendRows(names: string[], width: number): number {
  let rows = 1;
  let used = 0;
  for (const name of names) {
    const wide = MARK + name.length * LETTER;
    if (used && used + wide > width) {
      rows += 1;
      used = 0;
    }
    used += wide + GAP;
  }
  return rows;
}

/** The ECharts option of `spec` on so many pixels; bars always start at zero, many series get decals besides colours. */
export function chartOption(spec: ChartSpec, palette: Palette, width: number): Record<string, unknown> {
  const many = spec.series.length > 1;
  const names = spec.series.map((series) => series.name);
  const bars = spec.series.filter((series) => series.kind === "bar").length;
  const category = {
    type: "category",
    data: spec.labels,
    inverse: spec.horizontal === true,
    axisLine: { lineStyle: { color: palette.line } },
    axisTick: { show: false },
    axisLabel: { color: palette.muted, hideOverlap: true },
  };
  const value = {
    type: "value",
    scale: bars === 0,
    splitNumber: 4,
    splitLine: { lineStyle: { color: palette.line } },
    axisLabel: { color: palette.muted, formatter: (tick: number) => showTick(tick, palette.locale) },
  };
  return {
    animation: !palette.still,
    // The words come from the page (sentence, table), so ECharts adds none; it only adds patterns.
    aria: { enabled: bars > 1, label: { enabled: false }, decal: { show: bars > 1 } },
    color: palette.series,
    textStyle: { fontFamily: palette.font, fontSize: 13, color: palette.ink },
    grid: { left: 4, right: 16, top: many ? 18 + ROW * legendRows(names, width) : 12, bottom: 4, containLabel: true },
    legend: many ? { top: 0, left: 0, itemGap: 16, textStyle: { color: palette.ink } } : { show: false },
    xAxis: spec.horizontal ? value : category,
    yAxis: spec.horizontal ? category : value,
    series: spec.series.map((series, index) => seriesOption(series, index, spec, palette)),
  };
}

function seriesOption(series: ChartSeries, index: number, spec: ChartSpec, palette: Palette): Record<string, unknown> {
  const color = series.tone ? palette.tones[series.tone] : palette.series[index % palette.series.length];
  return {
    type: series.kind,
    name: series.name,
    data: series.values,
    color,
    barMaxWidth: 28,
    symbol: SYMBOLS[index % SYMBOLS.length],
    symbolSize: 6,
    // One observation is not a trend line: it stays a dot.
    showSymbol: series.values.filter((value) => value !== null).length < 25,
    connectNulls: false,
    lineStyle: { width: 2, type: series.dashed ? "dashed" : "solid" },
    itemStyle: series.kind === "bar" ? { borderRadius: spec.horizontal ? [0, 3, 3, 0] : [3, 3, 0, 0] } : {},
    ...(index === 0 && spec.goal ? { markLine: goalLine(spec, palette) } : {}),
  };
}

function goalLine(spec: ChartSpec, palette: Palette): Record<string, unknown> {
  const place = spec.horizontal ? { xAxis: spec.goal?.value } : { yAxis: spec.goal?.value };
  return {
    silent: true,
    symbol: "none",
    lineStyle: { color: palette.muted, type: "dashed" },
    label: { formatter: spec.goal?.text ?? "", color: palette.muted, position: "insideStartTop" },
    data: [place],
  };
}

/** Axis numbers in the page's language; figures themselves are never formatted here. */
export function showTick(tick: number, locale: string): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 6 }).format(tick);
}
