import {useQueries, useQuery} from '@tanstack/react-query';
import {client, ok, type Schema} from '../../api/client';
import {useProject} from '../../api/session';

type Problem = Schema<'LearningProblem'>;

/** What the loop's stations show. */
export interface Figures {
  /** False until every station has been asked. */
  known: boolean;
  problem: Problem | undefined;
  datasets: Schema<'Dataset'>[];
  /** Versions of the dataset in the loop, the newest first. */
  versions: Schema<'DatasetVersion'>[];
  sessions: Schema<'Session'>[];
  slots: Schema<'SlotList'>['items'];
  /** Of the problem, the newest first. */
  champions: Schema<'ChampionList'>['items'];
  /** The version that is champion now. */
  champion: Schema<'ModelVersion'> | undefined;
  endpoints: Schema<'Endpoint'>[];
  usages: Schema<'Usage'>[];
  corrections: {endpointId: string; waiting: number; more: boolean}[];
}

/** So many endpoints are summed up; their page lists all of them. */
const ENDPOINTS_MOST = 8;
const WAITING_MOST = 100;

export function useProblems() {
  const {projectId} = useProject();
  return useQuery({
    queryKey: ['problems', projectId],
    queryFn: () =>
      ok(
        client.GET('/api/v1/projects/{project}/problems', {
          params: {path: {project: projectId}, query: {limit: 100}},
        }),
      ),
  });
}

/** Asks every station of the project's loop, again every few seconds. */
export function useFigures(problem: Problem | undefined): Figures {
  const work = useWork();
  const data = useData(problem);
  const champion = useChampion(problem);
  const serving = useServing();
  return {
    problem,
    ...work.figures,
    ...data.figures,
    ...champion.figures,
    ...serving.figures,
    known: work.known && data.known && champion.known && serving.known,
  };
}

function useWork() {
  const {projectId} = useProject();
  const sessions = useQuery({
    queryKey: ['sessions', projectId, 'loop'],
    refetchInterval: 2500,
    queryFn: () =>
      ok(
        client.GET('/api/v1/projects/{project}/sessions', {
          params: {path: {project: projectId}, query: {limit: 100}},
        }),
      ),
  });
  const slots = useQuery({
    queryKey: ['slots'],
    refetchInterval: 2500,
    queryFn: () => ok(client.GET('/api/v1/slots')),
  });
  return {
    known: sessions.isFetched && slots.isFetched,
    figures: {sessions: sessions.data?.items ?? [], slots: slots.data?.items ?? []},
  };
}

function useData(problem: Problem | undefined) {
  const {projectId} = useProject();
  const datasets = useQuery({
    queryKey: ['datasets', projectId],
    refetchInterval: 5000,
    queryFn: () =>
      ok(
        client.GET('/api/v1/projects/{project}/datasets', {
          params: {path: {project: projectId}, query: {limit: 100}},
        }),
      ),
  });
  const dataset = problem?.dataset_id ?? datasets.data?.items.find((each) => each.latest_version)?.id;
  const versions = useQuery({
    queryKey: ['dataset', dataset, 'versions'],
    refetchInterval: 5000,
    enabled: dataset !== undefined,
    queryFn: () =>
      ok(client.GET('/api/v1/datasets/{id}/versions', {params: {path: {id: dataset ?? ''}, query: {limit: 100}}})),
  });
  return {
    known: datasets.isFetched && (dataset === undefined || versions.isFetched),
    figures: {datasets: datasets.data?.items ?? [], versions: versions.data?.items ?? []},
  };
}

function useChampion(problem: Problem | undefined) {
  const champions = useQuery({
    queryKey: ['problem', problem?.id, 'champions'],
    refetchInterval: 3000,
    enabled: problem !== undefined,
    queryFn: () => ok(client.GET('/api/v1/problems/{id}/champions', {params: {path: {id: problem?.id ?? ''}}})),
  });
  const present = champions.data?.items.find((each) => !each.until);
  const version = useQuery({
    queryKey: ['version', present?.version_id],
    enabled: present !== undefined,
    queryFn: () =>
      ok(
        client.GET('/api/v1/models/{id}/versions/{number}', {
          params: {path: {id: present?.model_id ?? '', number: present?.number ?? 0}},
        }),
      ),
  });
  return {
    known: problem === undefined || (champions.isFetched && (present === undefined || version.isFetched)),
    figures: {champions: champions.data?.items ?? [], champion: present && version.data},
  };
}

function useServing() {
  const {projectId} = useProject();
  const endpoints = useQuery({
    queryKey: ['endpoints', projectId],
    refetchInterval: 5000,
    queryFn: () => ok(client.GET('/api/v1/projects/{project}/endpoints', {params: {path: {project: projectId}}})),
  });
  const counted = (endpoints.data?.items ?? []).slice(0, ENDPOINTS_MOST);
  const usages = useQueries({
    queries: counted.map((endpoint) => ({
      queryKey: ['endpoint', endpoint.id, 'usage'],
      refetchInterval: 5000,
      queryFn: () => ok(client.GET('/api/v1/endpoints/{id}/usage', {params: {path: {id: endpoint.id}}})),
    })),
  });
  const corrections = useQueries({
    queries: counted.map((endpoint) => ({
      queryKey: ['endpoint', endpoint.id, 'corrections', 'loop'],
      refetchInterval: 5000,
      queryFn: async () => {
        const query = {state: 'WAITING' as const, limit: WAITING_MOST};
        const waiting = await ok(
          client.GET('/api/v1/endpoints/{id}/corrections', {params: {path: {id: endpoint.id}, query}}),
        );
        return {endpointId: endpoint.id, waiting: waiting.items.length, more: Boolean(waiting.next)};
      },
    })),
  });
  return {
    known: endpoints.isFetched && usages.every((each) => each.isFetched) && corrections.every((each) => each.isFetched),
    figures: {
      endpoints: endpoints.data?.items ?? [],
      usages: usages.flatMap((each) => each.data ?? []),
      corrections: corrections.flatMap((each) => each.data ?? []),
    },
  };
}
