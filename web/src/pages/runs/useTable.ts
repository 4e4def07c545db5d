import {keepPreviousData, useQueries, useQuery, useQueryClient} from '@tanstack/react-query';
import {useCallback, useMemo} from 'react';
import {client, ok, type Schema} from '../../api/client';

export type Row = Schema<'RunRow'>;
export type Cell = Row['cells'][number];

/** Rows are fetched by as many at once. */
export const PART = 100;

/** How long a run that goes on stays as it is shown. */
const LIVE_MS = 3000;
const NEWS_MS = 10_000;

function ask(body: Schema<'RunSearch'>, signal?: AbortSignal) {
  return ok(client.POST('/api/v1/runs/search', {body, ...(signal ? {signal} : {})}));
}

/** Which runs there are, as of one moment: the list stands still while one scrolls. */
export function useTable(query: Schema<'RunQuery'>) {
  const cache = useQueryClient();
  const head = useQuery({
    queryKey: ['run-table', query],
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    gcTime: 60_000,
    queryFn: ({signal}) => ask({query, columns: [], limit: 0}, signal),
  });
  const at = head.isPlaceholderData ? undefined : head.data?.at;
  const news = useQuery({
    queryKey: ['run-table-news', query, at],
    enabled: at !== undefined,
    refetchInterval: NEWS_MS,
    queryFn: ({signal}) => ask({query, columns: [], limit: 0, at: at ?? null}, signal),
  });
  const renew = useCallback(async () => {
    await cache.invalidateQueries({queryKey: ['run-table']});
    await cache.invalidateQueries({queryKey: ['run-groups']});
  }, [cache]);
  return {head, at: head.data?.at, total: head.data?.total ?? 0, newer: news.data?.newer ?? 0, renew};
}

function alive(rows: Row[] | undefined): boolean {
  return rows?.some((row) => row.status === 'RUNNING' || row.status === 'SCHEDULED') ?? false;
}

/** The rows of those parts of the list that are in sight; running ones are asked again. */
export function useRows(query: Schema<'RunQuery'>, at: string | undefined, columns: string[], parts: number[]) {
  const results = useQueries({
    queries: parts.map((part) => ({
      queryKey: ['run-rows', query, at, columns, part],
      enabled: at !== undefined,
      placeholderData: keepPreviousData,
      staleTime: 30_000,
      refetchOnWindowFocus: false,
      refetchInterval: (state: {state: {data?: Schema<'RunRows'> | undefined}}) =>
        alive(state.state.data?.items) ? LIVE_MS : (false as const),
      queryFn: ({signal}: {signal: AbortSignal}) =>
        ask({query, columns, at: at ?? null, offset: part * PART, limit: PART}, signal),
    })),
    combine: (all) => all.map((each) => ({data: each.isPlaceholderData ? undefined : each.data, error: each.error})),
  });
  const rows = useMemo(() => {
    const found = new Map<number, Row>();
    results.forEach((result, index) => {
      const first = (parts[index] ?? 0) * PART;
      result.data?.items.forEach((row, place) => found.set(first + place, row));
    });
    return found;
  }, [results, parts]);
  return {rows, error: results.find((result) => result.error)?.error ?? null};
}

/** All ids of what the question finds, in order, at most so many. */
export async function allIds(query: Schema<'RunQuery'>, most: number): Promise<string[]> {
  const ids: string[] = [];
  let at: string | null = null;
  for (;;) {
    const limit = Math.min(1000, most - ids.length);
    if (limit <= 0) return ids;
    const part: Schema<'RunRows'> = await ask({query, columns: [], limit, offset: ids.length, at});
    ids.push(...part.items.map((row) => row.id));
    at = part.at;
    if (part.items.length < limit) return ids;
  }
}
