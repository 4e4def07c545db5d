/** Metrics of a run in groups, by what stands before the first slash of their keys. */

/** MLflow's client logs a machine's own metrics below it. */
export const SYSTEM = 'system/';

export interface SeriesGroup<T> {
  /** Empty for those without a slash. */
  name: string;
  items: T[];
}

export function grouped<T extends {key: string}>(series: readonly T[], search: string): SeriesGroup<T>[] {
  const wanted = search.trim().toLowerCase();
  const groups = new Map<string, T[]>();
  for (const each of series) {
    if (!each.key.toLowerCase().includes(wanted)) continue;
    const slash = each.key.indexOf('/');
    const name = slash > 0 ? each.key.slice(0, slash) : '';
    const group = groups.get(name);
    if (group) group.push(each);
    else groups.set(name, [each]);
  }
  return [...groups.entries()]
    .map(([name, items]) => ({name, items: items.sort((one, other) => one.key.localeCompare(other.key))}))
    .sort((one, other) => one.name.localeCompare(other.name));
}
