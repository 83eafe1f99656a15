// Marks an element as enhanced, so that scanning a page again after a swap touches only what is new.

/** Elements under `root` that match `selector` and were not yet enhanced for `behaviour`. */
export function fresh<E extends Element>(root: ParentNode, selector: string, behaviour: string): E[] {
  const mark = `data-with-${behaviour}`;
  const found = [...root.querySelectorAll<E>(selector)].filter((element) => !element.hasAttribute(mark));
  for (const element of found) element.setAttribute(mark, "");
  return found;
}
