import {Anchor, Button, Paper, Stack, Text, Timeline, Title} from '@mantine/core';
import {useInfiniteQuery} from '@tanstack/react-query';
import {
  IconAt, IconEdit, IconPackage, IconPlus, IconScale, IconStairsUp, IconStarFilled, IconTag, IconTrash,
} from '@tabler/icons-react';
import type {ComponentType} from 'react';
import {useTranslation} from 'react-i18next';
import {client, ok, type Schema} from '../../api/client';
import {ErrorNote} from '../../components/ErrorNote';
import {moment} from '../../components/format';
import {ReasonWords} from '../../components/ReasonWords';
import {STAGES, type Stage} from './stages';

type Entry = Schema<'HistoryEntry'>;

const PAGE = 20;
const SHOWN_MOST = 120;

const ICONS: Record<Entry['kind'], ComponentType<{size?: number}>> = {
  MODEL_MADE: IconPlus, MODEL_RENAMED: IconEdit, MODEL_DELETED: IconTrash, DESCRIPTION_SET: IconEdit,
  TAG_SET: IconTag, TAG_DELETED: IconTag, ALIAS_SET: IconAt, ALIAS_DELETED: IconAt, STAGE_SET: IconStairsUp,
  VERSION_REGISTERED: IconPackage, VERSION_DELETED: IconTrash, CHAMPION_REPLACED: IconStarFilled,
  CHAMPION_KEPT: IconScale,
};

/** Who changed what of a model, when and why, with what was decided over the champion. */
export function RegistryHistory({modelId, choose}: {modelId: string; choose: (version: number) => void}) {
  const {t, i18n} = useTranslation();
  const history = useInfiniteQuery({
    queryKey: ['model', modelId, 'history'],
    initialPageParam: '',
    queryFn: ({pageParam}) =>
      ok(
        client.GET('/api/v1/models/{id}/history', {
          params: {path: {id: modelId}, query: {limit: PAGE, ...(pageParam ? {after: pageParam} : {})}},
        }),
      ),
    getNextPageParam: (last) => last.next ?? null,
  });
  const entries = history.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Paper withBorder p="md" component="section">
      <Stack gap="md" align="flex-start">
        <Title order={3} size="h4">
          {t('models.history')}
        </Title>
        {history.isError && <ErrorNote error={history.error} again={() => void history.refetch()} />}
        <Timeline bulletSize={24} lineWidth={2} active={entries.length}>
          {entries.map((entry) => {
            const Icon = ICONS[entry.kind];
            const version = entry.version;
            return (
              <Timeline.Item key={entry.id} bullet={<Icon size={14} aria-hidden />} title={<Words entry={entry} />}>
                {entry.comment && (
                  <Text size="sm" style={{whiteSpace: 'pre-wrap', overflowWrap: 'anywhere'}}>
                    {entry.comment}
                  </Text>
                )}
                {entry.reason && (
                  <Text size="sm" maw={760}>
                    <ReasonWords reason={entry.reason} />
                  </Text>
                )}
                <Text size="xs" c="dimmed">
                  {moment(entry.at, i18n.language)} · {entry.actor}
                  {typeof version === 'number' && entry.kind !== 'VERSION_DELETED' && (
                    <>
                      {' · '}
                      <Anchor component="button" type="button" fz="xs" onClick={() => choose(version)}>
                        {t('models.version_n', {n: version})}
                      </Anchor>
                    </>
                  )}
                </Text>
              </Timeline.Item>
            );
          })}
        </Timeline>
        {history.hasNextPage && (
          <Button variant="default" size="xs" loading={history.isFetchingNextPage} onClick={() => void history.fetchNextPage()}>
            {t('common.more')}
          </Button>
        )}
      </Stack>
    </Paper>
  );
}

function Words({entry}: {entry: Entry}) {
  const {t} = useTranslation();
  const stage = (word: string | null | undefined) =>
    STAGES.includes(word as Stage) ? t(`models.stages.${word}`) : (word ?? '');
  const staged = entry.kind === 'STAGE_SET';
  const before = staged ? stage(entry.before) : cut(entry.before);
  const after = staged ? stage(entry.after) : cut(entry.after);
  const kind = entry.before && (entry.kind === 'ALIAS_SET' || entry.kind === 'CHAMPION_REPLACED') ? '_from' : '';
  return (
    <Text size="sm" fw={500} span style={{overflowWrap: 'anywhere'}}>
      {t(`models.happened.${entry.kind}${kind}`, {
        n: entry.version ?? '',
        subject: entry.subject ?? '',
        before,
        after,
      })}
    </Text>
  );
}

function cut(text: string | null | undefined): string {
  return !text ? '' : text.length > SHOWN_MOST ? `${text.slice(0, SHOWN_MOST)}…` : text;
}
