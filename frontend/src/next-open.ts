// <a data-next-open>: "còn 3 ô" in the bar at the bottom leads to the next cell that is empty or asked about.
import { fresh } from "./once.ts";

const OPEN = ".figure-field .input:not([readonly])";

export function startNextOpen(root: ParentNode): void {
  for (const link of fresh<HTMLAnchorElement>(root, "a[data-next-open]", "next-open")) {
    link.addEventListener("click", (event) => {
      const next = nextOpen(link.closest("form"), document.activeElement);
      if (!next) return;
      event.preventDefault();
      next.focus();
      next.scrollIntoView({ block: "center" });
    });
  }
}

function nextOpen(form: HTMLFormElement | null, from: Element | null): HTMLInputElement | null {
  const fields = [...(form?.querySelectorAll<HTMLInputElement>(OPEN) ?? [])].filter(isOpen);
  const after = fields.filter((field) => from && from.compareDocumentPosition(field) & Node.DOCUMENT_POSITION_FOLLOWING);
  // From the link itself, which stands behind every field, the search begins at the top.
  return after[0] ?? fields[0] ?? null;
}

function isOpen(field: HTMLInputElement): boolean {
  const box = field.closest(".figure-field");
  const asked = field.classList.contains("is-doubted") || field.classList.contains("is-wrong");
  return field.offsetParent !== null && (field.value === "" || asked || !!box?.matches(".is-doubted, .is-wrong"));
}
