// Charts: the page already carries the sentence, the table and the CSV link. This draws the picture beside them, and
// fetches the drawing code (a separate file) only when a chart comes near the screen.
import { fresh } from "./once.ts";

/** Draws every `.chart[data-chart]` under `root` when it becomes visible, and again when the theme changes. */
export function startCharts(root: ParentNode): void {
  const charts = fresh<HTMLElement>(root, ".chart[data-chart]", "chart");
  if (charts.length === 0) return;
  const seen = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting) continue;
        seen.unobserve(entry.target);
        void draw(entry.target as HTMLElement);
      }
    },
    { rootMargin: "200px" },
  );
  for (const chart of charts) seen.observe(chart);
}

async function draw(chart: HTMLElement): Promise<void> {
  try {
    const { drawChart } = await import("./chart-draw.ts");
    drawChart(chart);
  } catch (error) {
    // The table below says the same: leave it open instead of showing an empty frame.
    chart.querySelector("details")?.setAttribute("open", "");
    console.warn("Không vẽ được biểu đồ, xem bảng số liệu.", error);
  }
}
