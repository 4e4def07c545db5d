import {Group, Paper, SegmentedControl, SimpleGrid, Stack, Text, Title} from '@mantine/core';
import {keepPreviousData, useQuery} from '@tanstack/react-query';
import {useMemo, useState} from 'react';
import {useTranslation} from 'react-i18next';
import {client, ok} from '../../api/client';
import {Fetched} from '../../components/Fetched';
import {bytes, percent} from '../../components/format';
import {TimeChart} from '../../components/TimeChart';
import {gpuCharts, nodeCharts, type Chart, type Samples} from './charts';

const HOURS = ['1', '6', '24', '168'] as const;

/** What nodes and GPUs were doing over the last hours. */
export function History() {
  const {t} = useTranslation();
  const [hours, setHours] = useState('6');
  const samples = useQuery({
    queryKey: ['room', 'samples', hours],
    queryFn: () => ok(client.GET('/api/v1/room/samples', {params: {query: {hours: Number(hours)}}})),
    refetchInterval: 30_000,
    placeholderData: keepPreviousData,
  });
  return (
    <Stack>
      <Group justify="space-between">
        <Text size="sm" c="dimmed">
          {t('room.history_lead')}
        </Text>
        <SegmentedControl
          aria-label={t('room.history_hours')}
          value={hours}
          onChange={setHours}
          data={HOURS.map((each) => ({value: each, label: t(`room.hours.${each}`)}))}
        />
      </Group>
      <Fetched query={samples}>{({items}) => <Charts items={items} />}</Fetched>
    </Stack>
  );
}

function Charts({items}: {items: Samples}) {
  const {t, i18n} = useTranslation();
  const charts = useMemo(() => [...nodeCharts(items), ...gpuCharts(items)], [items]);
  const formats: Record<Chart['unit'], (value: number) => string> = {
    share: (value) => percent(value, i18n.language),
    bytes: (value) => bytes(value, i18n.language),
    celsius: (value) => `${value.toFixed(0)} °C`,
    watts: (value) => `${value.toFixed(0)} W`,
  };
  if (items.length === 0) return <Text size="sm">{t('room.history_empty')}</Text>;
  return (
    <SimpleGrid cols={{base: 1, lg: 2}}>
      {charts.map((chart) => (
        <Paper key={chart.name} withBorder p="md" component="section">
          <Title order={3} size="h5" mb="xs">
            {t(`room.charts.${chart.name}`)}
          </Title>
          <TimeChart
            title={t(`room.charts.${chart.name}`)}
            times={chart.times}
            lines={chart.lines}
            format={formats[chart.unit]}
            {...(chart.unit === 'share' ? {range: [0, 1] as [number, number]} : {})}
          />
        </Paper>
      ))}
    </SimpleGrid>
  );
}
