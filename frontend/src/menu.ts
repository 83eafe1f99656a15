// Pickers are <details>: close the open one on Escape or on a click elsewhere, as people expect of a menu.

/** Adds the two closing habits to every `.picker` of the document. */
export function startMenus(root: Document): void {
  root.addEventListener("click", (event) => closeOthers(root, event.target as Node));
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = root.querySelector<HTMLDetailsElement>("details.picker[open]");
    if (!open) return;
    open.open = false;
    open.querySelector<HTMLElement>("summary")?.focus();
  });
}

function closeOthers(root: Document, clicked: Node): void {
  for (const picker of root.querySelectorAll<HTMLDetailsElement>("details.picker[open]")) {
    if (!picker.contains(clicked)) picker.open = false;
  }
}
