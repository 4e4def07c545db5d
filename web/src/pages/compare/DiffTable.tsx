import {Alert, Anchor, Stack, Switch, Table, Text} from '@mantine/core';
import {useMemo} from 'react';
import {useTranslation} from 'react-i18next';
import {Link} from 'react-router';
import {StateBadge} from '../../components/StateBadge';
import {shownCell, visible} from '../runs/cells';
import {parseField} from '../runs/columns';
import {differing} from './differing';
import {nameOf} from './lines';
import type {Row} from './useCompared';

/** More columns than this cannot be read side by side. */
const RUNS_MOST = 60;

interface Props {
  runs: Row[];
  fields: string[];
  differences: boolean;
  change: (differences: boolean) => void;
}

/** Parameters, metrics and tags, a column for each run; by default only what differs. */
export function DiffTable({runs, fields, differences, change}: Props) {
  const {t, i18n} = useTranslation();
  const shown = runs.slice(0, RUNS_MOST);
  const rows = useMemo(() => {
    const unlike = differing(shown.map((row) => row.cells));
    return fields.flatMap((field, place) => {
      const column = parseField(field);
      return column && (!differences || unlike.has(place)) ? [{field, column, place, unlike: unlike.has(place)}] : [];
    });
  }, [shown, fields, differences]);
  return (
    <Stack gap="sm">
      <Switch
        size="sm"
        label={t('compare.differences_only')}
        checked={differences}
        onChange={(event) => change(event.currentTarget.checked)}
      />
      {runs.length > RUNS_MOST && <Alert color="gray">{t('compare.table_most', {n: RUNS_MOST, all: runs.length})}</Alert>}
      <Table.ScrollContainer minWidth={400} scrollAreaProps={{viewportProps: {tabIndex: 0, role: 'region', 'aria-label': t('compare.tabs.table')}}}>
        <Table fz="sm" verticalSpacing={4} stickyHeader={false}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th miw={180}>{t('runs.key')}</Table.Th>
              {shown.map((row) => (
                <Table.Th key={row.id} miw={130}>
                  <Anchor component={Link} to={`/runs/${row.id}`} fz="sm">
                    {visible(row.name)}
                  </Anchor>
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            <Table.Tr>
              <Table.Th>{t('runs.attributes.status')}</Table.Th>
              {shown.map((row) => (
                <Table.Td key={row.id}>
                  <StateBadge state={row.status} />
                </Table.Td>
              ))}
            </Table.Tr>
            {rows.map(({field, column, place, unlike}) => (
              <Table.Tr key={field}>
                <Table.Th fw={500}>
                  {nameOf(field)}
                  <Text span size="xs" c="dimmed" ml={6}>
                    {t(`compare.kinds.${column.kind}`)}
                  </Text>
                </Table.Th>
                {shown.map((row) => (
                  <Table.Td key={row.id} style={{fontWeight: unlike && !differences ? 650 : 400, overflowWrap: 'anywhere'}}>
                    {shownCell(column, row.cells[place], i18n.language) || '–'}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {rows.length === 0 && <Text size="sm">{t('compare.no_differences')}</Text>}
    </Stack>
  );
}
