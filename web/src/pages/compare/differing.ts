/** What stands in a table: a text, a number or nothing. */
export type Cell = string | number | null | undefined;

/** The places at which the rows are not all alike; a missing value differs from any other. */
export function differing(rows: readonly (readonly Cell[])[]): Set<number> {
  const first = rows[0] ?? [];
  const places = new Set<number>();
  for (const row of rows) {
    for (let place = 0; place < Math.max(first.length, row.length); place++) {
      if ((row[place] ?? null) !== (first[place] ?? null)) places.add(place);
    }
  }
  return places;
}

/** A cell as a number: metrics as they are, texts that are numbers by their value; NaN for all else. */
export function numeric(cell: Cell): number {
  if (typeof cell === 'number') return Math.abs(cell) < 1e300 ? cell : NaN;
  if (typeof cell !== 'string' || !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(cell.trim())) return NaN;
  const value = Number(cell);
  return Number.isFinite(value) ? value : NaN;
}

/** Whether most of the cells that are there are numbers. */
export function isNumbers(cells: readonly Cell[]): boolean {
  const there = cells.filter((cell) => cell !== null && cell !== undefined);
  return there.length > 0 && there.filter((cell) => Number.isFinite(numeric(cell))).length >= there.length * 0.9;
}
