import {Anchor, Button, Group, Stack, Table, Text, Title} from '@mantine/core';
import {useQuery} from '@tanstack/react-query';
import {IconPlus, IconServer2} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import {Link} from 'react-router';
import {client, ok} from '../../api/client';
import {useProject} from '../../api/session';
import {EmptyNote} from '../../components/EmptyNote';
import {Fetched} from '../../components/Fetched';
import {ConnectionBadge, slotsOf} from './Connection';
import {ENGINES, type Pool} from './settings';

/** Where sessions run: this machine, and the clusters that administrators have added. */
export function PoolsPanel() {
  const {t} = useTranslation();
  const {me} = useProject();
  const pools = useQuery({queryKey: ['pools'], queryFn: () => ok(client.GET('/api/v1/pools')), refetchInterval: 5000});
  return (
    <Stack gap="lg">
      <Group justify="space-between" align="flex-start">
        <Stack gap={4}>
          <Title order={3} size="h4">
            {t('pools.title')}
          </Title>
          <Text size="sm" c="dimmed" maw={760}>
            {t('pools.lead')}
          </Text>
        </Stack>
        {me.administrator && (
          <Button component={Link} to="/room/pools/new" leftSection={<IconPlus size={18} aria-hidden />}>
            {t('pools.new')}
          </Button>
        )}
      </Group>
      <Fetched query={pools}>
        {({items}) => (
          <>
            <PoolTable pools={items} />
            {items.length === 1 && (
              <EmptyNote Icon={IconServer2} text={t(me.administrator ? 'pools.empty' : 'pools.empty_member')}>
                {me.administrator && (
                  <Group>
                    {ENGINES.map((engine) => (
                      <Button key={engine} component={Link} to={`/room/pools/new?engine=${engine}`} variant="light">
                        {t(`pools.add.${engine}`)}
                      </Button>
                    ))}
                  </Group>
                )}
              </EmptyNote>
            )}
          </>
        )}
      </Fetched>
    </Stack>
  );
}

function PoolTable({pools}: {pools: Pool[]}) {
  const {t} = useTranslation();
  return (
    <Table.ScrollContainer minWidth={640}>
      <Table fz="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('common.name')}</Table.Th>
            <Table.Th>{t('pools.engine')}</Table.Th>
            <Table.Th>{t('pools.connection_of')}</Table.Th>
            <Table.Th>{t('common.state')}</Table.Th>
            <Table.Th ta="right">{t('pools.nodes')}</Table.Th>
            <Table.Th ta="right">{t('pools.cpus')}</Table.Th>
            <Table.Th ta="right">{t('pools.gpus')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {pools.map((pool) => (
            <PoolRow key={pool.name} pool={pool} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function PoolRow({pool}: {pool: Pool}) {
  const {t} = useTranslation();
  const slots = slotsOf(pool);
  return (
    <Table.Tr>
      <Table.Td>
        <Anchor component={Link} to={`/room/pools/${encodeURIComponent(pool.name)}`} fz="sm" fw={500}>
          {pool.name}
        </Anchor>
      </Table.Td>
      <Table.Td>{t(`pools.engines.${pool.engine}`)}</Table.Td>
      <Table.Td>
        <ConnectionBadge pool={pool} />
      </Table.Td>
      <Table.Td>{t(pool.open ? 'pools.open' : 'pools.closed')}</Table.Td>
      <Table.Td ta="right">{slots.nodes}</Table.Td>
      <Table.Td ta="right">{slots.cpus}</Table.Td>
      <Table.Td ta="right">{slots.gpus}</Table.Td>
    </Table.Tr>
  );
}
