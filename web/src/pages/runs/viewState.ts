/** What the page of runs shows, all of it in its address. */
import type {Schema} from '../../api/client';
import {parseField, type Column} from './columns';

export type Life = 'ACTIVE_ONLY' | 'DELETED_ONLY' | 'ALL';

export interface ShownColumn {
  /** As the server is asked for it; unique. */
  field: string;
  column: Column;
  width: number;
}

export interface ViewState {
  filter: string;
  /** A field with ASC or DESC behind it; empty for the newest first. */
  order: string;
  /** Null for those that the page chooses. */
  columns: ShownColumn[] | null;
  /** Fields. */
  groups: string[];
  life: Life;
  experiments: string[];
  problem: string | null;
  session: string | null;
  /** Whether all projects that the person may see are looked at. */
  everywhere: boolean;
  /** Null for the chosen one. */
  project: string | null;
}

export const WIDTH = 130;
const WIDTH_LEAST = 60;
const WIDTH_MOST = 800;
const COLUMNS_MOST = 200;
const GROUPS_MOST = 3;

export function fitting(width: number): number {
  return Math.round(Math.min(WIDTH_MOST, Math.max(WIDTH_LEAST, width)));
}

function readColumn(text: string): ShownColumn | null {
  const parts = /^(.*?)(?:~(\d{1,4}))?$/s.exec(text);
  const field = parts?.[1] ?? '';
  const column = parseField(field);
  return column ? {field, column, width: fitting(parts?.[2] ? Number(parts[2]) : WIDTH)} : null;
}

/** What cannot be read is left out, so that an old address still shows something. */
export function readView(query: URLSearchParams): ViewState {
  const seen = new Set<string>();
  const columns = query.getAll('col').slice(0, COLUMNS_MOST).flatMap((text) => {
    const column = readColumn(text);
    if (!column || seen.has(column.field)) return [];
    seen.add(column.field);
    return [column];
  });
  const life = query.get('life');
  const projects = query.get('projects');
  return {
    filter: query.get('q') ?? '',
    order: query.get('sort') ?? '',
    columns: columns.length > 0 ? columns : null,
    groups: query.getAll('group').filter((each) => parseField(each) !== null).slice(0, GROUPS_MOST),
    life: life === 'deleted' ? 'DELETED_ONLY' : life === 'all' ? 'ALL' : 'ACTIVE_ONLY',
    experiments: query.getAll('experiment'),
    problem: query.get('problem'),
    session: query.get('session'),
    everywhere: projects === 'all',
    project: projects === 'all' ? null : projects,
  };
}

export function writeView(state: ViewState): URLSearchParams {
  const query = new URLSearchParams();
  if (state.filter) query.set('q', state.filter);
  if (state.order) query.set('sort', state.order);
  for (const each of state.groups) query.append('group', each);
  for (const each of state.columns ?? []) {
    query.append('col', each.width === WIDTH ? each.field : `${each.field}~${each.width}`);
  }
  if (state.life !== 'ACTIVE_ONLY') query.set('life', state.life === 'ALL' ? 'all' : 'deleted');
  for (const each of state.experiments) query.append('experiment', each);
  if (state.problem) query.set('problem', state.problem);
  if (state.session) query.set('session', state.session);
  if (state.everywhere) query.set('projects', 'all');
  else if (state.project) query.set('projects', state.project);
  return query;
}

/** The server's question for what the page shows. Experiments, problems and sessions are of one project, whichever is chosen. */
export function questionOf(state: ViewState, projectId: string): Schema<'RunQuery'> {
  const named = state.experiments.length > 0 || state.problem !== null || state.session !== null;
  return {
    ...(state.everywhere || named ? {} : {projects: [state.project ?? projectId]}),
    ...(state.experiments.length > 0 ? {experiments: state.experiments} : {}),
    ...(state.problem ? {problem: state.problem} : {}),
    ...(state.session ? {session: state.session} : {}),
    view: state.life,
    filter: state.filter,
    order: state.order ? [state.order] : [],
  };
}

/** The field and direction of an order. */
export function readOrder(order: string): {field: string; ascending: boolean} | null {
  const parts = /^(.*?)(?:\s+(ASC|DESC))?$/i.exec(order.trim());
  if (!parts?.[1]) return null;
  return {field: parts[1], ascending: parts[2]?.toUpperCase() !== 'DESC'};
}
