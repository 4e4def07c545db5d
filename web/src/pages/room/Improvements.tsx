import {Anchor, Group, Paper, Select, Stack, Table, Text, Title} from '@mantine/core';
import {useQuery} from '@tanstack/react-query';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {Link} from 'react-router';
import {client, ok, type Schema} from '../../api/client';
import {Fetched} from '../../components/Fetched';
import {moment, percent} from '../../components/format';
import {useProblems} from '../home/figures';
import {useAmounts} from './useAmounts';

type Improvement = Schema<'ImprovementList'>['items'][number];

/** What the hours between two champions of a problem brought: how much a point of the hidden score cost. */
export function Improvements() {
  const {t} = useTranslation();
  const problems = useProblems();
  const [chosen, choose] = useState<string | null>(null);
  const items = problems.data?.items ?? [];
  const id = chosen ?? items[0]?.id;
  return (
    <Paper withBorder p="md" component="section">
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={3} size="h4">
            {t('room.improvements')}
          </Title>
          {items.length > 0 && (
            <Select
              size="xs"
              aria-label={t('room.by.PROBLEM')}
              data={items.map((problem) => ({value: problem.id, label: problem.name}))}
              value={id ?? null}
              allowDeselect={false}
              onChange={choose}
            />
          )}
        </Group>
        <Text size="sm" c="dimmed">
          {t('room.improvements_lead')}
        </Text>
        {id ? <Spans problemId={id} /> : <Text size="sm">{t('room.improvements_empty')}</Text>}
      </Stack>
    </Paper>
  );
}

function Spans({problemId}: {problemId: string}) {
  const {t} = useTranslation();
  const improvements = useQuery({
    queryKey: ['problem', problemId, 'improvements'],
    queryFn: () => ok(client.GET('/api/v1/problems/{id}/improvements', {params: {path: {id: problemId}}})),
    refetchInterval: 30_000,
  });
  return (
    <Fetched query={improvements}>
      {({items, currency}) => (
        <Table.ScrollContainer minWidth={760}>
          <Table fz="sm">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('room.until')}</Table.Th>
                <Table.Th>{t('room.champion')}</Table.Th>
                <Table.Th ta="right">{t('room.score')}</Table.Th>
                <Table.Th ta="right">{t('room.points')}</Table.Th>
                <Table.Th ta="right">{t('room.gpu_hours')}</Table.Th>
                <Table.Th ta="right">{t('room.cpu_hours')}</Table.Th>
                <Table.Th ta="right">{t('room.per_point')}</Table.Th>
                <Table.Th ta="right">{t('room.cost')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {items.map((each) => (
                <Line key={each.since} each={each} currency={currency} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Fetched>
  );
}

function Line({each, currency}: {each: Improvement; currency: string}) {
  const {t, i18n} = useTranslation();
  const {hours, money} = useAmounts();
  const points = new Intl.NumberFormat(i18n.language, {maximumFractionDigits: 2, signDisplay: 'exceptZero'});
  return (
    <Table.Tr>
      <Table.Td>{each.until ? moment(each.until, i18n.language) : t('room.until_now')}</Table.Td>
      <Table.Td>
        {each.model_id ? (
          <Anchor component={Link} to={`/models/${each.model_id}`} fz="sm">
            {each.model_name} v{each.number}
          </Anchor>
        ) : (
          t('room.nothing_better')
        )}
      </Table.Td>
      <Table.Td ta="right">{each.score == null ? '–' : percent(each.score, i18n.language)}</Table.Td>
      <Table.Td ta="right">{each.points == null ? '–' : points.format(each.points)}</Table.Td>
      <Table.Td ta="right">{hours(each.gpu_hours)}</Table.Td>
      <Table.Td ta="right">{hours(each.cpu_hours)}</Table.Td>
      <Table.Td ta="right">{hours(each.gpu_hours_per_point ?? each.cpu_hours_per_point)}</Table.Td>
      <Table.Td ta="right">{money(each.cost, currency)}</Table.Td>
    </Table.Tr>
  );
}
