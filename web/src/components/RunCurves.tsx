import {Group, SegmentedControl, Select, Stack, Text} from '@mantine/core';
import {keepPreviousData, useQueries, type Query} from '@tanstack/react-query';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {client, ok, type Schema} from '../api/client';
import {CurveChart, type Curve} from './CurveChart';

type Run = Schema<'Run'>;

/** More curves than this on one chart tell nothing any more. */
export const CURVES_MOST = 12;

const PREFERRED = ['validation_accuracy', 'val_accuracy', 'accuracy', 'validation_loss', 'loss'];

/** Metrics that are curves: logged by the program, more than once where the run has gone on for a while. */
function metricsOf(runs: Run[]): string[] {
  const keys = [...new Set(runs.flatMap((run) => Object.keys(run.metrics)))].filter((key) => !key.startsWith('dure.') && key !== 'epoch');
  const rank = (key: string) => (PREFERRED.includes(key) ? PREFERRED.indexOf(key) : PREFERRED.length);
  return keys.sort((one, other) => rank(one) - rank(other) || one.localeCompare(other));
}

/** Whether the points at hand end where the run's metric does. */
function complete(run: Run, key: string, points: Schema<'Points'> | undefined): boolean {
  const last = points?.items.at(-1);
  return last !== undefined && last.step >= (run.metrics[key]?.step ?? 0);
}

/** The curves of one metric, one for each run; asked again every second and a half until all points are there. */
function useCurves(runs: Run[], key: string | undefined) {
  const shown = key === undefined ? [] : runs.filter((run) => key in run.metrics);
  const points = useQueries({
    queries: shown.map((run) => ({
      queryKey: ['points', run.id, key],
      placeholderData: keepPreviousData,
      refetchInterval: (query: Query<Schema<'Points'>>) =>
        run.status !== 'RUNNING' && complete(run, key ?? '', query.state.data) ? false : 1500,
      staleTime: run.status === 'RUNNING' ? 0 : 60_000,
      queryFn: () =>
        ok(
          client.GET('/api/v1/runs/{run}/points', {params: {path: {run: run.id}, query: {key: key ?? '', most: 500}}}),
        ),
    })),
    combine: (results) => results.map((result) => result.data?.items),
  });
  return shown.map((run, place) => {
    const items = points[place] ?? [];
    return {
      label: run.name,
      steps: items.map((point) => point.step),
      values: items.map((point) => (typeof point.value === 'number' ? point.value : null)),
    };
  });
}

/** Curves of runs over their steps, one metric at a time, side by side in one picture. */
export function RunCurves({runs, empty}: {runs: Run[]; empty: string}) {
  const {t} = useTranslation();
  const [chosen, setChosen] = useState<string | null>(null);
  const keys = metricsOf(runs);
  const key = chosen !== null && keys.includes(chosen) ? chosen : keys[0];
  const curves: Curve[] = useCurves(runs, key);
  if (key === undefined) {
    return (
      <Text size="sm" c="dimmed" mih={60}>
        {empty}
      </Text>
    );
  }
  return (
    <Stack gap="xs">
      <Group>
        {keys.length <= 5 ? (
          <SegmentedControl
            size="xs"
            aria-label={t('common.metric')}
            data={keys}
            value={key}
            onChange={setChosen}
          />
        ) : (
          <Select size="xs" aria-label={t('common.metric')} data={keys} value={key} onChange={setChosen} />
        )}
      </Group>
      <CurveChart curves={curves} title={t('common.curves_of', {metric: key, runs: runs.length})} />
    </Stack>
  );
}
