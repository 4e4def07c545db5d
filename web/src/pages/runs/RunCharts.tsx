import {Button, Paper, SimpleGrid, Stack, Switch, Group, Text, TextInput, Title, useComputedColorScheme} from '@mantine/core';
import {keepPreviousData, useQuery} from '@tanstack/react-query';
import {IconSearch} from '@tabler/icons-react';
import {useCallback, useMemo, useState} from 'react';
import {useTranslation} from 'react-i18next';
import {client, ok, type Schema} from '../../api/client';
import {ErrorNote} from '../../components/ErrorNote';
import {colorOf} from '../compare/colors';
import {drawable, placed, type RawCurve} from '../compare/curves';
import {NearChart} from '../compare/NearChart';
import {shownNumber, visible} from './cells';
import {grouped, type SeriesGroup} from './series';

type Run = Schema<'Run'>;
type Series = Schema<'Series'>;

const NONE: RawCurve[] = [];
const SHOWN_FIRST = 12;
const POINTS = 1000;

function stepsOf(curve: RawCurve): number[] {
  return curve.steps;
}

/** The run's curves as they come, in groups by what stands before the slash. */
export function RunCharts({run, series, empty}: {run: Run; series: Series[]; empty: string}) {
  const {t} = useTranslation();
  const [search, setSearch] = useState('');
  const [logY, setLogY] = useState(false);
  const groups = useMemo(() => grouped(series, search), [series, search]);
  if (series.length === 0) return <Text size="sm">{empty}</Text>;
  return (
    <Stack gap="lg">
      <Group>
        <TextInput
          aria-label={t('runs.search_metrics')}
          placeholder={t('runs.search_metrics')}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          w={320}
        />
        <Switch size="xs" label={t('compare.log_y')} checked={logY} onChange={(event) => setLogY(event.currentTarget.checked)} />
      </Group>
      {groups.length === 0 && <Text size="sm">{t('runs.no_such')}</Text>}
      {groups.map((group) => (
        <ChartGroup key={group.name} run={run} group={group} single={groups.length === 1} logY={logY} />
      ))}
    </Stack>
  );
}

interface GroupProps {
  run: Run;
  group: SeriesGroup<Series>;
  single: boolean;
  logY: boolean;
}

function ChartGroup({run, group, single, logY}: GroupProps) {
  const {t, i18n} = useTranslation();
  const dark = useComputedColorScheme() === 'dark';
  const [count, setCount] = useState(SHOWN_FIRST);
  const shown = group.items.slice(0, count);
  const keys = shown.map((each) => each.key);
  // New points change the counts, and with them the question: the curves follow the series.
  const state = shown.map((each) => each.n).join();
  const curves = useQuery({
    queryKey: ['run', run.id, 'curves', keys, state],
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    queryFn: ({signal}) =>
      ok(client.POST('/api/v1/runs/curves', {body: {query: {runs: [run.id], view: 'ALL'}, keys, most: POINTS}, signal})),
  });
  const found = useMemo(() => new Map(curves.data?.items.map((curve) => [curve.key, [curve]])), [curves.data]);
  const linesOf = useCallback(
    (raw: RawCurve[]) =>
      raw.map((curve) => {
        const {x, y} = placed(curve.key, curve.key, curve.steps, curve.values.map(drawable));
        return {id: curve.key, label: curve.key, color: colorOf(0, dark), x, y};
      }),
    [dark],
  );
  return (
    <section aria-label={group.name || t('runs.metrics')}>
      {!single && (
        <Title order={3} size="h5" mb="xs">
          {visible(group.name) || t('runs.without_group')}
        </Title>
      )}
      {curves.isError && <ErrorNote error={curves.error} />}
      <SimpleGrid cols={{base: 1, md: 2, xl: 3}} aria-busy={curves.isPending}>
        {shown.map((series) => (
          <Paper key={series.key} withBorder p="sm" style={{minWidth: 0}}>
            <Group justify="space-between" wrap="nowrap">
              <Text size="sm" fw={600} truncate title={visible(series.key)}>
                {visible(series.key)}
              </Text>
              <Text size="xs" c="dimmed" style={{whiteSpace: 'nowrap'}}>
                {t('runs.last_value')} {shownNumber(Number(series.last.value), i18n.language)} · {t('runs.points', {count: series.n})}
              </Text>
            </Group>
            <NearChart
              title={t('compare.chart_of', {metric: visible(series.key), count: 1})}
              ids={[run.id]}
              metric={series.key}
              most={POINTS}
              raw={found.get(series.key) ?? NONE}
              placesOf={stepsOf}
              linesOf={linesOf}
              axis={t('common.step')}
              whole
              logY={logY}
              height={200}
            />
          </Paper>
        ))}
      </SimpleGrid>
      {group.items.length > count && (
        <Button variant="subtle" mt="xs" onClick={() => setCount(count + 3 * SHOWN_FIRST)}>
          {t('runs.more_charts', {n: Math.min(3 * SHOWN_FIRST, group.items.length - count)})}
        </Button>
      )}
    </section>
  );
}
