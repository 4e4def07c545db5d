import {useMutation, useQuery, useQueryClient} from '@tanstack/react-query';
import {client, ok} from '../../api/client';
import type {Sweep, Trial} from './rows';

const LIVE_MS = 2000;

/** Whether something of it may still change by itself. */
function isLive(sweep: Sweep | undefined): boolean {
  return sweep === undefined || sweep.state === 'RUNNING' || sweep.progress.open > 0;
}

export function useSweep(id: string) {
  return useQuery({
    queryKey: ['sweep', id],
    refetchInterval: (query) => (isLive(query.state.data) ? LIVE_MS : LIVE_MS * 5),
    queryFn: () => ok(client.GET('/api/v1/sweeps/{id}', {params: {path: {id}}})),
  });
}

/** All of its trials, whatever their number. */
export function useTrials(sweep: Sweep) {
  return useQuery<Trial[]>({
    queryKey: ['sweep', sweep.id, 'trials'],
    refetchInterval: isLive(sweep) ? LIVE_MS : LIVE_MS * 5,
    queryFn: async () => {
      const all: Trial[] = [];
      for (let after: number | undefined; ; after = all.at(-1)?.number) {
        const page = await ok(
          client.GET('/api/v1/sweeps/{id}/trials', {
            params: {path: {id: sweep.id}, query: {limit: 1000, ...(after === undefined ? {} : {after})}},
          }),
        );
        all.push(...page.items);
        if (!page.next) return all;
      }
    },
  });
}

export interface Limits {
  trials?: number;
  parallel?: number;
  slot_hours?: number;
  cost?: number;
}

/** What a person does with a sweep. */
export function useDeeds(id: string) {
  const queries = useQueryClient();
  const onSuccess = () => queries.invalidateQueries({queryKey: ['sweep', id]});
  const params = {path: {id}};
  return {
    pause: useMutation({mutationFn: () => ok(client.POST('/api/v1/sweeps/{id}/pause', {params})), onSuccess}),
    stop: useMutation({mutationFn: () => ok(client.POST('/api/v1/sweeps/{id}/stop', {params})), onSuccess}),
    resume: useMutation({
      mutationFn: (limits: Limits) => ok(client.POST('/api/v1/sweeps/{id}/resume', {params, body: limits})),
      onSuccess,
    }),
    archive: useMutation({
      mutationFn: (archived: boolean) => ok(client.POST('/api/v1/sweeps/{id}/archive', {params, body: {archived}})),
      onSuccess,
    }),
  };
}
