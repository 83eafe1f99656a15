// The commune map is SVG from the server, each unit a link. This adds a tip that follows the pointer or the keyboard:
// one Tab stop for the whole map, arrow keys walk to the nearest unit in that direction.
import { nearestInDirection, type Point } from "./nearest.ts";
import { fresh } from "./once.ts";

/** Adds tips and arrow-key walking to every `[data-map]` under `root`. */
export function startMaps(root: ParentNode): void {
  for (const map of fresh<HTMLElement>(root, "[data-map]", "map")) enhance(map);
}

function enhance(map: HTMLElement): void {
  const units = [...map.querySelectorAll<SVGAElement>("a[data-name]")];
  const tip = document.createElement("div");
  tip.className = "map-tip";
  tip.hidden = true;
  map.append(tip);
  units.forEach((unit, index) => unit.setAttribute("tabindex", index === 0 ? "0" : "-1"));
  for (const unit of units) {
    // The browser's own title would stand beside ours.
    unit.querySelector("title")?.remove();
    unit.addEventListener("pointerenter", () => show(map, tip, unit));
    unit.addEventListener("pointerleave", () => (tip.hidden = true));
    unit.addEventListener("focus", () => show(map, tip, unit));
    unit.addEventListener("blur", () => (tip.hidden = true));
    unit.addEventListener("keydown", (event) => walk(event, unit, units));
  }
}

function show(map: HTMLElement, tip: HTMLElement, unit: SVGAElement): void {
  const name = document.createElement("b");
  name.textContent = unit.dataset["name"] ?? "";
  tip.replaceChildren(name, unit.dataset["label"] ?? "");
  tip.hidden = false;
  const frame = map.getBoundingClientRect();
  const box = unit.getBoundingClientRect();
  const left = box.left - frame.left + box.width / 2 - tip.offsetWidth / 2;
  const above = box.top - frame.top - tip.offsetHeight - 6;
  tip.style.left = `${Math.max(0, Math.min(left, frame.width - tip.offsetWidth))}px`;
  tip.style.top = `${above < 0 ? box.bottom - frame.top + 6 : above}px`;
}

const STEPS: Record<string, Point> = {
  ArrowRight: { x: 1, y: 0 },
  ArrowLeft: { x: -1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

function walk(event: KeyboardEvent, unit: SVGAElement, units: SVGAElement[]): void {
  const step = STEPS[event.key];
  if (!step) return;
  event.preventDefault();
  const target = units[nearestInDirection(units.map(centre), units.indexOf(unit), step)];
  if (!target) return;
  unit.setAttribute("tabindex", "-1");
  target.setAttribute("tabindex", "0");
  target.focus();
}

function centre(unit: SVGAElement): Point {
  const box = unit.getBoundingClientRect();
  return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
}
