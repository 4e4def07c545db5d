import {
  ActionIcon, Button, Checkbox, Drawer, Group, ScrollArea, SegmentedControl, Stack, Text, TextInput, Title,
} from '@mantine/core';
import {useDebouncedValue, useDisclosure} from '@mantine/hooks';
import {IconArrowDown, IconArrowUp, IconColumns3, IconSearch, IconX} from '@tabler/icons-react';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import type {Schema} from '../../api/client';
import {Fetched} from '../../components/Fetched';
import {visible} from './cells';
import {ATTRIBUTES, field, type Column, type Kind} from './columns';
import {useKeys} from './useKeys';
import {WIDTH, type ShownColumn} from './viewState';

interface Props {
  query: Schema<'RunQuery'>;
  columns: ShownColumn[];
  change: (columns: ShownColumn[]) => void;
  /** Back to those that the page chooses. */
  reset: () => void;
}

const KINDS = ['METRIC', 'PARAM', 'TAG', 'ATTRIBUTE'] as const;
const SHOWN_MOST = 500;

/** Which columns the table has, found by what their keys hold among however many there are. */
export function ColumnChooser(props: Props) {
  const {t} = useTranslation();
  const [opened, {open, close}] = useDisclosure();
  return (
    <>
      <Button variant="default" leftSection={<IconColumns3 size={16} aria-hidden />} onClick={open}>
        {t('runs.columns')}
      </Button>
      <Drawer
        opened={opened}
        onClose={close}
        position="right"
        title={t('runs.columns')}
        closeButtonProps={{'aria-label': t('common.close')}}
      >
        <Inside {...props} />
      </Drawer>
    </>
  );
}

function Inside({query, columns, change, reset}: Props) {
  const {t} = useTranslation();
  const [kind, setKind] = useState<Kind>('METRIC');
  const [search, setSearch] = useState('');
  const [asked] = useDebouncedValue(search, 200);
  const has = (column: Column) => columns.some((each) => each.column.kind === column.kind && each.column.key === column.key);
  const toggle = (column: Column) =>
    change(
      has(column)
        ? columns.filter((each) => each.column.kind !== column.kind || each.column.key !== column.key)
        : [...columns, {field: field(column), column, width: WIDTH}],
    );
  return (
    <Stack gap="md">
      <SegmentedControl
        aria-label={t('runs.kind')}
        data={KINDS.map((value) => ({value, label: t(`runs.kinds.${value}`)}))}
        value={kind}
        onChange={(value) => setKind(value)}
      />
      <TextInput
        aria-label={t('runs.search_keys')}
        placeholder={t('runs.search_keys')}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      {kind === 'ATTRIBUTE' ? (
        <Choices
          items={ATTRIBUTES.filter((key) => key.includes(search)).map((key) => ({key, label: t(`runs.attributes.${key}`)}))}
          has={(key) => has({kind, key})}
          toggle={(key) => toggle({kind, key})}
        />
      ) : (
        <Keys query={query} kind={kind} search={asked} has={has} toggle={toggle} />
      )}
      <Group justify="space-between">
        <Title order={3} size="h5">
          {t('runs.shown_columns', {n: columns.length})}
        </Title>
        <Button size="compact-sm" variant="subtle" onClick={reset}>
          {t('runs.columns_reset')}
        </Button>
      </Group>
      <Order columns={columns} change={change} />
    </Stack>
  );
}

interface KeysProps {
  query: Schema<'RunQuery'>;
  kind: Kind;
  search: string;
  has: (column: Column) => boolean;
  toggle: (column: Column) => void;
}

function Keys({query, kind, search, has, toggle}: KeysProps) {
  const {t} = useTranslation();
  const keys = useKeys(query, kind, search, SHOWN_MOST);
  const columnOf = (key: string): Column => (kind === 'METRIC' ? {kind, key, measure: 'last'} : {kind, key});
  return (
    <Fetched query={keys}>
      {({items}) => (
        <>
          <Choices
            items={items.map(({key, runs}) => ({key, label: visible(key), note: t('runs.key_runs', {count: runs})}))}
            has={(key) => has(columnOf(key))}
            toggle={(key) => toggle(columnOf(key))}
          />
          {items.length >= SHOWN_MOST && (
            <Text size="xs" c="dimmed">
              {t('runs.keys_more', {n: SHOWN_MOST})}
            </Text>
          )}
        </>
      )}
    </Fetched>
  );
}

interface ChoicesProps {
  items: {key: string; label: string; note?: string}[];
  has: (key: string) => boolean;
  toggle: (key: string) => void;
}

function Choices({items, has, toggle}: ChoicesProps) {
  const {t} = useTranslation();
  if (items.length === 0) return <Text size="sm">{t('runs.no_keys')}</Text>;
  return (
    <ScrollArea.Autosize mah={300} viewportProps={{tabIndex: 0, 'aria-label': t('runs.columns'), role: 'group'}}>
      <Stack gap={6} py={4} pl={2}>
        {items.map(({key, label, note}) => (
          <Checkbox key={key} size="xs" label={label} description={note} checked={has(key)} onChange={() => toggle(key)} />
        ))}
      </Stack>
    </ScrollArea.Autosize>
  );
}

function Order({columns, change}: {columns: ShownColumn[]; change: (columns: ShownColumn[]) => void}) {
  const {t} = useTranslation();
  const swap = (at: number, other: number) => {
    const next = [...columns];
    const [one, two] = [next[at], next[other]];
    if (one && two) {
      next[at] = two;
      next[other] = one;
      change(next);
    }
  };
  return (
    <Stack gap={2}>
      {columns.map(({field: name}, at) => (
        <Group key={name} gap={4} wrap="nowrap">
          <Text size="sm" style={{flex: 1, minWidth: 0}} truncate title={name}>
            {visible(name)}
          </Text>
          <ActionIcon variant="subtle" color="gray" size="sm" disabled={at === 0} onClick={() => swap(at, at - 1)} aria-label={`${t('runs.to_left')}: ${visible(name)}`}>
            <IconArrowUp size={14} aria-hidden />
          </ActionIcon>
          <ActionIcon variant="subtle" color="gray" size="sm" disabled={at === columns.length - 1} onClick={() => swap(at, at + 1)} aria-label={`${t('runs.to_right')}: ${visible(name)}`}>
            <IconArrowDown size={14} aria-hidden />
          </ActionIcon>
          <ActionIcon variant="subtle" color="gray" size="sm" onClick={() => change(columns.filter((each) => each.field !== name))} aria-label={`${t('runs.hide_column')}: ${visible(name)}`}>
            <IconX size={14} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
    </Stack>
  );
}
