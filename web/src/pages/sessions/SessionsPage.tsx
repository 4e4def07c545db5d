import {Anchor, Button, Code, Group, SegmentedControl, Stack, Table, Text} from '@mantine/core';
import {keepPreviousData, useInfiniteQuery} from '@tanstack/react-query';
import {IconPlayerPlay, IconPlus, IconTerminal2} from '@tabler/icons-react';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {Link} from 'react-router';
import {client, ok, type Schema} from '../../api/client';
import {useProject} from '../../api/session';
import {EmptyNote} from '../../components/EmptyNote';
import {ErrorNote} from '../../components/ErrorNote';
import {ReasonWords} from '../../components/ReasonWords';
import {duration, moment} from '../../components/format';
import {PageFrame} from '../../components/PageFrame';
import {StateBadge} from '../../components/StateBadge';
import {useNow} from '../../components/useNow';
import {IdleRule} from './IdleRule';
import {Slots} from './Slots';

type Session = Schema<'Session'>;

const KINDS = ['', 'TRAINING', 'INTERACTIVE', 'EVALUATION'] as const;

/** How long it has been running, in seconds; null before its start. */
function ran(session: Session, now: number): number | null {
  if (!session.started_at) return null;
  const end = session.ended_at ? Date.parse(session.ended_at) : now;
  return (end - Date.parse(session.started_at)) / 1000;
}

export default function SessionsPage() {
  const {t, i18n} = useTranslation();
  const {projectId, may} = useProject();
  const now = useNow();
  const [kind, setKind] = useState<(typeof KINDS)[number]>('');
  const sessions = useInfiniteQuery({
    queryKey: ['sessions', projectId, kind],
    initialPageParam: undefined as string | undefined,
    queryFn: ({pageParam}) =>
      ok(
        client.GET('/api/v1/projects/{project}/sessions', {
          params: {
            path: {project: projectId},
            query: {limit: 50, ...(pageParam ? {after: pageParam} : {}), ...(kind ? {kind: [kind]} : {})},
          },
        }),
      ),
    getNextPageParam: (page) => page.next ?? undefined,
    refetchInterval: 2000,
    placeholderData: keepPreviousData,
  });
  const items = sessions.data?.pages.flatMap((page) => page.items) ?? [];
  const start = may('COMPUTE_RUN') && (
    <Group>
      <Button
        component={Link}
        to="/sessions/new-workplace"
        variant="default"
        leftSection={<IconTerminal2 size={18} aria-hidden />}
      >
        {t('sessions.new_workplace')}
      </Button>
      <Button component={Link} to="/sessions/new" leftSection={<IconPlus size={18} aria-hidden />}>
        {t('sessions.new')}
      </Button>
    </Group>
  );

  return (
    <PageFrame title={t('common.sessions')} lead={t('sessions.lead')} actions={start}>
      <Slots />
      <IdleRule />
      {sessions.isError && <ErrorNote error={sessions.error} again={() => void sessions.refetch()} />}
      {sessions.isSuccess && items.length === 0 && kind === '' ? (
        <EmptyNote Icon={IconPlayerPlay} text={t('sessions.empty')}>
          {start}
          <Text size="sm" c="dimmed">
            {t('sessions.bring')}
          </Text>
          <Code block>./dure run ./my-program -- python3 train.py</Code>
        </EmptyNote>
      ) : (
        <Stack>
          <SegmentedControl
            aria-label={t('sessions.kind')}
            value={kind}
            onChange={(value) => setKind(KINDS.find((each) => each === value) ?? '')}
            data={KINDS.map((each) => ({
              value: each,
              label: each ? t(`sessions.kinds.${each}`) : t('sessions.filter_all'),
            }))}
            style={{alignSelf: 'flex-start'}}
          />
          <Table.ScrollContainer minWidth={700}>
            <Table highlightOnHover>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('sessions.name')}</Table.Th>
                  <Table.Th>{t('common.state')}</Table.Th>
                  <Table.Th>{t('sessions.kind')}</Table.Th>
                  <Table.Th ta="right">{t('sessions.duration')}</Table.Th>
                  <Table.Th>{t('common.made')}</Table.Th>
                  <Table.Th>{t('sessions.reason')}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {items.map((session) => {
                  const seconds = ran(session, now);
                  return (
                    <Table.Tr key={session.id}>
                      <Table.Td>
                        <Anchor component={Link} to={`/sessions/${session.id}`} fw={500}>
                          {session.name}
                        </Anchor>
                      </Table.Td>
                      <Table.Td>
                        <StateBadge state={session.state} />
                      </Table.Td>
                      <Table.Td>{t(`sessions.kinds.${session.kind}`)}</Table.Td>
                      <Table.Td ta="right" ff="monospace">
                        {seconds === null ? '–' : duration(seconds)}
                      </Table.Td>
                      <Table.Td>{moment(session.created_at, i18n.language)}</Table.Td>
                      <Table.Td maw={420}>
                        <Text size="sm" c="dimmed" lineClamp={2}>
                          <ReasonWords reason={session.reason} />
                        </Text>
                      </Table.Td>
                    </Table.Tr>
                  );
                })}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
          {sessions.hasNextPage && (
            <Button variant="subtle" loading={sessions.isFetchingNextPage} onClick={() => void sessions.fetchNextPage()}>
              {t('common.more')}
            </Button>
          )}
        </Stack>
      )}
    </PageFrame>
  );
}
