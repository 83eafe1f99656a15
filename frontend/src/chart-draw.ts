// Draws one chart with ECharts (SVG), from the JSON block inside it and the colours of the page.
import { BarChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { chartOption, type ChartSpec, type Palette } from "./chart-option.ts";

echarts.use([
  BarChart,
  LineChart,
  AriaComponent,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
  SVGRenderer,
]);

/** Draws the chart inside `box`; redraws on resize and on a change of theme. */
export function drawChart(box: HTMLElement): void {
  const canvas = box.querySelector<HTMLElement>(".chart-canvas");
  const block = box.querySelector<HTMLScriptElement>('script[type="application/json"]');
  if (!canvas || !block) return;
  const spec = JSON.parse(block.textContent ?? "{}") as ChartSpec;
  box.classList.add("is-drawn");
  const chart = echarts.init(canvas, null, { renderer: "svg" });
  const paint = (): void => {
    chart.setOption({ ...chartOption(spec, palette(), canvas.clientWidth), tooltip: tooltip(spec) }, { notMerge: true });
  };
  paint();
  let width = canvas.clientWidth;
  new ResizeObserver(() => {
    chart.resize();
    // On another width the legend breaks into other rows.
    if (canvas.clientWidth !== width) paint();
    width = canvas.clientWidth;
  }).observe(canvas);
  document.addEventListener("tinhso:theme", paint);
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
}

function palette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    ink: token("ink"),
    muted: token("muted"),
    line: token("line"),
    card: token("card"),
    accent: token("accent"),
    series: [token("accent"), token("info"), token("warn"), token("scale-2"), token("good"), token("muted")],
    tones: { good: token("good"), info: token("info"), warn: token("warn"), bad: token("bad"), quiet: token("line-strong") },
    font: style.getPropertyValue("--font"),
    locale: document.documentElement.lang || "vi",
    still: window.matchMedia("(prefers-reduced-motion: reduce)").matches || navigator.webdriver,
  };
}

interface TipItem {
  dataIndex: number;
  seriesIndex: number;
}

// Built as elements: markup text with style attributes would be refused by the content security policy.
function tooltip(spec: ChartSpec): object {
  const formatter = (items: TipItem | TipItem[]): HTMLElement => {
    const list = Array.isArray(items) ? items : [items];
    const tip = document.createElement("div");
    tip.className = "chart-tip";
    const head = document.createElement("b");
    head.textContent = spec.labels[list[0]?.dataIndex ?? 0] ?? "";
    tip.append(head, ...list.map((item) => tipRow(spec, item)));
    return tip;
  };
  return { trigger: "axis", formatter, confine: true, borderWidth: 1, padding: 10, transitionDuration: 0 };
}

function tipRow(spec: ChartSpec, item: TipItem): HTMLElement {
  const row = document.createElement("span");
  row.className = "row";
  const series = spec.series[item.seriesIndex];
  const name = document.createElement("span");
  name.textContent = series?.name ?? "";
  const value = document.createElement("strong");
  value.textContent = series?.texts?.[item.dataIndex] ?? "–";
  row.append(name, value);
  return row;
}
