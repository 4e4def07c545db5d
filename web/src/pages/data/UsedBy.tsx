import {Anchor, Group, Paper, Stack, Text, Title} from '@mantine/core';
import {useQuery} from '@tanstack/react-query';
import {useTranslation} from 'react-i18next';
import {Link} from 'react-router';
import {client, ok, type Schema} from '../../api/client';
import {useProject} from '../../api/session';
import {StateBadge} from '../../components/StateBadge';

/** Which of the project's newest sessions read this version. */
export function UsedBy({version}: {version: Schema<'DatasetVersion'>}) {
  const {t} = useTranslation();
  const {projectId, may} = useProject();
  const sessions = useQuery({
    queryKey: ['sessions', projectId, 'training'],
    enabled: may('COMPUTE_READ'),
    queryFn: () =>
      ok(
        client.GET('/api/v1/projects/{project}/sessions', {
          params: {path: {project: projectId}, query: {limit: 100, kind: ['TRAINING', 'INTERACTIVE']}},
        }),
      ),
  });
  if (!sessions.data) return null;
  const using = sessions.data.items.filter((session) =>
    session.mounts.some((mount) => mount.lineage.version_id === version.id),
  );
  return (
    <Paper withBorder p="md" component="section">
      <Stack gap="sm">
        <Title order={3} size="h4">
          {t('data.used_by')}
        </Title>
        {using.length === 0 && <Text size="sm">{t('data.used_by_none')}</Text>}
        <Group gap="lg">
          {using.map((session) => (
            <Group key={session.id} gap={6}>
              <Anchor component={Link} to={`/sessions/${session.id}`} fz="sm">
                {session.name}
              </Anchor>
              <StateBadge state={session.state} />
            </Group>
          ))}
        </Group>
      </Stack>
    </Paper>
  );
}
