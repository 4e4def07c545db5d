import {Alert, Box, Select, Stack, Table, Text} from '@mantine/core';
import {useMemo} from 'react';
import {useTranslation} from 'react-i18next';
import {percent} from '../../components/format';
import type {CompareState} from './compareState';
import {numeric} from './differing';
import {importance, RUNS_LEAST, type Refusal, type Verdict} from './importance';
import {nameOf} from './lines';
import type {PlotColumn} from './plots';
import type {Row} from './useCompared';

interface Props {
  runs: Row[];
  columns: PlotColumn[];
  state: Pick<CompareState, 'color'>;
  change: (part: Partial<Pick<CompareState, 'color'>>) => void;
}

/** Which parameters tell most about a metric; and where that cannot be said, why. */
export function ImportancePanel({runs, columns, state, change}: Props) {
  const {t} = useTranslation();
  const metrics = columns.filter((each) => each.kind === 'METRIC');
  const target = metrics.find((each) => each.field === state.color) ?? metrics[0];
  if (!target) return <Text size="sm">{t('compare.no_metrics')}</Text>;
  return (
    <Stack gap="sm">
      <Select
        label={t('compare.importance_for')}
        data={metrics.map(({field}) => ({value: field, label: nameOf(field)}))}
        value={target.field}
        onChange={(chosen) => change({color: chosen})}
        allowDeselect={false}
        searchable
        limit={200}
        size="xs"
        w={280}
      />
      <Shown runs={runs} columns={columns} place={target.place} />
      <Text size="xs" c="dimmed" maw={820}>
        {t('compare.importance_note')}
      </Text>
    </Stack>
  );
}

function verdictOf(runs: Row[], columns: PlotColumn[], place: number): Verdict | Refusal {
  const params = columns.filter((each) => each.kind === 'PARAM' && each.differs);
  return importance(
    params.map((each) => each.field),
    runs.map((row) => params.map((each) => row.cells[each.place])),
    runs.map((row) => numeric(row.cells[place])),
  );
}

function Shown({runs, columns, place}: {runs: Row[]; columns: PlotColumn[]; place: number}) {
  const {t, i18n} = useTranslation();
  const verdict = useMemo(() => verdictOf(runs, columns, place), [runs, columns, place]);
  if (typeof verdict === 'string') return <Alert color="gray">{t(`compare.refusals.${verdict}`, {n: RUNS_LEAST})}</Alert>;
  return (
    <>
      {verdict.explained < 0.2 && <Alert color="orange">{t('compare.explains_little')}</Alert>}
      <Table fz="sm" maw={820}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('compare.parameter')}</Table.Th>
            <Table.Th w="45%">{t('compare.importance')}</Table.Th>
            <Table.Th ta="right">{t('compare.correlation')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {verdict.items.slice(0, 50).map((item) => (
            <Table.Tr key={item.field}>
              <Table.Td>{nameOf(item.field)}</Table.Td>
              <Table.Td>
                <Box className="bar-track">
                  <Box className="bar-fill" style={{width: `${Math.min(100, item.importance * 100)}%`, background: 'var(--mantine-color-lake-7)'}} />
                </Box>
                <Text size="xs">{percent(item.importance, i18n.language)}</Text>
              </Table.Td>
              <Table.Td ta="right" ff="monospace">
                {item.correlation === null ? '–' : item.correlation.toFixed(2)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Text size="sm">{t('compare.explained', {share: percent(Math.max(0, verdict.explained), i18n.language), runs: verdict.runs})}</Text>
    </>
  );
}
