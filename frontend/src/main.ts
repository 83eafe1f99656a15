// Everything here is an enhancement: each page already works without it.
// htmx 4 reads its configuration from <meta name="htmx-config"> in base.html and starts by itself.
import "htmx.org";
import { startAutosave } from "./autosave.ts";
import { startCells } from "./cells.ts";
import { startCharts } from "./chart.ts";
import { startChoiceFilters } from "./choice-filter.ts";
import { startMaps } from "./map.ts";
import { startMenus } from "./menu.ts";
import { startNextOpen } from "./next-open.ts";
import { startNumberInputs } from "./number-input.ts";
import { startOffline } from "./offline.ts";
import { startPasskeys } from "./passkey.ts";
import { startRules } from "./rules-form.ts";
import { startThemeSwitch } from "./theme.ts";
import { startUnfolding } from "./unfold.ts";
import { startWorkbench } from "./workbench.ts";

function enhance(root: ParentNode): void {
  startCharts(root);
  startMaps(root);
  startCells(root);
  startChoiceFilters(root);
  startNumberInputs(root);
  // Rules first: what waited on this device is put back into its fields and looked at like anything typed.
  startRules(root);
  startAutosave(root);
  startNextOpen(root);
  startWorkbench(root);
  startPasskeys(root);
  if (root.querySelector("form[data-lines]")) void import("./list-lines.ts").then(({ startLists }) => startLists(root));
  // Few pages have a grid; the others need not carry it.
  if (root.querySelector("table[data-grid]")) void import("./grid-desk.ts").then(({ startGrids }) => startGrids(root));
}

document.documentElement.classList.add("js");
startThemeSwitch(document);
startMenus(document);
startOffline(document);
startUnfolding(document);
enhance(document);
// A swapped fragment may bring a chart, a map or a form with it.
document.addEventListener("htmx:after:swap", () => enhance(document));
