/** From what the server sent to what is drawn. */
import {parseField} from '../runs/columns';
import {visible} from '../runs/cells';
import {colorOf} from './colors';
import {bands, drawable, placed, places, smooth, type Axis, type Curve, type RawCurve} from './curves';
import type {Line} from './drawing';
import type {Row} from './useCompared';

export interface Wish {
  axis: Axis;
  smoothing: number;
  dark: boolean;
  /** The place of the cell by which curves are averaged; undefined for single curves. */
  group?: number | undefined;
  missing: string;
}

/** The value that puts a run into its group. */
export function groupOf(row: Row, cell: number, missing: string): string {
  const value = row.cells[cell];
  return value === null || value === undefined ? missing : visible(String(value));
}

/** The lines of one metric: one for each run, or one with its band for each group. */
export function linesOf(key: string, runs: Row[], raw: RawCurve[], wish: Wish): Line[] {
  const epochs = new Map(raw.filter((each) => each.key === 'epoch').map((each) => [each.run, each]));
  const byRun = new Map(raw.filter((each) => each.key === key).map((each) => [each.run, each]));
  const curves = runs.flatMap((row, place) => {
    const curve = byRun.get(row.id);
    if (!curve) return [];
    const x = places(curve, wish.axis, Date.parse(row.started_at), epochs.get(row.id));
    return [{row, place, curve: placed(row.id, visible(row.name), x, curve.values.map(drawable))}];
  });
  const group = wish.group;
  if (group === undefined) {
    return curves.map(({place, curve}) => {
      const shown = smooth(curve, wish.smoothing);
      return {
        id: curve.id, label: curve.label, color: colorOf(place, wish.dark), x: shown.x, y: shown.y,
        ...(wish.smoothing > 0 ? {raw: curve.y} : {}),
      };
    });
  }
  const groups = groupsOf(runs, group, wish.missing);
  const members = new Map<string, Curve[]>(groups.map((name) => [name, []]));
  for (const {row, curve} of curves) members.get(groupOf(row, group, wish.missing))?.push(smooth(curve, wish.smoothing));
  return bands(groups.map((name) => ({id: name, label: name, curves: members.get(name) ?? []}))).map((band, place) => ({
    id: band.id, label: `${band.label} (n=${band.runs})`, color: colorOf(place, wish.dark), x: band.x, y: band.mean,
    spread: band.deviation,
  }));
}

/** The groups in the order in which runs first name them. */
export function groupsOf(runs: Row[], cell: number, missing: string): string[] {
  return [...new Set(runs.map((row) => groupOf(row, cell, missing)))];
}

/** What the legend shows: colours and names of runs or groups. */
export function legendOf(runs: Row[], wish: Wish): {id: string; label: string; color: string}[] {
  return wish.group === undefined
    ? runs.map((row, place) => ({id: row.id, label: visible(row.name), color: colorOf(place, wish.dark)}))
    : groupsOf(runs, wish.group, wish.missing).map((name, place) => ({id: name, label: name, color: colorOf(place, wish.dark)}));
}

/** A field as people read it. */
export function nameOf(field: string): string {
  const column = parseField(field);
  if (!column) return visible(field);
  return visible(column.kind === 'METRIC' && column.measure !== 'last' ? `${column.key} ${column.measure ?? ''}` : column.key);
}
