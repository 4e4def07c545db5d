import {Anchor, Button, Stack, Table, Text, TextInput} from '@mantine/core';
import {useDebouncedValue} from '@mantine/hooks';
import {keepPreviousData, useInfiniteQuery} from '@tanstack/react-query';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {client, ok, type Schema} from '../../api/client';
import {ErrorNote} from '../../components/ErrorNote';
import {bytes} from '../../components/format';

/** Every file of one visible part: its path, size and hash; a click brings the file. */
export function Manifest({version, part}: {version: Schema<'DatasetVersion'>; part: string}) {
  const {t, i18n} = useTranslation();
  const [typed, setTyped] = useState('');
  const [prefix] = useDebouncedValue(typed, 250);
  const path = {id: version.dataset_id, number: version.number};
  const files = useInfiniteQuery({
    queryKey: ['manifest', version.id, part, prefix],
    initialPageParam: undefined as string | undefined,
    placeholderData: keepPreviousData,
    queryFn: ({pageParam}) =>
      ok(
        client.GET('/api/v1/datasets/{id}/versions/{number}/files', {
          params: {
            path,
            query: {part, limit: 50, ...(prefix ? {prefix} : {}), ...(pageParam ? {after: pageParam} : {})},
          },
        }),
      ),
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const items = files.data?.pages.flatMap((page) => page.items) ?? [];
  const content = `/api/v1/datasets/${path.id}/versions/${path.number}/content`;
  return (
    <Stack gap="sm">
      <TextInput
        label={t('data.path_begins')}
        size="xs"
        maw={320}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      {files.isError && <ErrorNote error={files.error} again={() => void files.refetch()} />}
      {files.isSuccess && items.length === 0 && <Text size="sm">{t('data.no_files')}</Text>}
      {items.length > 0 && (
        <Table.ScrollContainer minWidth={560}>
          <Table fz="sm">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('data.path')}</Table.Th>
                <Table.Th ta="right">{t('data.size')}</Table.Th>
                <Table.Th>{t('data.added_in')}</Table.Th>
                <Table.Th>SHA-256</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {items.map((file) => (
                <Table.Tr key={file.path}>
                  <Table.Td>
                    <Anchor
                      fz="sm"
                      download
                      href={`${content}?${new URLSearchParams({part: file.part, path: file.path}).toString()}`}
                    >
                      {file.path}
                    </Anchor>
                  </Table.Td>
                  <Table.Td ta="right">{bytes(file.size_bytes, i18n.language)}</Table.Td>
                  <Table.Td>{t('data.version_n', {n: file.added_in})}</Table.Td>
                  <Table.Td ff="monospace" title={file.sha256}>
                    {file.sha256.slice(0, 12)}…
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {files.hasNextPage && (
        <Button variant="subtle" loading={files.isFetchingNextPage} onClick={() => void files.fetchNextPage()}>
          {t('common.more')}
        </Button>
      )}
    </Stack>
  );
}
