import {Alert, Group, MultiSelect, Select, SimpleGrid, Slider, Stack, Switch, Text, UnstyledButton, useComputedColorScheme} from '@mantine/core';
import {useDebouncedValue} from '@mantine/hooks';
import {useCallback, useMemo, useState} from 'react';
import {useTranslation} from 'react-i18next';
import {Link} from 'react-router';
import {ErrorNote} from '../../components/ErrorNote';
import {visible} from '../runs/cells';
import type {CompareState} from './compareState';
import {places, type RawCurve} from './curves';
import {legendOf, linesOf, type Wish} from './lines';
import {NearChart} from './NearChart';
import {pointsOf, useCurves, type Row} from './useCompared';

interface Props {
  runs: Row[];
  /** The place of the cell by which curves are averaged. */
  group: number | undefined;
  /** Metrics to choose from, those of most runs first. */
  keys: string[];
  /** Fields by which curves can be averaged. */
  groupable: {value: string; label: string}[];
  state: CompareState;
  change: (part: Partial<CompareState>) => void;
}

const CHARTS_FIRST = 4;
const LEGEND_MOST = 500;

export function CompareCurves({runs, group, keys, groupable, state, change}: Props) {
  const {t} = useTranslation();
  const dark = useComputedColorScheme() === 'dark';
  const [highlighted, highlight] = useState<string | null>(null);
  const shown = state.keys.length > 0 ? state.keys : keys.filter((key) => key !== 'epoch').slice(0, CHARTS_FIRST);
  const curves = useCurves(runs, state.axis === 'epoch' ? [...shown, 'epoch'] : shown, state.axis === 'time' || state.axis === 'relative');
  const [smoothing] = useDebouncedValue(state.smoothing, 100);
  const missing = t('runs.missing');
  const wish = useMemo<Wish>(
    () => ({axis: state.axis, smoothing, dark, missing, ...(group === undefined ? {} : {group})}),
    [state.axis, smoothing, dark, missing, group],
  );
  const names = shown.join('\n');
  const charts = names === '' ? [] : names.split('\n');
  const legend = useMemo(() => legendOf(runs, wish), [runs, wish]);
  const noEpochs = state.axis === 'epoch' && curves.data !== undefined && !curves.data.some((each) => each.key === 'epoch');
  return (
    <Stack gap="md">
      <Controls keys={keys} shown={shown} groupable={groupable} state={state} change={change} />
      {curves.isError && <ErrorNote error={curves.error} />}
      {noEpochs && <Alert color="orange">{t('compare.no_epochs')}</Alert>}
      <Group align="flex-start" wrap="nowrap" gap="md">
        <SimpleGrid cols={{base: 1, xl: charts.length > 1 ? 2 : 1}} style={{flex: 1, minWidth: 0}} aria-busy={curves.isPending && shown.length > 0}>
          {charts.map((key) => (
            <MetricChart
              key={key}
              metric={key}
              runs={runs}
              curves={curves.data ?? NONE}
              wish={wish}
              state={state}
              highlighted={highlighted}
              highlight={highlight}
            />
          ))}
          {charts.length === 0 && <Text size="sm">{t('compare.no_metrics')}</Text>}
        </SimpleGrid>
        <Legend entries={legend.slice(0, LEGEND_MOST)} linked={group === undefined} highlighted={highlighted} highlight={highlight} />
      </Group>
      <Text size="xs" c="dimmed">
        {t('compare.curves_note')}
        {state.smoothing > 0 && ` ${t('compare.smoothing_note')}`}
        {group !== undefined && ` ${t('compare.band_note')}`}
      </Text>
    </Stack>
  );
}

const NONE: RawCurve[] = [];

interface ChartProps {
  metric: string;
  runs: Row[];
  /** Of all metrics. */
  curves: RawCurve[];
  wish: Wish;
  state: CompareState;
  highlighted: string | null;
  highlight: (id: string | null) => void;
}

function MetricChart({metric, runs, curves, wish, state, highlighted, highlight}: ChartProps) {
  const {t} = useTranslation();
  const raw = useMemo(() => curves.filter((each) => each.key === metric), [curves, metric]);
  const epochs = useMemo(() => new Map(curves.filter((each) => each.key === 'epoch').map((each) => [each.run, each])), [curves]);
  const began = useMemo(() => new Map(runs.map((row) => [row.id, Date.parse(row.started_at)])), [runs]);
  const placesOf = useCallback(
    (curve: RawCurve) => places(curve, wish.axis, began.get(curve.run) ?? NaN, epochs.get(curve.run)),
    [wish.axis, began, epochs],
  );
  const made = useCallback(
    (whole: RawCurve[]) => linesOf(metric, runs, metric === 'epoch' ? whole : [...whole, ...epochs.values()], wish),
    [metric, runs, epochs, wish],
  );
  return (
    <Stack gap={2} style={{minWidth: 0}}>
      <Text size="sm" fw={600}>
        {visible(metric)}
      </Text>
      <NearChart
        title={t('compare.chart_of', {metric: visible(metric), count: legendOf(runs, wish).length})}
        ids={runs.map((row) => row.id)}
        metric={metric}
        most={pointsOf(runs.length)}
        times={wish.axis === 'time' || wish.axis === 'relative'}
        raw={raw}
        placesOf={placesOf}
        linesOf={made}
        axis={t(`compare.axes.${state.axis}`)}
        time={state.axis === 'time'}
        whole={state.axis === 'step'}
        logX={state.logX && state.axis !== 'time'}
        logY={state.logY}
        highlighted={highlighted}
        highlight={highlight}
      />
    </Stack>
  );
}

interface LegendProps {
  entries: {id: string; label: string; color: string}[];
  linked: boolean;
  highlighted: string | null;
  highlight: (id: string | null) => void;
}

function Legend({entries, linked, highlighted, highlight}: LegendProps) {
  const {t} = useTranslation();
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls is reached by keyboard (WCAG 2.1.1)
    <div className="compare-legend" role="region" aria-label={t('compare.legend')} tabIndex={0}>
      {entries.map(({id, label, color}) => {
        const events = {
          onMouseEnter: () => highlight(id),
          onMouseLeave: () => highlight(null),
          onFocus: () => highlight(id),
          onBlur: () => highlight(null),
        };
        const inside = (
          <>
            <span aria-hidden style={{color}}>
              ■
            </span>{' '}
            {label}
          </>
        );
        const className = `compare-entry${highlighted === id ? ' compare-lit' : ''}`;
        return linked ? (
          <UnstyledButton key={id} component={Link} to={`/runs/${id}`} className={className} {...events}>
            {inside}
          </UnstyledButton>
        ) : (
          <UnstyledButton key={id} className={className} {...events}>
            {inside}
          </UnstyledButton>
        );
      })}
    </div>
  );
}

interface ControlsProps extends Pick<Props, 'keys' | 'groupable' | 'state' | 'change'> {
  shown: string[];
}

function Controls({keys, shown, groupable, state, change}: ControlsProps) {
  const {t} = useTranslation();
  return (
    <Group gap="md" align="flex-end">
      <MultiSelect
        label={t('compare.metrics')}
        data={[...new Set([...shown, ...keys])].map((value) => ({value, label: visible(value)}))}
        value={shown}
        onChange={(chosen) => change({keys: chosen})}
        searchable
        limit={200}
        maxValues={20}
        w={360}
        size="xs"
      />
      <Select
        label={t('compare.axis')}
        data={(['step', 'time', 'relative', 'epoch'] as const).map((value) => ({value, label: t(`compare.axes.${value}`)}))}
        value={state.axis}
        onChange={(axis) => axis && change({axis: axis})}
        allowDeselect={false}
        w={150}
        size="xs"
      />
      <Select
        label={t('compare.average_by')}
        data={groupable}
        value={state.group}
        onChange={(chosen) => change({group: chosen})}
        clearable
        clearButtonProps={{'aria-label': t('compare.average_none')}}
        searchable
        limit={100}
        w={190}
        size="xs"
      />
      <Stack gap={2} w={150}>
        <Text size="xs" fw={500}>
          {t('compare.smoothing')} {state.smoothing.toFixed(2)}
        </Text>
        <Slider
          min={0}
          max={0.99}
          step={0.01}
          value={state.smoothing}
          onChange={(smoothing) => change({smoothing})}
          label={null}
          size="sm"
          thumbLabel={t('compare.smoothing')}
        />
      </Stack>
      <Switch size="xs" label={t('compare.log_x')} checked={state.logX} disabled={state.axis === 'time'} onChange={(event) => change({logX: event.currentTarget.checked})} />
      <Switch size="xs" label={t('compare.log_y')} checked={state.logY} onChange={(event) => change({logY: event.currentTarget.checked})} />
    </Group>
  );
}
