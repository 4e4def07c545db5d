import {Button, Group, Stack, Text} from '@mantine/core';
import {useInfiniteQuery} from '@tanstack/react-query';
import {useEffect} from 'react';
import {useTranslation} from 'react-i18next';
import {client, ok, type Schema} from '../../api/client';
import {ErrorNote} from '../../components/ErrorNote';
import {count} from '../../components/format';

type Picture = NonNullable<Schema<'DatasetPreview'>['images']>[number];

/** So many parts of the list come by themselves, so that every class of a small dataset is seen. */
const PAGES_AT_ONCE = 5;

/** So many pictures of one class stand in its row. */
const ROW = 24;

function byLabel(pictures: Picture[]): [string, Picture[]][] {
  const rows = new Map<string, Picture[]>();
  for (const picture of pictures) {
    const label = picture.label ?? '';
    rows.set(label, [...(rows.get(label) ?? []), picture]);
  }
  return [...rows];
}

/** The pictures of a part, a row for each class. */
export function ImageGrid({version, part}: {version: Schema<'DatasetVersion'>; part: string}) {
  const {t, i18n} = useTranslation();
  const pictures = useInfiniteQuery({
    queryKey: ['pictures', version.id, part],
    staleTime: Infinity,
    initialPageParam: undefined as string | undefined,
    queryFn: ({pageParam}) =>
      ok(
        client.GET('/api/v1/datasets/{id}/versions/{number}/preview', {
          params: {
            path: {id: version.dataset_id, number: version.number},
            query: {part, limit: 200, ...(pageParam ? {after: pageParam} : {})},
          },
        }),
      ),
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const {hasNextPage, isFetching, fetchNextPage} = pictures;
  const pages = pictures.data?.pages.length ?? 0;
  useEffect(() => {
    if (hasNextPage && !isFetching && pages < PAGES_AT_ONCE) void fetchNextPage();
  }, [hasNextPage, isFetching, fetchNextPage, pages]);
  const rows = byLabel(pictures.data?.pages.flatMap((page) => page.images ?? []) ?? []);
  return (
    <Stack gap="sm">
      {pictures.isError && <ErrorNote error={pictures.error} again={() => void pictures.refetch()} />}
      {rows.map(([label, row]) => (
        <Group key={label} wrap="nowrap" align="flex-start" gap="sm">
          <Stack gap={0} w={90} style={{flex: 'none'}}>
            <Text fw={600} truncate title={label}>
              {label || '–'}
            </Text>
            <Text size="xs" c="dimmed">
              {t('data.pictures_n', {n: count(row.length, i18n.language)})}
            </Text>
          </Stack>
          <Group gap={4}>
            {row.slice(0, ROW).map((picture) => (
              <img
                key={picture.path}
                src={picture.thumbnail}
                alt={picture.path}
                title={picture.path}
                width={36}
                height={36}
                loading="lazy"
                className="pixelated thumbnail"
              />
            ))}
            {row.length > ROW && (
              <Text size="sm" c="dimmed">
                +{count(row.length - ROW, i18n.language)}
              </Text>
            )}
          </Group>
        </Group>
      ))}
      {hasNextPage && pages >= PAGES_AT_ONCE && (
        <Button variant="subtle" loading={isFetching} onClick={() => void fetchNextPage()}>
          {t('common.more')}
        </Button>
      )}
    </Stack>
  );
}
