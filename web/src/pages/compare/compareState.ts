/** What the page of comparisons shows, all of it in its address. */
import {readView, writeView} from '../runs/viewState';
import type {Axis} from './curves';

/** Above this many runs their ids stand behind # in the address: no server has to read so long a line. */
const IN_QUERY = 100;
export const RUNS_MOST = 500;

const AXES: readonly Axis[] = ['step', 'time', 'relative', 'epoch'];
export const TABS = ['curves', 'table', 'parallel', 'scatter', 'importance', 'images'] as const;
export type Tab = (typeof TABS)[number];

export interface CompareState {
  /** Ids; null where the runs are those that a view of the table finds. */
  runs: string[] | null;
  tab: Tab;
  /** Metrics that are drawn; empty for those that the page chooses. */
  keys: string[];
  axis: Axis;
  logX: boolean;
  logY: boolean;
  /** 0…0.99 */
  smoothing: number;
  /** A field by which curves are averaged; null for single ones. */
  group: string | null;
  /** Whether the tables show just what differs. */
  differences: boolean;
  /** The fields of the axes of parallel coordinates, or of x and y. */
  axes: string[];
  color: string | null;
}

/** The address of a comparison of these runs. */
export function comparing(ids: string[]): string {
  return ids.length <= IN_QUERY ? `/runs/compare?runs=${ids.join(',')}` : `/runs/compare#runs=${ids.join(',')}`;
}

/** The address of a comparison of what a view of the table finds. */
export function comparingView(query: URLSearchParams): string {
  const view = writeView({...readView(query), columns: null, groups: []});
  view.set('found', '1');
  return `/runs/compare?${view.toString()}`;
}

export function readCompare(search: string, hash: string): CompareState {
  const query = new URLSearchParams(search);
  const ids = query.get('runs') ?? new URLSearchParams(hash.replace(/^#/, '')).get('runs');
  const axis = query.get('x') as Axis | null;
  const tab = query.get('tab') as Tab | null;
  const smoothing = Number(query.get('smooth') ?? 0);
  return {
    runs:
      query.get('found') === '1'
        ? null
        : [...new Set((ids ?? '').split(',').filter((id) => /^[0-9a-f]{32}$/.test(id)))].slice(0, RUNS_MOST),
    tab: tab && TABS.includes(tab) ? tab : 'curves',
    keys: query.getAll('metric'),
    axis: axis && AXES.includes(axis) ? axis : 'step',
    logX: query.get('logx') === '1',
    logY: query.get('logy') === '1',
    smoothing: smoothing > 0 && smoothing < 1 ? smoothing : 0,
    group: query.get('by'),
    differences: query.get('differences') !== '0',
    axes: query.getAll('axis'),
    color: query.get('color'),
  };
}

/** The search part that shows the same runs and the changed state. */
export function writeCompare(search: string, change: Partial<CompareState>): string {
  const query = new URLSearchParams(search);
  const put = (name: string, value: string | null) => (value === null ? query.delete(name) : query.set(name, value));
  const putAll = (name: string, values: string[]) => {
    query.delete(name);
    for (const value of values) query.append(name, value);
  };
  if (change.tab !== undefined) put('tab', change.tab === 'curves' ? null : change.tab);
  if (change.keys !== undefined) putAll('metric', change.keys);
  if (change.axis !== undefined) put('x', change.axis === 'step' ? null : change.axis);
  if (change.logX !== undefined) put('logx', change.logX ? '1' : null);
  if (change.logY !== undefined) put('logy', change.logY ? '1' : null);
  if (change.smoothing !== undefined) put('smooth', change.smoothing > 0 ? String(change.smoothing) : null);
  if (change.group !== undefined) put('by', change.group);
  if (change.differences !== undefined) put('differences', change.differences ? null : '0');
  if (change.axes !== undefined) putAll('axis', change.axes);
  if (change.color !== undefined) put('color', change.color);
  return query.toString();
}
