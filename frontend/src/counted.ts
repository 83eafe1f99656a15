// A sentence with its number. Where a language tells one from many, the catalogue writes both: "{count} cell | {count}
// cells"; Vietnamese writes one.

export function counted(template: string, count: number, name = "count"): string {
  const [one = "", many = one] = template.split(" | ");
  return (count === 1 ? one : many).replaceAll(`{${name}}`, String(count));
}
