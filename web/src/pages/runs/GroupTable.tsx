import {ActionIcon, Alert, Anchor, Group, Stack, Table, Text, UnstyledButton} from '@mantine/core';
import {useQuery} from '@tanstack/react-query';
import {IconArrowDown, IconArrowUp, IconChevronDown, IconChevronRight} from '@tabler/icons-react';
import {Fragment, useState} from 'react';
import {useTranslation} from 'react-i18next';
import {Link} from 'react-router';
import {client, ok, type Schema} from '../../api/client';
import {Fetched} from '../../components/Fetched';
import {StateBadge} from '../../components/StateBadge';
import {shownCell, shownNumber, visible} from './cells';
import {both, clause, parseField} from './columns';
import type {ShownColumn} from './viewState';

type Groups = Schema<'RunGroups'>;
type OneGroup = Groups['groups'][number];

const METRICS_MOST = 20;
const INSIDE_MOST = 50;

interface Props {
  query: Schema<'RunQuery'>;
  by: string[];
  columns: ShownColumn[];
  /** Shows the runs of one group as the table of runs. */
  narrow: (filter: string) => void;
}

/** The runs by what they share, with mean and deviation of each metric column. */
export function GroupTable({query, by, columns, narrow}: Props) {
  const {t} = useTranslation();
  const metrics = columns.filter((each) => each.column.kind === 'METRIC').slice(0, METRICS_MOST);
  const fields = metrics.map((each) => each.field);
  const asked = {...query, order: []};
  const groups = useQuery({
    queryKey: ['run-groups', asked, by, fields],
    queryFn: ({signal}) =>
      ok(client.POST('/api/v1/runs/groups', {body: {query: asked, by, columns: fields}, signal})),
  });
  return (
    <Fetched query={groups}>
      {(found) => (
        <Stack gap="xs">
          <Text size="sm" c="dimmed">
            {t('runs.groups_lead', {groups: found.groups.length, runs: found.runs})}
          </Text>
          {found.more && <Alert color="orange">{t('runs.groups_more')}</Alert>}
          <Sorted found={found} query={asked} by={by} metrics={metrics} narrow={narrow} />
        </Stack>
      )}
    </Fetched>
  );
}

interface SortedProps {
  found: Groups;
  query: Schema<'RunQuery'>;
  by: string[];
  metrics: ShownColumn[];
  narrow: (filter: string) => void;
}

function Sorted({found, query, by, metrics, narrow}: SortedProps) {
  const {t} = useTranslation();
  // -1 is the number of runs; others are places of metrics, by their mean.
  const [order, setOrder] = useState<{column: number; ascending: boolean}>({column: -1, ascending: false});
  const value = (group: OneGroup) => (order.column < 0 ? group.runs : group.metrics[order.column]?.mean);
  const groups = [...found.groups].sort((one, other) => {
    const [left, right] = [value(one) ?? NaN, value(other) ?? NaN];
    if (Number.isNaN(left) || Number.isNaN(right)) return Number(Number.isNaN(left)) - Number(Number.isNaN(right));
    return order.ascending ? left - right : right - left;
  });
  const head = (column: number, text: string) => (
    <UnstyledButton fz="sm" fw={600} onClick={() => setOrder({column, ascending: order.column === column && !order.ascending})}>
      <Group gap={4} wrap="nowrap" justify="flex-end">
        {text}
        {order.column === column && (order.ascending ? <IconArrowUp size={14} aria-hidden /> : <IconArrowDown size={14} aria-hidden />)}
      </Group>
    </UnstyledButton>
  );
  return (
    <Table.ScrollContainer minWidth={600} scrollAreaProps={{viewportProps: {tabIndex: 0}}}>
      <Table fz="sm" verticalSpacing={6} highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={36} aria-label={t('runs.open_group')} />
            {by.map((each) => (
              <Table.Th key={each}>{visible(each)}</Table.Th>
            ))}
            <Table.Th ta="right">{head(-1, t('runs.runs'))}</Table.Th>
            {metrics.map((each, place) => (
              <Table.Th key={each.field} ta="right">
                {head(place, `${visible(each.column.key)} ${each.column.measure ?? ''}`)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {groups.map((group) => (
            <OneGroupRow key={JSON.stringify(group.values)} group={group} query={query} by={by} metrics={metrics} narrow={narrow} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function OneGroupRow({group, query, by, metrics, narrow}: Omit<SortedProps, 'found'> & {group: OneGroup}) {
  const {t, i18n} = useTranslation();
  const [opened, setOpened] = useState(false);
  const name = group.values.map((each) => visible(each ?? t('runs.missing'))).join(', ');
  const filter = by.reduce<string | null>((sum, each, place) => {
    const column = parseField(each);
    const more = column && clause(column, group.values[place] ?? null);
    return sum === null || !more ? null : both(sum, more);
  }, query.filter ?? '');
  return (
    <Fragment>
      <Table.Tr>
        <Table.Td>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            aria-expanded={opened}
            aria-label={`${t('runs.open_group')}: ${name}`}
            onClick={() => setOpened(!opened)}
          >
            {opened ? <IconChevronDown size={16} aria-hidden /> : <IconChevronRight size={16} aria-hidden />}
          </ActionIcon>
        </Table.Td>
        {group.values.map((value, place) => (
          <Table.Td key={by[place]} {...(value === null ? {c: 'dimmed'} : {})}>
            {visible(value ?? t('runs.missing'))}
          </Table.Td>
        ))}
        <Table.Td ta="right">
          {filter === null ? (
            group.runs
          ) : (
            <UnstyledButton fz="sm" c="var(--mantine-primary-color-filled)" td="underline" onClick={() => narrow(filter)} aria-label={t('runs.only_group', {group: name})}>
              {group.runs}
            </UnstyledButton>
          )}
        </Table.Td>
        {group.metrics.map((sums, place) => (
          <Table.Td key={metrics[place]?.field ?? place} ta="right" style={{fontVariantNumeric: 'tabular-nums'}}>
            {typeof sums.mean === 'number' ? shownNumber(sums.mean, i18n.language) : '–'}
            {typeof sums.deviation === 'number' && (
              <Text span size="sm" c="dimmed">
                {' '}
                ± {shownNumber(sums.deviation, i18n.language)}
              </Text>
            )}
            {sums.n !== group.runs && sums.n > 0 && (
              <Text span size="xs" c="dimmed">
                {' '}
                (n={sums.n})
              </Text>
            )}
          </Table.Td>
        ))}
      </Table.Tr>
      {opened && <Inside group={group} query={query} by={by} metrics={metrics} />}
    </Fragment>
  );
}

function Inside({group, query, by, metrics}: Omit<SortedProps, 'found' | 'narrow'> & {group: OneGroup}) {
  const {i18n, t} = useTranslation();
  const within = by.map((column, place) => ({column, value: group.values[place] ?? null}));
  const fields = metrics.map((each) => each.field);
  const rows = useQuery({
    queryKey: ['run-groups', 'inside', query, within, fields],
    queryFn: ({signal}) =>
      ok(client.POST('/api/v1/runs/search', {body: {query: {...query, within}, columns: fields, limit: INSIDE_MOST}, signal})),
  });
  return (
    <>
      {rows.data?.items.map((row) => (
        <Table.Tr key={row.id}>
          <Table.Td />
          <Table.Td colSpan={by.length}>
            <Group gap="xs" wrap="nowrap" pl="md">
              <Anchor component={Link} to={`/runs/${row.id}`} fz="sm">
                {visible(row.name)}
              </Anchor>
              <StateBadge state={row.status} />
            </Group>
          </Table.Td>
          <Table.Td />
          {row.cells.map((cell, place) => {
            const shown = metrics[place];
            return (
              <Table.Td key={shown?.field ?? place} ta="right">
                {shown && shownCell(shown.column, cell, i18n.language)}
              </Table.Td>
            );
          })}
        </Table.Tr>
      ))}
      {(rows.data?.total ?? 0) > INSIDE_MOST && (
        <Table.Tr>
          <Table.Td />
          <Table.Td colSpan={by.length + 1 + metrics.length}>
            <Text size="xs" c="dimmed" pl="md">
              {t('runs.group_more', {n: (rows.data?.total ?? 0) - INSIDE_MOST})}
            </Text>
          </Table.Td>
        </Table.Tr>
      )}
    </>
  );
}
