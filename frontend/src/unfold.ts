// A browser cannot point at a field that is folded away, and then refuses to send without a word: unfold it first.
export function startUnfolding(page: Document): void {
  page.addEventListener(
    "invalid",
    (event) => {
      const part = event.target instanceof Element ? event.target.closest("details") : null;
      if (part) part.open = true;
    },
    true,
  );
}
