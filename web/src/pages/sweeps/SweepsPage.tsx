import {Anchor, Button, Code, SegmentedControl, Stack, Table, Text} from '@mantine/core';
import {keepPreviousData, useInfiniteQuery} from '@tanstack/react-query';
import {IconPlus, IconZoomScan} from '@tabler/icons-react';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {Link} from 'react-router';
import {client, ok} from '../../api/client';
import {useProject} from '../../api/session';
import {EmptyNote} from '../../components/EmptyNote';
import {ErrorNote} from '../../components/ErrorNote';
import {moment} from '../../components/format';
import {PageFrame} from '../../components/PageFrame';
import {ReasonWords} from '../../components/ReasonWords';
import {StateBadge} from '../../components/StateBadge';
import {short, type Sweep} from './rows';

/** Searches for parameters, and how far each has come. */
export default function SweepsPage() {
  const {t} = useTranslation();
  const {projectId, may} = useProject();
  const [archived, setArchived] = useState(false);
  const sweeps = useInfiniteQuery({
    queryKey: ['sweeps', projectId, archived],
    initialPageParam: undefined as string | undefined,
    queryFn: ({pageParam}) =>
      ok(
        client.GET('/api/v1/projects/{project}/sweeps', {
          params: {path: {project: projectId}, query: {limit: 50, archived, ...(pageParam ? {after: pageParam} : {})}},
        }),
      ),
    getNextPageParam: (page) => page.next ?? undefined,
    refetchInterval: 3000,
    placeholderData: keepPreviousData,
  });
  const items = sweeps.data?.pages.flatMap((page) => page.items) ?? [];
  const make = may('COMPUTE_RUN') && (
    <Button component={Link} to="/sweeps/new" leftSection={<IconPlus size={18} aria-hidden />}>
      {t('sweeps.new')}
    </Button>
  );
  return (
    <PageFrame title={t('common.sweeps')} lead={t('sweeps.lead')} actions={make}>
      <Stack>
        <SegmentedControl
          aria-label={t('sweeps.which')}
          value={archived ? 'archived' : 'current'}
          onChange={(value) => setArchived(value === 'archived')}
          data={[
            {value: 'current', label: t('sweeps.current')},
            {value: 'archived', label: t('sweeps.archived')},
          ]}
          style={{alignSelf: 'flex-start'}}
        />
        {sweeps.isError && <ErrorNote error={sweeps.error} again={() => void sweeps.refetch()} />}
        {sweeps.isSuccess && items.length === 0 ? (
          <EmptyNote Icon={IconZoomScan} text={t(archived ? 'sweeps.none_archived' : 'sweeps.empty')}>
            {!archived && (
              <>
                {make}
                <Text size="sm" c="dimmed">
                  {t('sweeps.bring')}
                </Text>
                <Code block>./dure sweep train.py --metric loss --param lr=log:1e-4..1e-1</Code>
              </>
            )}
          </EmptyNote>
        ) : (
          <List items={items} />
        )}
        {sweeps.hasNextPage && (
          <Button variant="subtle" loading={sweeps.isFetchingNextPage} onClick={() => void sweeps.fetchNextPage()}>
            {t('common.more')}
          </Button>
        )}
      </Stack>
    </PageFrame>
  );
}

function List({items}: {items: Sweep[]}) {
  const {t, i18n} = useTranslation();
  return (
    <Table.ScrollContainer minWidth={760}>
      <Table highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('common.name')}</Table.Th>
            <Table.Th>{t('common.state')}</Table.Th>
            <Table.Th>{t('sweeps.algorithm')}</Table.Th>
            <Table.Th ta="right">{t('sweeps.trials')}</Table.Th>
            <Table.Th ta="right">{t('sweeps.best')}</Table.Th>
            <Table.Th ta="right">{t('sweeps.slot_hours')}</Table.Th>
            <Table.Th>{t('common.made')}</Table.Th>
            <Table.Th>{t('sessions.reason')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {items.map((sweep) => (
            <Table.Tr key={sweep.id}>
              <Table.Td>
                <Anchor component={Link} to={`/sweeps/${sweep.id}`} fw={500}>
                  {sweep.name}
                </Anchor>
              </Table.Td>
              <Table.Td>
                <StateBadge state={sweep.state} />
              </Table.Td>
              <Table.Td>{t(`sweeps.algorithms.${sweep.algorithm}`)}</Table.Td>
              <Table.Td ta="right" ff="monospace">
                {sweep.progress.made - sweep.progress.open}/{sweep.trials}
              </Table.Td>
              <Table.Td ta="right" ff="monospace">
                {short(sweep.progress.best)}
              </Table.Td>
              <Table.Td ta="right" ff="monospace">
                {short(Number(sweep.progress.slot_hours.toFixed(2)))}
              </Table.Td>
              <Table.Td>{moment(sweep.created_at, i18n.language)}</Table.Td>
              <Table.Td maw={320}>
                <Text size="sm" c="dimmed" lineClamp={2}>
                  <ReasonWords reason={sweep.reason} />
                </Text>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
