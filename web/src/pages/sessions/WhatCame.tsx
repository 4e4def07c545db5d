import {Alert, Anchor, Group, Paper, Stack, Text} from '@mantine/core';
import {useQuery} from '@tanstack/react-query';
import {IconChartLine, IconTargetArrow, IconTrophy} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import {Link} from 'react-router';
import {client, ok, type Schema} from '../../api/client';
import {percent} from '../../components/format';
import {StateBadge} from '../../components/StateBadge';

interface Props {
  session: Schema<'Session'>;
  run: Schema<'Run'> | undefined;
}

/** The problem that the session competes for, and the model that came of it. */
export function WhatCame({session, run}: Props) {
  const {t, i18n} = useTranslation();
  const problemId = session.context.problem;
  const problem = useQuery({
    queryKey: ['problem', problemId],
    enabled: Boolean(problemId),
    staleTime: Infinity,
    queryFn: () => ok(client.GET('/api/v1/problems/{id}', {params: {path: {id: problemId ?? ''}}})),
  });
  const board = useQuery({
    queryKey: ['problem', problemId, 'leaderboard'],
    enabled: Boolean(problemId),
    refetchInterval: 3000,
    queryFn: () => ok(client.GET('/api/v1/problems/{id}/leaderboard', {params: {path: {id: problemId ?? ''}}})),
  });
  const refused = run?.tags['dure.model_refused'];
  const standing = board.data?.items.find((each) => each.session_id === session.id);
  if ((!problem.data && !run) || session.kind !== 'TRAINING') return null;
  return (
    <Paper withBorder p="md">
      <Stack gap="xs">
        {problem.data && (
          <Group gap="xs" wrap="nowrap">
            <IconTargetArrow size={20} stroke={1.6} aria-hidden />
            <Text size="sm">
              {t('sessions.problem')}{' '}
              <Anchor component={Link} to={`/problems/${problem.data.id}`} fz="sm">
                {problem.data.name}
              </Anchor>
            </Text>
          </Group>
        )}
        {run && (
          <Group gap="xs" wrap="nowrap">
            <IconChartLine size={20} stroke={1.6} aria-hidden />
            <Anchor component={Link} to={`/runs/${run.id}`} fz="sm">
              {t('runs.run')} {run.name}
            </Anchor>
          </Group>
        )}
        {standing && (
          <Group gap="xs">
            <IconTrophy size={20} stroke={1.6} aria-hidden color={standing.champion ? '#e67700' : 'currentColor'} />
            <Anchor component={Link} to={`/models/${standing.model_id}?version=${standing.number}`} fz="sm">
              {t('models.version_of', {model: standing.model_name, n: standing.number})}
            </Anchor>
            {typeof standing.hidden_accuracy === 'number' ? (
              <Text size="sm" fw={650}>
                {percent(standing.hidden_accuracy, i18n.language)}
              </Text>
            ) : (
              <StateBadge state={standing.state} />
            )}
          </Group>
        )}
        {refused && (
          <Alert color="red" title={t('sessions.model_refused')}>
            {refused}
          </Alert>
        )}
      </Stack>
    </Paper>
  );
}
