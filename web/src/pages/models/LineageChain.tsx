import {Anchor, Code, Group, Paper, Stack, Text, ThemeIcon, Title} from '@mantine/core';
import {useQuery} from '@tanstack/react-query';
import {IconChevronRight, IconDatabase, IconPlayerPlay, IconRocket, IconTrophy, IconUpload} from '@tabler/icons-react';
import type {ComponentType} from 'react';
import {Fragment} from 'react';
import {useTranslation} from 'react-i18next';
import {Link} from 'react-router';
import {client, ok, type Schema} from '../../api/client';
import {useProject} from '../../api/session';
import {trainedOn} from './lineage';

interface Station {
  Icon: ComponentType<{size?: number; stroke?: number}>;
  name: string;
  things: {text: string; path?: string}[];
}

/** From the data over the session to the version and the endpoints where it answers. */
export function LineageChain({version}: {version: Schema<'ModelVersion'>}) {
  const {t} = useTranslation();
  const {projectId} = useProject();
  const session = useQuery({
    queryKey: ['session', version.session_id],
    enabled: Boolean(version.session_id),
    staleTime: 60_000,
    queryFn: () => ok(client.GET('/api/v1/sessions/{id}', {params: {path: {id: version.session_id ?? ''}}})),
  });
  const runId = version.session_id ? null : version.run_id;
  const run = useQuery({
    queryKey: ['run', runId],
    enabled: Boolean(runId),
    staleTime: 60_000,
    queryFn: () => ok(client.GET('/api/v1/runs/{run}', {params: {path: {run: runId ?? ''}}})),
  });
  const endpoints = useQuery({
    queryKey: ['endpoints', projectId],
    queryFn: () => ok(client.GET('/api/v1/projects/{project}/endpoints', {params: {path: {project: projectId}}})),
  });
  const served = endpoints.data?.items.filter((each) => each.live?.version_id === version.id) ?? [];
  const made: Station =
    version.origin === 'UPLOAD'
      ? {Icon: IconUpload, name: t('models.brought'), things: [{text: version.created_by}]}
      : {
          Icon: IconPlayerPlay,
          name: version.session_id ? t('models.session') : t('models.run'),
          things: version.session_id
            ? [{text: session.data?.name ?? '…', path: `/sessions/${version.session_id}`}]
            : runId
              ? [{text: run.data?.name ?? runId, path: `/runs/${runId}`}]
              : [],
        };
  const stations: Station[] = [
    {
      Icon: IconDatabase,
      name: t('models.data'),
      things: trainedOn(version).map((data) => ({
        text: `${data.dataset} v${data.version}${data.part ? `/${data.part}` : ''}`,
        path: `/data/${data.datasetId}?version=${data.version}`,
      })),
    },
    made,
    {
      Icon: IconTrophy,
      name: t('models.model'),
      things: [{text: t('models.version_of', {model: version.model_name, n: version.number})}],
    },
    {
      Icon: IconRocket,
      name: t('models.answers_at'),
      things: served.map((each) => ({text: each.name, path: `/endpoints/${each.id}`})),
    },
  ];
  return (
    <Paper withBorder p="md" component="section">
      <Stack gap="sm">
        <Title order={3} size="h4">
          {t('models.lineage')}
        </Title>
        <Group gap="md">
          {stations.map((station, place) => (
            <Fragment key={station.name}>
              {place > 0 && <IconChevronRight size={20} color="#868e96" aria-hidden />}
              <Group gap="sm" wrap="nowrap">
                <ThemeIcon variant="light" size="lg" radius="xl" aria-hidden>
                  <station.Icon size={18} stroke={1.6} />
                </ThemeIcon>
                <div>
                  <Text size="xs" c="dimmed">
                    {station.name}
                  </Text>
                  {station.things.length === 0 && <Text size="sm">–</Text>}
                  {station.things.map((thing) =>
                    thing.path ? (
                      <Anchor key={thing.text} component={Link} to={thing.path} fz="sm" display="block">
                        {thing.text}
                      </Anchor>
                    ) : (
                      <Text key={thing.text} size="sm">
                        {thing.text}
                      </Text>
                    ),
                  )}
                </div>
              </Group>
            </Fragment>
          ))}
        </Group>
        {version.origin === 'CLIENT' && (
          <Text size="sm" c="dimmed">
            {t('models.registered_from', {who: version.created_by})}{' '}
            <Code style={{overflowWrap: 'anywhere'}}>{version.source}</Code>
          </Text>
        )}
      </Stack>
    </Paper>
  );
}
