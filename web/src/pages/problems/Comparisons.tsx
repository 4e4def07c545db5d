import {Badge, Button, Group, Paper, Stack, Text, Title} from '@mantine/core';
import {useInfiniteQuery} from '@tanstack/react-query';
import {useTranslation} from 'react-i18next';
import {client, ok, type Schema} from '../../api/client';
import {ErrorNote} from '../../components/ErrorNote';
import {moment} from '../../components/format';
import {PairedTest} from './PairedTest';

type Comparison = Schema<'Comparison'>;

/** Every decision over the champion, with the figures that it rests on. */
export function Comparisons({problemId}: {problemId: string}) {
  const {t} = useTranslation();
  const comparisons = useInfiniteQuery({
    queryKey: ['problem', problemId, 'comparisons'],
    refetchInterval: 3000,
    initialPageParam: undefined as string | undefined,
    queryFn: ({pageParam}) =>
      ok(
        client.GET('/api/v1/problems/{id}/comparisons', {
          params: {path: {id: problemId}, query: {limit: 10, ...(pageParam ? {after: pageParam} : {})}},
        }),
      ),
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const items = comparisons.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Stack gap="sm" component="section">
      <Stack gap={4}>
        <Title order={3} size="h4">
          {t('problems.decisions')}
        </Title>
        <Text size="sm" c="dimmed" maw={820}>
          {t('problems.decisions_lead')}
        </Text>
      </Stack>
      {comparisons.isError && <ErrorNote error={comparisons.error} again={() => void comparisons.refetch()} />}
      {comparisons.isSuccess && items.length === 0 && <Text size="sm">{t('problems.no_decision')}</Text>}
      {items.map((comparison) => (
        <Decision key={comparison.id} comparison={comparison} />
      ))}
      {comparisons.hasNextPage && (
        <Button
          variant="subtle"
          loading={comparisons.isFetchingNextPage}
          onClick={() => void comparisons.fetchNextPage()}
        >
          {t('common.more')}
        </Button>
      )}
    </Stack>
  );
}

function Decision({comparison}: {comparison: Comparison}) {
  const {t, i18n} = useTranslation();
  const replaced = comparison.decision === 'REPLACED';
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        <Group justify="space-between">
          <Group gap="sm">
            <Badge color={replaced ? 'teal' : 'gray'} variant="light" size="lg" style={{textTransform: 'none'}}>
              {t(`problems.decided.${comparison.decision}`)}
            </Badge>
            <Text fw={600}>
              {comparison.champion_name
                ? t('problems.against', {
                    challenger: comparison.challenger_name,
                    champion: comparison.champion_name,
                  })
                : t('problems.first', {challenger: comparison.challenger_name})}
            </Text>
          </Group>
          <Text size="xs" c="dimmed">
            {moment(comparison.created_at, i18n.language)}
          </Text>
        </Group>
        {comparison.champion_name && <PairedTest comparison={comparison} />}
      </Stack>
    </Paper>
  );
}
