/** Prints one row of a table: a name and its figures. */
export function printRow(name: string, figures: Readonly<Record<string, number | string>>): void {
  const cells = Object.entries(figures).map(([figure, value]) => `${figure} ${value}`);
  Deno.stdout.writeSync(new TextEncoder().encode(`\n| ${[name, ...cells].join(" | ")} |\n`));
}
