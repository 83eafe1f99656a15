// A long list of boxes to tick, narrowed by typing; what is ticked stays ticked. Without a script the list is whole.

/** Write a name as people type it in a hurry: small letters without marks, đ as d. */
export function folded(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll("đ", "d")
    .replace(/\s+/g, " ")
    .trim();
}

/** Whether every word that was typed stands somewhere in the name. */
export function answers(name: string, typed: string): boolean {
  const there = folded(name);
  return folded(typed)
    .split(" ")
    .every((word) => there.includes(word));
}

export function startChoiceFilters(root: ParentNode): void {
  for (const field of root.querySelectorAll<HTMLInputElement>("input[data-filters]")) {
    const list = field.closest("fieldset");
    if (list && !field.dataset.ready) startFilter(field, list);
    field.dataset.ready = "1";
  }
}

function startFilter(field: HTMLInputElement, list: HTMLElement): void {
  const groups = [...list.querySelectorAll("details")];
  const openAtFirst = groups.map((group) => group.open);
  const nothing = list.querySelector<HTMLElement>("[data-filters-nothing]");
  const narrow = (): void => {
    const typed = field.value.trim();
    let found = 0;
    groups.forEach((group, index) => {
      const choices = [...group.querySelectorAll<HTMLElement>("label.check")];
      for (const choice of choices) choice.hidden = !answers(choice.textContent ?? "", typed);
      const left = choices.filter((choice) => !choice.hidden).length;
      group.hidden = left === 0;
      group.open = typed ? left > 0 : (openAtFirst[index] ?? false);
      found += left;
    });
    if (nothing) nothing.textContent = found ? "" : (nothing.dataset.filtersNothing ?? "");
  };
  field.addEventListener("input", narrow);
  // Enter would send the whole question while somebody is still choosing.
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
}
