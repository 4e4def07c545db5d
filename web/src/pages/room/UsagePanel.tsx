import {Button, Group, Paper, SegmentedControl, Select, Stack, Table, Text, Title} from '@mantine/core';
import {keepPreviousData, useQuery} from '@tanstack/react-query';
import {IconDownload} from '@tabler/icons-react';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {client, ok, type Schema} from '../../api/client';
import {Fetched} from '../../components/Fetched';
import {DayBars} from './DayBars';
import {Improvements} from './Improvements';
import {ModelSpending} from './ModelSpending';
import {useAmounts} from './useAmounts';
import {byDay, daysAgo, drawnKind} from './usage';

const SUMS = ['PROJECT', 'PERSON', 'PROBLEM', 'SESSION'] as const;
const PERIODS = ['7', '30', '90'] as const;

/** Who used how much, and what that cost: day by day, by what one asks, and what models and improvements cost. */
export function UsagePanel() {
  const {t} = useTranslation();
  const [period, setPeriod] = useState('30');
  const [by, setBy] = useState<(typeof SUMS)[number]>('PERSON');
  const from = daysAgo(Number(period));
  return (
    <Stack gap="lg">
      <Group justify="space-between">
        <Text size="sm" c="dimmed" maw={760}>
          {t('room.usage_lead')}
        </Text>
        <SegmentedControl
          aria-label={t('room.period')}
          value={period}
          onChange={setPeriod}
          data={PERIODS.map((each) => ({value: each, label: t('room.days', {count: Number(each)})}))}
        />
      </Group>
      <Days from={from} />
      <Paper withBorder p="md" component="section">
        <Stack gap="sm">
          <Group justify="space-between">
            <Title order={3} size="h4">
              {t('room.sums')}
            </Title>
            <Group>
              <Select
                size="xs"
                aria-label={t('room.sum_by')}
                data={SUMS.map((each) => ({value: each, label: t(`room.by.${each}`)}))}
                value={by}
                allowDeselect={false}
                onChange={(value) => setBy(SUMS.find((each) => each === value) ?? 'PERSON')}
              />
              <Button
                component="a"
                href={`/api/v1/usage/compute.csv?by=${by}&from=${from}&bom=true`}
                download
                size="xs"
                variant="default"
                leftSection={<IconDownload size={16} aria-hidden />}
              >
                {t('room.csv')}
              </Button>
            </Group>
          </Group>
          <Sums from={from} by={by} />
        </Stack>
      </Paper>
      <ModelSpending />
      <Improvements />
    </Stack>
  );
}

function Days({from}: {from: string}) {
  const {t} = useTranslation();
  const {hours} = useAmounts();
  const usage = useQuery({
    queryKey: ['usage', 'days', from],
    queryFn: () => ok(client.GET('/api/v1/usage/compute', {params: {query: {from, by: 'PROJECT', daily: true, others: true}}})),
    refetchInterval: 30_000,
    placeholderData: keepPreviousData,
  });
  return (
    <Paper withBorder p="md" component="section">
      <Fetched query={usage}>
        {(report) => {
          const kind = t(`room.${drawnKind(report.items)}`);
          return (
            <Stack gap="sm">
              <Title order={3} size="h4">
                {t('room.by_day', {kind})}
              </Title>
              {report.items.length === 0 ? (
                <Text size="sm">{t('room.usage_empty')}</Text>
              ) : (
                <DayBars
                  title={t('room.by_day', {kind})}
                  {...byDay(report.from, report.to, report.items, t('room.others'))}
                  format={hours}
                />
              )}
            </Stack>
          );
        }}
      </Fetched>
    </Paper>
  );
}

function Sums({from, by}: {from: string; by: (typeof SUMS)[number]}) {
  const {t} = useTranslation();
  const usage = useQuery({
    queryKey: ['usage', by, from],
    queryFn: () => ok(client.GET('/api/v1/usage/compute', {params: {query: {from, by}}})),
    refetchInterval: 30_000,
    placeholderData: keepPreviousData,
  });
  return (
    <Fetched query={usage}>
      {(report) =>
        report.items.length === 0 ? (
          <Text size="sm">{t('room.usage_empty')}</Text>
        ) : (
          <>
            <Table.ScrollContainer minWidth={600}>
              <Table fz="sm">
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{t('common.project')}</Table.Th>
                    {by !== 'PROJECT' && <Table.Th>{t(`room.by.${by}`)}</Table.Th>}
                    <Table.Th ta="right">{t('room.gpu_hours')}</Table.Th>
                    <Table.Th ta="right">{t('room.cpu_hours')}</Table.Th>
                    <Table.Th ta="right">{t('room.cost')}</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {report.items.map((row, place) => (
                    <SumRow key={place} row={row} by={by} currency={report.currency} />
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
            {report.truncated && <Text size="sm">{t('room.truncated')}</Text>}
          </>
        )
      }
    </Fetched>
  );
}

function SumRow({row, by, currency}: {row: Schema<'ComputeUsage'>; by: (typeof SUMS)[number]; currency: string}) {
  const {t} = useTranslation();
  const {hours, money} = useAmounts();
  const name = {
    PROJECT: null,
    PERSON: row.person,
    PROBLEM: row.problem_name ?? row.problem_id ?? t('room.no_problem'),
    SESSION: row.session_name,
  }[by];
  return (
    <Table.Tr>
      <Table.Td>{row.project_name ?? t('room.others')}</Table.Td>
      {by !== 'PROJECT' && <Table.Td>{name}</Table.Td>}
      <Table.Td ta="right">{hours(row.gpu_hours)}</Table.Td>
      <Table.Td ta="right">{hours(row.cpu_hours)}</Table.Td>
      <Table.Td ta="right">{money(row.cost, currency)}</Table.Td>
    </Table.Tr>
  );
}
