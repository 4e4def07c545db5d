import {Anchor, CloseButton, Group, MultiSelect, Text} from '@mantine/core';
import {useQuery} from '@tanstack/react-query';
import {useTranslation} from 'react-i18next';
import {Link} from 'react-router';
import {client, ok} from '../../api/client';
import {useProject, useProjectOf} from '../../api/session';
import {visible} from './cells';
import type {ViewState} from './viewState';

/** Of what the runs are: experiments of the project, a problem, a session. */
export function ScopeNote({view, change}: {view: ViewState; change: (part: Partial<ViewState>) => void}) {
  const {t} = useTranslation();
  const {projectId} = useProject();
  const experiments = useQuery({
    queryKey: ['experiments', projectId],
    staleTime: 60_000,
    queryFn: () => ok(client.GET('/api/v1/projects/{project}/experiments', {params: {path: {project: projectId}}})),
  });
  const problem = useQuery({
    queryKey: ['problem', view.problem],
    enabled: view.problem !== null,
    staleTime: Infinity,
    queryFn: () => ok(client.GET('/api/v1/problems/{id}', {params: {path: {id: view.problem ?? ''}}})),
  });
  const experiment = view.experiments[0];
  const first = useQuery({
    queryKey: ['experiment', experiment],
    enabled: experiment !== undefined,
    staleTime: Infinity,
    queryFn: () => ok(client.GET('/api/v1/experiments/{experiment}', {params: {path: {experiment: experiment ?? ''}}})),
  });
  useProjectOf(view.project ?? first.data?.project_id ?? problem.data?.project_id);
  return (
    <Group gap="md">
      {!view.everywhere && (
        <MultiSelect
          aria-label={t('runs.experiments')}
          placeholder={view.experiments.length === 0 ? t('runs.all_experiments') : ''}
          data={(experiments.data?.items ?? []).map((each) => ({value: each.id, label: visible(each.name)}))}
          value={view.experiments}
          onChange={(chosen) => change({experiments: chosen})}
          searchable
          clearable
          clearButtonProps={{'aria-label': t('runs.all_experiments')}}
          limit={100}
          size="xs"
          miw={260}
        />
      )}
      {view.problem !== null && (
        <Group gap={4}>
          <Text size="sm">
            {t('runs.of_problem')}{' '}
            <Anchor component={Link} to={`/problems/${view.problem}`} fz="sm">
              {visible(problem.data?.name ?? view.problem)}
            </Anchor>
          </Text>
          <CloseButton size="sm" aria-label={t('runs.of_problem_no_more')} onClick={() => change({problem: null})} />
        </Group>
      )}
      {view.session !== null && (
        <Group gap={4}>
          <Anchor component={Link} to={`/sessions/${view.session}`} fz="sm">
            {t('runs.of_session')}
          </Anchor>
          <CloseButton size="sm" aria-label={t('runs.of_session_no_more')} onClick={() => change({session: null})} />
        </Group>
      )}
    </Group>
  );
}
