/** The interval that holds the true share with 95 % confidence (Wilson, 1927), from `right` of `all`. */
export function wilson(right: number, all: number): {low: number; high: number} {
  if (all === 0) return {low: 0, high: 1};
  const z = 1.959964;
  const share = right / all;
  const middle = (share + z ** 2 / (2 * all)) / (1 + z ** 2 / all);
  const half = (z / (1 + z ** 2 / all)) * Math.sqrt((share * (1 - share)) / all + z ** 2 / (4 * all ** 2));
  return {low: Math.max(0, middle - half), high: Math.min(1, middle + half)};
}

/** The least tenth below all values, so that near values stay apart on an axis that ends at one. */
export function floorOf(values: number[]): number {
  const least = Math.min(1, ...values);
  return Math.max(0, Math.floor(least * 10 - 1e-9) / 10);
}

/** The settings in which the things differ; the same in all tell nothing. */
export function differing(settings: Record<string, string>[]): string[] {
  const keys = [...new Set(settings.flatMap((each) => Object.keys(each)))];
  return keys.filter((key) => new Set(settings.map((each) => each[key])).size > 1);
}
