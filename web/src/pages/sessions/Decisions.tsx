import {Anchor, Badge, Group, Paper, Stack, Table, Text, Title} from '@mantine/core';
import {useQuery} from '@tanstack/react-query';
import {useMemo} from 'react';
import {useTranslation} from 'react-i18next';
import {Link} from 'react-router';
import {client, ok, type Schema} from '../../api/client';
import {moment, percent} from '../../components/format';
import {ReasonWords} from '../../components/ReasonWords';
import {TimeChart} from '../../components/TimeChart';
import {promises} from './promises';

type Decision = Schema<'Decision'>;

const SHOWN = 12;

/** In which decisions over slots the session was weighed: what it promised, who was chosen, and why. */
export function Decisions({id, over}: {id: string; over: boolean}) {
  const {t, i18n} = useTranslation();
  const decisions = useQuery({
    queryKey: ['session', id, 'decisions'],
    queryFn: () => ok(client.GET('/api/v1/sessions/{id}/decisions', {params: {path: {id}, query: {limit: 200}}})),
    refetchInterval: over ? false : 3000,
  });
  const items = decisions.data?.items;
  const chart = useMemo(() => promises(items ?? []), [items]);
  if (!items || items.length === 0) return null;
  const title = t('sessions.decisions.promise');
  return (
    <Paper withBorder p="md" component="section" aria-label={t('sessions.decisions.title')}>
      <Stack gap="sm">
        <Title order={3} size="h4">
          {t('sessions.decisions.title')}
        </Title>
        {chart.times.length > 0 && (
          <>
            <Text size="sm" c="dimmed">
              {t('sessions.decisions.promise_lead')}
            </Text>
            <TimeChart
              title={title}
              times={chart.times}
              lines={[{label: title, values: chart.values}]}
              range={[0, 1]}
              height={140}
              format={(value) => percent(value, i18n.language)}
            />
          </>
        )}
        <Table.ScrollContainer minWidth={560}>
          <Table fz="sm" verticalSpacing={6}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('common.time')}</Table.Th>
                <Table.Th>{t('sessions.decisions.outcome')}</Table.Th>
                <Table.Th ta="right">{t('sessions.decisions.promise_short')}</Table.Th>
                <Table.Th>{t('sessions.decisions.why')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {items.slice(0, SHOWN).map((decision) => (
                <Row key={decision.id} decision={decision} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      </Stack>
    </Paper>
  );
}

function Row({decision}: {decision: Decision}) {
  const {t, i18n} = useTranslation();
  return (
    <Table.Tr>
      <Table.Td style={{whiteSpace: 'nowrap'}}>{moment(decision.time, i18n.language)}</Table.Td>
      <Table.Td>
        <Group gap={6}>
          <Badge variant="light" color={decision.chosen ? 'lake' : 'gray'} style={{flexShrink: 0}}>
            {t(`sessions.decisions.${decision.chosen ? `own_${decision.occasion}` : 'another'}`)}
          </Badge>
          {!decision.chosen && decision.session && (
            <Anchor component={Link} to={`/sessions/${decision.session.id}`} fz="sm">
              {decision.session.name}
            </Anchor>
          )}
        </Group>
      </Table.Td>
      <Table.Td ta="right">
        {decision.probability === undefined ? '–' : percent(decision.probability, i18n.language)}
      </Table.Td>
      <Table.Td>
        <ReasonWords reason={decision.own} />
        {!decision.chosen && (
          <Text size="xs" c="dimmed">
            {t('sessions.decisions.chosen_because')} <ReasonWords reason={decision.reason} />
          </Text>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
