import {Badge, Button, Paper, Stack, Table, Text, Title} from '@mantine/core';
import {useInfiniteQuery} from '@tanstack/react-query';
import {useTranslation} from 'react-i18next';
import {client, ok, type Schema} from '../../api/client';
import {ErrorNote} from '../../components/ErrorNote';

const COLORS = {ADDED: 'teal', REMOVED: 'red', CHANGED: 'orange'} as const;

/** What this version changed over the one before it, in the visible parts. */
export function Changes({version}: {version: Schema<'DatasetVersion'>}) {
  const {t} = useTranslation();
  const from = version.base_version ?? version.number - 1;
  const changes = useInfiniteQuery({
    queryKey: ['dataset', version.dataset_id, 'diff', from, version.number],
    initialPageParam: undefined as string | undefined,
    queryFn: ({pageParam}) =>
      ok(
        client.GET('/api/v1/datasets/{id}/versions/{number}/diff', {
          params: {
            path: {id: version.dataset_id, number: version.number},
            query: {from, limit: 20, ...(pageParam ? {after: pageParam} : {})},
          },
        }),
      ),
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const items = changes.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        <Title order={3} size="h4">
          {t('data.changes', {n: from})}
        </Title>
        {changes.isError && <ErrorNote error={changes.error} again={() => void changes.refetch()} />}
        {changes.isSuccess && items.length === 0 && <Text size="sm">{t('data.no_changes')}</Text>}
        {items.length > 0 && (
          <Table fz="sm">
            <Table.Tbody>
              {items.map((change) => (
                <Table.Tr key={`${change.part}/${change.path}`}>
                  <Table.Td w={110}>
                    <Badge variant="light" color={COLORS[change.change]} style={{textTransform: 'none'}}>
                      {t(`data.${change.change}`)}
                    </Badge>
                  </Table.Td>
                  <Table.Td ff="monospace">
                    {change.part}/{change.path}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
        {changes.hasNextPage && (
          <Button variant="subtle" loading={changes.isFetchingNextPage} onClick={() => void changes.fetchNextPage()}>
            {t('common.more')}
          </Button>
        )}
      </Stack>
    </Paper>
  );
}
