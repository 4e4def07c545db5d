import {Anchor, List, Paper, Stack, Table, Text, Title} from '@mantine/core';
import {useQuery} from '@tanstack/react-query';
import type {ReactNode} from 'react';
import {useTranslation} from 'react-i18next';
import {Link} from 'react-router';
import {client, ok, type Schema} from '../../api/client';
import {Fetched} from '../../components/Fetched';
import {visible} from './cells';

type Run = Schema<'Run'>;

const PARENT = 'mlflow.parentRunId';
const CHILDREN_MOST = 50;

/** What the run came of, and what came of it. */
export function RunLineage({run}: {run: Run}) {
  return (
    <Stack gap="lg" maw={900}>
      <Origins run={run} />
      <Inputs run={run} />
      <Results run={run} />
    </Stack>
  );
}

function Part({title, children}: {title: string; children: ReactNode}) {
  return (
    <Paper withBorder p="md" component="section" aria-label={title}>
      <Stack gap="xs">
        <Title order={3} size="h5">
          {title}
        </Title>
        {children}
      </Stack>
    </Paper>
  );
}

function Origins({run}: {run: Run}) {
  const {t} = useTranslation();
  const parentId = run.tags[PARENT];
  const session = useQuery({
    queryKey: ['session', run.session_id],
    enabled: Boolean(run.session_id),
    staleTime: 60_000,
    queryFn: () => ok(client.GET('/api/v1/sessions/{id}', {params: {path: {id: run.session_id ?? ''}}})),
  });
  const problem = useQuery({
    queryKey: ['problem', run.problem_id],
    enabled: Boolean(run.problem_id),
    staleTime: Infinity,
    queryFn: () => ok(client.GET('/api/v1/problems/{id}', {params: {path: {id: run.problem_id ?? ''}}})),
  });
  const parent = useQuery({
    queryKey: ['run', parentId],
    enabled: parentId !== undefined && /^[0-9a-f]{32}$/.test(parentId),
    staleTime: 60_000,
    queryFn: () => ok(client.GET('/api/v1/runs/{run}', {params: {path: {run: parentId ?? ''}}})),
  });
  const rows: [string, ReactNode][] = [];
  if (run.problem_id) rows.push([t('runs.problem'), <To key="problem" to={`/problems/${run.problem_id}`} text={problem.data?.name ?? run.problem_id} />]);
  if (run.session_id) rows.push([t('runs.session'), <To key="session" to={`/sessions/${run.session_id}`} text={session.data?.name ?? run.session_id} />]);
  if (parentId !== undefined) {
    rows.push([t('runs.parent'), parent.data ? <To key="parent" to={`/runs/${parent.data.id}`} text={parent.data.name} /> : visible(parentId)]);
  }
  for (const mount of session.data?.mounts ?? []) {
    const lineage = Object.entries({...mount.parameters, ...mount.lineage}).filter(([key]) => !key.endsWith('_id') && key !== 'dataset');
    const text = `${mount.parameters.dataset_name ?? mount.name} ${lineage.map(([key, value]) => `${key} ${value}`).join(', ')}`;
    const dataset = mount.lineage.dataset_id ?? mount.parameters.dataset;
    rows.push([t('runs.data_versions'), dataset ? <To key={mount.name} to={`/data/${encodeURIComponent(dataset)}`} text={text} /> : visible(text)]);
  }
  return (
    <Part title={t('runs.session')}>
      {rows.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('runs.nothing_yet')}
        </Text>
      ) : (
        <Table variant="vertical" layout="fixed" withRowBorders={false} fz="sm">
          <Table.Tbody>
            {rows.map(([name, value], place) => (
              <Table.Tr key={place}>
                <Table.Th w={150}>{name}</Table.Th>
                <Table.Td>{value}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Part>
  );
}

function To({to, text}: {to: string; text: string}) {
  return (
    <Anchor component={Link} to={to} fz="sm">
      {visible(text)}
    </Anchor>
  );
}

function Inputs({run}: {run: Run}) {
  const {t} = useTranslation();
  const inputs = useQuery({
    queryKey: ['run', run.id, 'inputs'],
    queryFn: () => ok(client.GET('/api/v1/runs/{run}/inputs', {params: {path: {run: run.id}}})),
  });
  return (
    <Part title={t('runs.inputs')}>
      <Fetched query={inputs}>
        {({items}) =>
          items.length === 0 ? (
            <Text size="sm" c="dimmed">
              {t('runs.nothing_yet')}
            </Text>
          ) : (
            <List size="sm">
              {items.map((input) => (
                <List.Item key={`${input.name} ${input.digest}`}>
                  {visible(input.name)} <code>{visible(input.digest)}</code> {visible(input.context)}{' '}
                  <Text span size="xs" c="dimmed" style={{overflowWrap: 'anywhere'}}>
                    {visible(input.source_type)} {visible(input.source.slice(0, 300))}
                  </Text>
                </List.Item>
              ))}
            </List>
          )
        }
      </Fetched>
    </Part>
  );
}

function Results({run}: {run: Run}) {
  const {t} = useTranslation();
  const filter = `tags.\`${PARENT}\` = '${run.id}'`;
  const children = useQuery({
    queryKey: ['run', run.id, 'children'],
    queryFn: ({signal}) =>
      ok(
        client.POST('/api/v1/runs/search', {
          body: {query: {projects: [run.project_id], filter}, columns: [], limit: CHILDREN_MOST},
          signal,
        }),
      ),
  });
  const versions = useQuery({
    queryKey: ['model-versions', run.project_id, run.id],
    queryFn: () =>
      ok(
        client.GET('/api/v1/projects/{project}/model-versions', {
          params: {path: {project: run.project_id}, query: {run_id: run.id, limit: 100}},
        }),
      ),
  });
  return (
    <>
      <Part title={t('runs.of_it')}>
        <Fetched query={versions}>
          {({items}) =>
            items.length === 0 ? (
              <Text size="sm" c="dimmed">
                {t('runs.nothing_yet')}
              </Text>
            ) : (
              <List size="sm">
                {items.map((version) => (
                  <List.Item key={version.id}>
                    <To to={`/models/${version.model_id}?version=${version.number}`} text={t('models.version_of', {model: version.model_name, n: version.number})} />
                  </List.Item>
                ))}
              </List>
            )
          }
        </Fetched>
      </Part>
      {(children.data?.total ?? 0) > 0 && (
        <Part title={t('runs.children', {count: children.data?.total ?? 0})}>
          <List size="sm">
            {children.data?.items.map((child) => (
              <List.Item key={child.id}>
                <To to={`/runs/${child.id}`} text={child.name} />
              </List.Item>
            ))}
          </List>
          <To to={`/runs?${new URLSearchParams({q: filter}).toString()}`} text={t('runs.show_children')} />
        </Part>
      )}
    </>
  );
}
