// The consolidation table by keyboard: j and k walk the units, x chooses, a accepts, r returns with a reason.
// Single letters act only while the focus is inside the table (WCAG 2.1.4), never while somebody types.

/** Enhances every `form[data-workbench]`: keys, and one box that chooses all waiting reports of the page. */
export function startWorkbench(root: ParentNode): void {
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-workbench]:not([data-started])")) {
    form.dataset.started = "1";
    form.addEventListener("change", (event) => follow(form, event.target as HTMLInputElement));
    form.addEventListener("keydown", (event) => act(form, event));
  }
}

/** Which row j (+1) or k (−1) leads to; stays within the table. */
export function nextRow(current: number, step: number, count: number): number {
  return count === 0 ? -1 : Math.min(Math.max(current + step, 0), count - 1);
}

function follow(form: HTMLFormElement, box: HTMLInputElement): void {
  const all = form.querySelector<HTMLInputElement>("[data-choose-all]");
  if (box === all) {
    for (const one of form.querySelectorAll<HTMLInputElement>("[data-waiting]")) one.checked = all.checked;
  } else if (all && !box.checked) {
    all.checked = false;
  }
}

function act(form: HTMLFormElement, event: KeyboardEvent): void {
  const target = event.target as HTMLElement;
  if (event.ctrlKey || event.metaKey || event.altKey || target.matches("textarea, input:not([type=checkbox]), select"))
    return;
  const rows = [...form.querySelectorAll<HTMLTableRowElement>("tbody tr[id]")];
  const current = rows.findIndex((row) => row.contains(target));
  const step = { j: 1, k: -1 }[event.key];
  if (step) {
    rows[nextRow(current, step, rows.length)]?.querySelector<HTMLElement>("th a")?.focus();
  } else if (event.key === "x") {
    rows[current]?.querySelector<HTMLInputElement>(".pick input")?.click();
  } else if (event.key === "a") {
    if (choose(form, rows[current], "[data-waiting]")) press('[data-act="accept"]');
  } else if (event.key === "r") {
    if (choose(form, rows[current], ".pick input")) openReturn();
  } else {
    return;
  }
  event.preventDefault();
}

// Acts on what is chosen; where nothing is, on the row that has the focus.
function choose(form: HTMLFormElement, row: HTMLTableRowElement | undefined, boxes: string): boolean {
  if (form.querySelector("input[name=chon]:checked")) return true;
  const box = row?.querySelector<HTMLInputElement>(boxes);
  if (box) box.checked = true;
  return Boolean(box);
}

function press(selector: string): void {
  document.querySelector<HTMLElement>(selector)?.click();
}

function openReturn(): void {
  const panel = document.querySelector<HTMLDetailsElement>('details[data-act="return"]');
  if (!panel) return;
  panel.open = true;
  panel.querySelector<HTMLElement>("textarea")?.focus();
}
