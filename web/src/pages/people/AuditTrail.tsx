import {Anchor, Button, Stack, Table, Text, Title} from '@mantine/core';
import {useInfiniteQuery} from '@tanstack/react-query';
import {useTranslation} from 'react-i18next';
import {Link} from 'react-router';
import {client, ok} from '../../api/client';
import {useProject} from '../../api/session';
import {ErrorNote} from '../../components/ErrorNote';
import {moment} from '../../components/format';
import {visible} from '../runs/cells';
import {detailsOf, pathOf} from './audit';

/** Who did what in the project, or in the whole installation, sign-ins and tokens included. */
export function AuditTrail({everywhere = false}: {everywhere?: boolean}) {
  const {t, i18n} = useTranslation();
  const {projectId} = useProject();
  const trail = useInfiniteQuery({
    queryKey: ['audit', everywhere || projectId],
    initialPageParam: undefined as string | undefined,
    queryFn: ({pageParam}) => {
      const query = {limit: 25, ...(pageParam ? {after: pageParam} : {})};
      return everywhere
        ? ok(client.GET('/api/v1/audit', {params: {query}}))
        : ok(client.GET('/api/v1/projects/{project}/audit', {params: {path: {project: projectId}, query}}));
    },
    getNextPageParam: (page) => page.next ?? undefined,
  });
  return (
    <Stack component="section" gap="sm">
      <Title order={3}>{t('people.audit')}</Title>
      <Text c="dimmed" size="sm">
        {t(everywhere ? 'people.audit_of_all_lead' : 'people.audit_lead')}
      </Text>
      {trail.isError && <ErrorNote error={trail.error} again={() => void trail.refetch()} />}
      <Table fz="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('people.time')}</Table.Th>
            <Table.Th>{t('people.who')}</Table.Th>
            <Table.Th>{t('people.what')}</Table.Th>
            <Table.Th>{t('people.thing')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {trail.data?.pages
            .flatMap((page) => page.items)
            .map((entry) => (
              <Table.Tr key={entry.id}>
                <Table.Td>{moment(entry.time, i18n.language)}</Table.Td>
                <Table.Td>{entry.actor}</Table.Td>
                <Table.Td title={entry.action}>{t([`audit.${entry.action}`, entry.action])}</Table.Td>
                <Table.Td>
                  <Subject subject={entry.subject} />
                  <Text size="xs" c="dimmed" style={{overflowWrap: 'anywhere'}}>
                    {visible(detailsOf(entry.detail))}
                  </Text>
                </Table.Td>
              </Table.Tr>
            ))}
        </Table.Tbody>
      </Table>
      {trail.hasNextPage && (
        <Button variant="subtle" loading={trail.isFetchingNextPage} onClick={() => void trail.fetchNextPage()}>
          {t('common.more')}
        </Button>
      )}
    </Stack>
  );
}

function Subject({subject}: {subject: string}) {
  const path = pathOf(subject);
  return path ? (
    <Anchor component={Link} to={path} fz="sm">
      {subject}
    </Anchor>
  ) : (
    visible(subject)
  );
}
