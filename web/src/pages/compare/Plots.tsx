import {Center, Group, Loader, MultiSelect, Select, Stack, Text} from '@mantine/core';
import {lazy, Suspense, useMemo} from 'react';
import {useTranslation} from 'react-i18next';
import {useNavigate} from 'react-router';
import type {CompareState} from './compareState';
import {parallelOption, scatterOption, type PlotColumn} from './plots';
import {nameOf} from './lines';
import {visible} from '../runs/cells';
import type {Row} from './useCompared';

const EChart = lazy(() => import('./EChart'));

interface Props {
  runs: Row[];
  /** All that can be put on an axis, with where it stands in the rows. */
  columns: PlotColumn[];
  state: Pick<CompareState, 'axes' | 'color'>;
  change: (part: Partial<Pick<CompareState, 'axes' | 'color'>>) => void;
  /** What a click on a line opens; the run of this id where it is left out. */
  open?: (id: string) => void;
}

interface ScatterProps extends Props {
  state: Pick<CompareState, 'axes' | 'color' | 'logX' | 'logY'>;
}

function useChoices(columns: PlotColumn[]) {
  return columns.map(({field}) => ({value: field, label: nameOf(field)}));
}

interface DrawnProps {
  title: string;
  option: Record<string, unknown>;
  height: number;
  open?: ((id: string) => void) | undefined;
}

function Drawn({title, option, height, open}: DrawnProps) {
  const {t} = useTranslation();
  const navigate = useNavigate();
  return (
    <Suspense
      fallback={
        <Center h={height}>
          <Loader aria-label={t('common.loading')} />
        </Center>
      }
    >
      <EChart title={title} option={option} height={height} open={open ?? ((id) => void navigate(`/runs/${id}`))} />
    </Suspense>
  );
}

/** An axis for each parameter or metric, a line for each run. Drag along an axis to choose a part of it. */
export function ParallelPlot({runs, columns, state, change, open}: Props) {
  const {t} = useTranslation();
  const choices = useChoices(columns);
  const params = columns.filter((each) => each.kind === 'PARAM' && each.differs).slice(0, 6);
  const metrics = columns.filter((each) => each.kind === 'METRIC').slice(0, 2);
  const first = [...params, ...metrics].map((each) => each.field);
  const axes = state.axes.length >= 2 ? state.axes : first;
  const color = state.color ?? metrics[0]?.field ?? null;
  const key = axes.join('\n');
  const option = useMemo(
    () => parallelOption(runs, columns, key.split('\n'), color, (row) => visible(row.name)),
    [runs, columns, key, color],
  );
  return (
    <Stack gap="sm">
      <Group align="flex-end">
        <MultiSelect
          label={t('compare.axes_of')} data={choices} value={axes} onChange={(chosen) => change({axes: chosen})} searchable limit={200}
          maxValues={16} size="xs" style={{flex: 1}}
        />
        <Select
          label={t('compare.color')} data={choices} value={color} onChange={(chosen) => change({color: chosen})} searchable limit={200}
          clearable clearButtonProps={{'aria-label': t('compare.no_color')}} size="xs" w={220}
        />
      </Group>
      {axes.length < 2 ? (
        <Text size="sm">{t('compare.axes_few')}</Text>
      ) : (
        <Drawn title={t('compare.tabs.parallel')} option={option} height={480} open={open} />
      )}
      <Text size="xs" c="dimmed">
        {t('compare.parallel_note')}
      </Text>
    </Stack>
  );
}

/** One value against another, coloured by a third. */
export function ScatterPlot({runs, columns, state, change}: ScatterProps) {
  const {t} = useTranslation();
  const choices = useChoices(columns);
  const x = state.axes[0] ?? columns.find((each) => each.kind === 'PARAM' && each.differs)?.field ?? columns[0]?.field;
  const y = state.axes[1] ?? columns.find((each) => each.kind === 'METRIC')?.field ?? columns[1]?.field;
  const color = state.color;
  const option = useMemo(
    () =>
      x === undefined || y === undefined
        ? null
        : scatterOption(runs, columns, {x, y, color, logX: state.logX, logY: state.logY}, (row) => visible(row.name)),
    [runs, columns, x, y, color, state.logX, state.logY],
  );
  if (!option || x === undefined || y === undefined) return <Text size="sm">{t('compare.axes_few')}</Text>;
  return (
    <Stack gap="sm">
      <Group>
        <Select
          label={t('compare.x')} data={choices} value={x} allowDeselect={false} searchable limit={200} size="xs" w={220}
          onChange={(chosen) => chosen && change({axes: [chosen, y]})}
        />
        <Select
          label={t('compare.y')} data={choices} value={y} allowDeselect={false} searchable limit={200} size="xs" w={220}
          onChange={(chosen) => chosen && change({axes: [x, chosen]})}
        />
        <Select
          label={t('compare.color')} data={choices} value={color} onChange={(chosen) => change({color: chosen})} searchable limit={200}
          clearable clearButtonProps={{'aria-label': t('compare.no_color')}} size="xs" w={220}
        />
      </Group>
      <Drawn title={t('compare.scatter_of', {x: nameOf(x), y: nameOf(y)})} option={option} height={480} />
      <Text size="xs" c="dimmed">
        {t('compare.scatter_note')}
      </Text>
    </Stack>
  );
}
