import {Button, Group, Modal, Paper, Stack, Table, Text, Title} from '@mantine/core';
import {useMutation, useQuery, useQueryClient} from '@tanstack/react-query';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {useNavigate, useParams} from 'react-router';
import {client, ok} from '../../api/client';
import {useProject} from '../../api/session';
import {ErrorNote} from '../../components/ErrorNote';
import {Fetched} from '../../components/Fetched';
import {bytes} from '../../components/format';
import {PageFrame} from '../../components/PageFrame';
import {Connection} from './Connection';
import {PoolForm} from './PoolForm';
import type {Pool} from './settings';

export default function PoolPage() {
  const {t} = useTranslation();
  const {me} = useProject();
  const {name = ''} = useParams();
  const pool = useQuery({
    queryKey: ['pools', name],
    queryFn: () => ok(client.GET('/api/v1/pools/{name}', {params: {path: {name}}})),
    refetchInterval: 2000,
  });
  const found = pool.data;
  return (
    <PageFrame
      title={name}
      lead={found && t(`pools.engine_lead.${found.engine}`)}
      above={[{text: t('common.room'), path: '/room'}, {text: t('pools.title'), path: '/room?tab=pools'}]}
      actions={found && me.administrator && <Actions pool={found} />}
    >
      <Fetched query={pool}>
        {(known) => (
          <Stack gap="lg" maw={860}>
            <Paper withBorder p="md" component="section">
              <Stack gap="sm">
                <Title order={3} size="h4">
                  {t('pools.connection_of')}
                </Title>
                <Connection pool={known} />
                {!known.open && <Text size="sm">{t('pools.closed_lead')}</Text>}
                {known.nodes.length > 0 && <NodeTable pool={known} />}
              </Stack>
            </Paper>
            {me.administrator && <Settings key={known.name} pool={known} />}
          </Stack>
        )}
      </Fetched>
    </PageFrame>
  );
}

function Settings({pool}: {pool: Pool}) {
  const {t} = useTranslation();
  const queries = useQueryClient();
  if (pool.engine === 'LOCAL') return <Text size="sm">{t('pools.local_settings')}</Text>;
  return (
    <Paper withBorder p="md" component="section">
      <Stack gap="sm">
        <Title order={3} size="h4">
          {t('pools.settings_of')}
        </Title>
        <PoolForm
          engine={pool.engine}
          pool={pool}
          done={() => queries.invalidateQueries({queryKey: ['pools']})}
        />
      </Stack>
    </Paper>
  );
}

function NodeTable({pool}: {pool: Pool}) {
  const {t, i18n} = useTranslation();
  return (
    <Table.ScrollContainer minWidth={480}>
      <Table fz="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('pools.node')}</Table.Th>
            <Table.Th ta="right">{t('pools.cpus')}</Table.Th>
            <Table.Th ta="right">{t('pools.gpus')}</Table.Th>
            <Table.Th ta="right">{t('room.memory')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {pool.nodes.map((node) => (
            <Table.Tr key={node.name}>
              <Table.Td>{node.name}</Table.Td>
              <Table.Td ta="right">{node.cpus}</Table.Td>
              <Table.Td ta="right">{node.gpus}</Table.Td>
              <Table.Td ta="right">{bytes(node.memory_bytes, i18n.language)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

/** Closing, opening and removing. */
function Actions({pool}: {pool: Pool}) {
  const {t} = useTranslation();
  const queries = useQueryClient();
  const [removing, setRemoving] = useState(false);
  const put = useMutation({
    mutationFn: () =>
      ok(client.PUT('/api/v1/pools/{name}', {params: {path: {name: pool.name}}, body: {open: !pool.open}})),
    onSuccess: () => queries.invalidateQueries({queryKey: ['pools']}),
  });
  return (
    <>
      <Button variant="default" loading={put.isPending} onClick={() => put.mutate()}>
        {t(pool.open ? 'pools.close' : 'pools.reopen')}
      </Button>
      {pool.engine !== 'LOCAL' && (
        <Button variant="light" color="red" onClick={() => setRemoving(true)}>
          {t('pools.remove')}
        </Button>
      )}
      {put.isError && <ErrorNote error={put.error} />}
      <Modal
        opened={removing}
        onClose={() => setRemoving(false)}
        title={t('pools.remove_title', {name: pool.name})}
        closeButtonProps={{'aria-label': t('common.close')}}
        centered
      >
        <Removal pool={pool} cancel={() => setRemoving(false)} />
      </Modal>
    </>
  );
}

function Removal({pool, cancel}: {pool: Pool; cancel: () => void}) {
  const {t} = useTranslation();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: () => ok(client.DELETE('/api/v1/pools/{name}', {params: {path: {name: pool.name}}})),
    onSuccess: async () => {
      await navigate('/room?tab=pools');
      queries.removeQueries({queryKey: ['pools', pool.name]});
      await queries.invalidateQueries({queryKey: ['pools']});
    },
  });
  return (
    <Stack>
      <Text size="sm">{t('pools.remove_text')}</Text>
      {remove.isError && <ErrorNote error={remove.error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={cancel}>
          {t('common.cancel')}
        </Button>
        <Button color="red" loading={remove.isPending} onClick={() => remove.mutate()}>
          {t('pools.remove')}
        </Button>
      </Group>
    </Stack>
  );
}
