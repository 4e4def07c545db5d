import {Paper, Stack, Text, Timeline, Title} from '@mantine/core';
import {useQuery} from '@tanstack/react-query';
import {useTranslation} from 'react-i18next';
import {client, ok} from '../../api/client';
import {Fetched} from '../../components/Fetched';
import {ReasonWords} from '../../components/ReasonWords';
import {moment} from '../../components/format';

/** Every step of the session with its time, cause and actor. */
export function History({id, over}: {id: string; over: boolean}) {
  const {t, i18n} = useTranslation();
  const steps = useQuery({
    queryKey: ['session', id, 'transitions', over],
    queryFn: () => ok(client.GET('/api/v1/sessions/{id}/transitions', {params: {path: {id}}})),
    refetchInterval: over ? false : 2000,
  });
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        <Title order={3} size="h4">
          {t('sessions.history')}
        </Title>
        <Fetched query={steps}>
          {({items}) => (
            <Timeline bulletSize={14} lineWidth={2} active={items.length}>
              {items.map((step) => (
                <Timeline.Item key={step.number} title={t(`states.${step.state}`)}>
                  <Text size="sm"><ReasonWords reason={step.cause} /></Text>
                  <Text size="xs" c="dimmed">
                    {moment(step.time, i18n.language)} · {step.actor}
                    {step.attempt ? ` · ${t('sessions.attempt', {n: step.attempt})}` : ''}
                  </Text>
                </Timeline.Item>
              ))}
            </Timeline>
          )}
        </Fetched>
      </Stack>
    </Paper>
  );
}
