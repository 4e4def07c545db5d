import {MultiSelect} from '@mantine/core';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import type {Schema} from '../../api/client';
import {visible} from './cells';
import {ATTRIBUTES, field, groupable, type Column} from './columns';
import {useKeys} from './useKeys';
import type {ShownColumn} from './viewState';

interface Props {
  query: Schema<'RunQuery'>;
  columns: ShownColumn[];
  groups: string[];
  change: (groups: string[]) => void;
}

/** By what the runs are grouped: attributes, parameters and tags. */
export function GroupChoice({query, columns, groups, change}: Props) {
  const {t} = useTranslation();
  const [search, setSearch] = useState('');
  const params = useKeys(query, 'PARAM', search, 50);
  const tags = useKeys(query, 'TAG', search, 50);
  const all: Column[] = [
    ...columns.map((each) => each.column),
    ...ATTRIBUTES.map((key) => ({kind: 'ATTRIBUTE' as const, key})),
    ...(params.data?.items ?? []).map(({key}) => ({kind: 'PARAM' as const, key})),
    ...(tags.data?.items ?? []).map(({key}) => ({kind: 'TAG' as const, key})),
  ];
  const names = [...new Set([...groups, ...all.filter(groupable).map(field)])];
  return (
    <MultiSelect
      aria-label={t('runs.group_by')}
      placeholder={groups.length === 0 ? t('runs.group_by') : ''}
      data={names.map((value) => ({value, label: visible(value)}))}
      value={groups}
      onChange={change}
      maxValues={3}
      searchable
      searchValue={search}
      onSearchChange={setSearch}
      clearable
      clearButtonProps={{'aria-label': t('runs.group_none')}}
      limit={60}
      w={230}
    />
  );
}
