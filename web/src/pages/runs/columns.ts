/** Columns of the run table, and how the filter language spells them. */

export type Kind = 'METRIC' | 'PARAM' | 'TAG' | 'DATASET' | 'ATTRIBUTE';

export interface Column {
  kind: Kind;
  key: string;
  /** Of a metric: `last`, `first`, `min`, `max`, `best` or `at(100)`. */
  measure?: string | undefined;
}

export const MEASURES = ['last', 'min', 'max', 'first', 'best'] as const;
export const ATTRIBUTES = [
  'status', 'start_time', 'end_time', 'duration', 'user_id', 'experiment', 'experiment_id', 'session_id', 'problem_id',
  'run_name', 'run_id',
] as const;

const PREFIXES: Record<Exclude<Kind, 'ATTRIBUTE'>, string> = {
  METRIC: 'metrics', PARAM: 'params', TAG: 'tags', DATASET: 'dataset',
};
const AT_STEP = /^at\(-?\d{1,18}\)$/;

/** A key as it may stand behind the dot: in backticks where it is not a plain word. */
export function quoted(key: string): string {
  if (/^[A-Za-z_][\w/-]*$/.test(key)) return key;
  return key.includes('`') ? `"${key}"` : `\`${key}\``;
}

/** The column as the server is asked for it: `metrics.loss.min`, `params.lr`, `status`. */
export function field(column: Column): string {
  if (column.kind === 'ATTRIBUTE') return column.key;
  const name = `${PREFIXES[column.kind]}.${quoted(column.key)}`;
  return column.kind === 'METRIC' ? `${name}.${column.measure ?? 'last'}` : name;
}

/** What `field` wrote; null for anything else. */
export function parseField(text: string): Column | null {
  if ((ATTRIBUTES as readonly string[]).includes(text)) return {kind: 'ATTRIBUTE', key: text};
  const parts = /^(metrics|params|tags|dataset)\.(?:`([^`]+)`|"([^"]+)"|([A-Za-z_][\w/-]*))(?:\.([a-z]+(?:\([^)]*\))?))?$/.exec(text);
  if (!parts) return null;
  const key = parts[2] ?? parts[3] ?? parts[4] ?? '';
  const measure = parts[5];
  if (parts[1] === 'metrics') {
    if (measure !== undefined && !isMeasure(measure)) return null;
    return {kind: 'METRIC', key, measure: measure ?? 'last'};
  }
  if (measure !== undefined) return null;
  return {kind: parts[1] === 'params' ? 'PARAM' : parts[1] === 'tags' ? 'TAG' : 'DATASET', key};
}

export function isMeasure(text: string): boolean {
  return (MEASURES as readonly string[]).includes(text) || AT_STEP.test(text);
}

export function same(one: Column, other: Column): boolean {
  return field(one) === field(other);
}

/** Whether the runs can be grouped by it. */
export function groupable(column: Column): boolean {
  return column.kind !== 'METRIC' && !/(_time|^duration|^run_id)$/.test(column.key);
}

/** A clause that finds the runs of one value: `params.lr = '0.1'`; null where the language cannot say it. */
export function clause(column: Column, value: string | null): string | null {
  if (value === null) return column.kind === 'PARAM' || column.kind === 'TAG' ? `${field(column)} IS NULL` : null;
  if (!value.includes("'")) return `${field(column)} = '${value}'`;
  return value.includes('"') ? null : `${field(column)} = "${value}"`;
}

/** Both clauses together. */
export function both(filter: string, more: string): string {
  return filter.trim() === '' ? more : `${filter.trim()} AND ${more}`;
}
