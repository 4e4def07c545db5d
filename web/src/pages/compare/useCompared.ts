import {keepPreviousData, useQuery} from '@tanstack/react-query';
import {useMemo} from 'react';
import {client, ok, type Schema} from '../../api/client';
import {useProject} from '../../api/session';
import {questionOf, readView} from '../runs/viewState';
import {RUNS_MOST, type CompareState} from './compareState';

export type Row = Schema<'RunRow'>;

/** Cells of one request are limited; a wide table of many runs takes several. */
const CELLS_MOST = 50_000;
const COLUMNS_MOST = 200;
const LIVE_MS = 5000;

/** The question for the compared runs. */
export function useQuestion(state: CompareState, search: string): Schema<'RunQuery'> {
  const {projectId} = useProject();
  const ids = state.runs?.join(',');
  return useMemo(
    () =>
      ids === undefined
        ? questionOf(readView(new URLSearchParams(search)), projectId)
        : {runs: ids === '' ? [] : ids.split(','), view: 'ALL' as const},
    [ids, search, projectId],
  );
}

/** The compared runs with these columns, whatever their number. */
export function useCompared(query: Schema<'RunQuery'>, columns: string[]) {
  return useQuery<Row[]>({
    queryKey: ['compared', query, columns],
    placeholderData: keepPreviousData,
    refetchInterval: (state) => (state.state.data?.some((row) => row.status === 'RUNNING') ? LIVE_MS : false),
    queryFn: async ({signal}) => {
      const limit = Math.min(RUNS_MOST, Math.floor(CELLS_MOST / Math.max(1, Math.min(columns.length, COLUMNS_MOST))));
      let whole: Row[] = [];
      for (let from = 0; from === 0 || from < columns.length; from += COLUMNS_MOST) {
        const part = columns.slice(from, from + COLUMNS_MOST);
        const rows = await all(query, part, limit, signal);
        whole =
          from === 0
            ? rows
            : whole.map((row) => ({
                ...row,
                cells: [...row.cells, ...(rows.find((each) => each.id === row.id)?.cells ?? part.map(() => null))],
              }));
      }
      return whole;
    },
  });
}

async function all(query: Schema<'RunQuery'>, columns: string[], limit: number, signal: AbortSignal): Promise<Row[]> {
  const rows: Row[] = [];
  let at: string | null = null;
  do {
    const size = Math.min(limit, RUNS_MOST - rows.length);
    const body = {query, columns, limit: size, offset: rows.length, at};
    const part: Schema<'RunRows'> = await ok(client.POST('/api/v1/runs/search', {body, signal}));
    rows.push(...part.items);
    at = part.at;
    if (part.items.length < size) break;
  } while (rows.length < RUNS_MOST);
  return rows;
}

/** How many points of a curve a chart of so many can show. */
export function pointsOf(curves: number): number {
  return curves > 200 ? 200 : curves > 20 ? 400 : 1000;
}

/** The curves of these runs, each in as many points as a chart can show of so many. */
export function useCurves(runs: Row[], keys: string[], times: boolean) {
  const ids = runs.map((row) => row.id);
  const alive = runs.some((row) => row.status === 'RUNNING');
  const most = pointsOf(runs.length);
  return useQuery({
    queryKey: ['compared-curves', ids, keys, times],
    enabled: ids.length > 0 && keys.length > 0,
    placeholderData: keepPreviousData,
    staleTime: alive ? 0 : 60_000,
    refetchInterval: alive ? LIVE_MS : false,
    queryFn: async ({signal}) => {
      const found = await ok(
        client.POST('/api/v1/runs/curves', {body: {query: {runs: ids, view: 'ALL'}, keys, most, times}, signal}),
      );
      return found.items;
    },
  });
}
