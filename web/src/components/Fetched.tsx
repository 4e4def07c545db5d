import {Skeleton, Stack} from '@mantine/core';
import type {UseQueryResult} from '@tanstack/react-query';
import type {ReactNode} from 'react';
import {useTranslation} from 'react-i18next';
import {ErrorNote} from './ErrorNote';

interface Props<T> {
  query: UseQueryResult<T>;
  children: (data: T) => ReactNode;
}

/** What was fetched; until then the place it will take, and what went wrong where it did. */
export function Fetched<T>({query, children}: Props<T>) {
  const {t} = useTranslation();
  if (query.data !== undefined) return children(query.data);
  if (query.isError) return <ErrorNote error={query.error} again={() => void query.refetch()} />;
  return (
    <Stack role="status" aria-busy aria-label={t('common.loading')} gap="sm">
      <Skeleton height={28} width="40%" />
      <Skeleton height={120} />
    </Stack>
  );
}
