import {useQuery} from '@tanstack/react-query';
import {client, ok} from '../../api/client';
import {useProject} from '../../api/session';

/** What the form of a training may choose from: the project's datasets, the versions of one, its problems, and pools. */
export function useTrainingChoices(dataset: string | null) {
  const {projectId} = useProject();
  const path = {project: projectId};
  const datasets = useQuery({
    queryKey: ['datasets', projectId],
    queryFn: () => ok(client.GET('/api/v1/projects/{project}/datasets', {params: {path, query: {limit: 100}}})),
  });
  const versions = useVersions(dataset);
  const problems = useQuery({
    queryKey: ['problems', projectId],
    queryFn: () => ok(client.GET('/api/v1/projects/{project}/problems', {params: {path, query: {limit: 100}}})),
  });
  const pools = useQuery({queryKey: ['pools'], queryFn: () => ok(client.GET('/api/v1/pools'))});
  return {datasets, versions, problems, pools: pools.data?.items ?? []};
}

/** The newest first. */
export function useVersions(dataset: string | null) {
  return useQuery({
    queryKey: ['dataset', dataset, 'versions'],
    enabled: Boolean(dataset),
    queryFn: () =>
      ok(client.GET('/api/v1/datasets/{id}/versions', {params: {path: {id: dataset ?? ''}, query: {limit: 100}}})),
  });
}
