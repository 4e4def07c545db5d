import {Anchor, Button, Group, Modal, Paper, Stack, Table, Text, Title} from '@mantine/core';
import {useQuery, type UseQueryResult} from '@tanstack/react-query';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {Link} from 'react-router';
import {client, ok, type Schema} from '../../api/client';
import {Fetched} from '../../components/Fetched';
import {bytes, count, duration, percent} from '../../components/format';
import {ReasonWords} from '../../components/ReasonWords';
import {useNow} from '../../components/useNow';
import {intervalLine, span, startLine} from './starts';

type Room = Schema<'Room'>;
type Waiting = Schema<'RoomWaiting'>;

/** Who waits: in which order, for what, until when, and what would start sooner. */
export function Queue({room}: {room: UseQueryResult<Room>}) {
  const {t} = useTranslation();
  const [asked, ask] = useState<Waiting | null>(null);
  if (!room.data) return null;
  const {queue, calibration} = room.data;
  // Each pool has a queue of its own: a place says little without its pool, unless nobody waits but for this machine.
  const pools = queue.some((each) => each.pool !== 'local');
  return (
    <Paper withBorder p="md" mt="md" component="section">
      <Stack gap="sm">
        <Title order={3} size="h4">
          {t('room.queue')}
        </Title>
        {queue.length === 0 ? (
          <Text size="sm">{t('room.queue_empty')}</Text>
        ) : (
          <Table.ScrollContainer minWidth={820}>
            <Table highlightOnHover fz="sm">
              <Table.Thead>
                <Table.Tr>
                  {pools && <Table.Th>{t('sessions.pool')}</Table.Th>}
                  <Table.Th style={{whiteSpace: 'nowrap'}}>{t('room.position')}</Table.Th>
                  <Table.Th>{t('room.session')}</Table.Th>
                  <Table.Th>{t('room.asks')}</Table.Th>
                  <Table.Th ta="right" style={{whiteSpace: 'nowrap'}}>{t('room.waits')}</Table.Th>
                  <Table.Th>{t('room.starts')}</Table.Th>
                  <Table.Th>{t('room.because')}</Table.Th>
                  <Table.Th />
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {queue.map((each) => (
                  <WaitingRow key={`${each.pool} ${each.position}`} waiting={each} pools={pools} ask={() => ask(each)} />
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
        <CalibrationLine calibration={calibration} />
      </Stack>
      <Modal
        opened={asked !== null}
        onClose={() => ask(null)}
        title={t('room.what_if_title', {name: asked?.session?.name ?? ''})}
        closeButtonProps={{'aria-label': t('common.close')}}
        size="lg"
      >
        {asked?.session && <WhatIf sessionId={asked.session.id} />}
      </Modal>
    </Paper>
  );
}

function WaitingRow({waiting, pools, ask}: {waiting: Waiting; pools: boolean; ask: () => void}) {
  const {t, i18n} = useTranslation();
  const now = useNow();
  const {session} = waiting;
  const interval = intervalLine(waiting.start, t, i18n.language);
  return (
    <Table.Tr>
      {pools && <Table.Td>{waiting.pool}</Table.Td>}
      <Table.Td>{waiting.position}</Table.Td>
      <Table.Td>
        {session ? (
          <>
            <Anchor component={Link} to={`/sessions/${session.id}`} fz="sm" fw={500}>
              {session.name}
            </Anchor>
            <Text size="xs" c="dimmed">
              {session.project_name} · {session.created_by}
            </Text>
          </>
        ) : (
          <Text size="sm" c="dimmed">
            {t('room.another')}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <NeedsWords needs={waiting.needs} />
      </Table.Td>
      <Table.Td ta="right" ff="monospace">
        {duration((now - Date.parse(waiting.since)) / 1000)}
      </Table.Td>
      <Table.Td>
        <Text size="sm">{startLine(waiting.start, t, i18n.language)}</Text>
        {interval && (
          <Text size="xs" c="dimmed">
            {interval}
          </Text>
        )}
      </Table.Td>
      <Table.Td maw={360}>
        <Text size="sm" c="dimmed">
          <ReasonWords reason={waiting.reason} />
        </Text>
      </Table.Td>
      <Table.Td>
        {session && (
          <Button size="compact-xs" variant="light" onClick={ask} aria-label={t('room.what_if_title', {name: session.name})}>
            {t('room.what_if')}
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

function NeedsWords({needs}: {needs: Schema<'SessionNeeds'>}) {
  const {t, i18n} = useTranslation();
  const memory = bytes(needs.memory_bytes ?? 0, i18n.language);
  const each = needs.gpus ? t('room.needs_gpu', {count: needs.gpus, memory}) : t('room.needs_cpu', {count: needs.cpus ?? 0, memory});
  return (needs.nodes ?? 1) > 1 ? t('room.needs_nodes', {nodes: needs.nodes, needs: each}) : each;
}

/** When a session would start with less of one thing. */
function WhatIf({sessionId}: {sessionId: string}) {
  const {t, i18n} = useTranslation();
  const answers = useQuery({
    queryKey: ['start', sessionId],
    queryFn: () => ok(client.GET('/api/v1/sessions/{id}/start', {params: {path: {id: sessionId}}})),
    refetchInterval: 10_000,
  });
  return (
    <Fetched query={answers}>
      {({items}) => (
        <Stack gap="sm">
          <Text size="sm">{t('room.what_if_lead')}</Text>
          <Table fz="sm">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('room.asks')}</Table.Th>
                <Table.Th>{t('room.starts')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {items.map(({needs, start}, place) => (
                <Table.Tr key={place}>
                  <Table.Td>
                    <NeedsWords needs={needs} />
                    {place === 0 && (
                      <Text size="xs" c="dimmed">
                        {t('room.as_asked')}
                      </Text>
                    )}
                  </Table.Td>
                  <Table.Td>
                    {startLine(start, t, i18n.language)}
                    <Text size="xs" c="dimmed">
                      {intervalLine(start, t, i18n.language)}
                    </Text>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
          {items.length === 1 && <Text size="sm">{t('room.what_if_none')}</Text>}
        </Stack>
      )}
    </Fetched>
  );
}

/** What earlier estimates were worth. */
function CalibrationLine({calibration}: {calibration: Schema<'StartCalibration'>}) {
  const {t, i18n} = useTranslation();
  const {estimates, within50, within90, error_seconds: error} = calibration;
  return (
    <Group>
      <Text size="xs" c="dimmed">
        {within50 == null || within90 == null || error == null
          ? t('room.calibration_none')
          : t('room.calibration', {
              estimates: count(estimates, i18n.language),
              within50: percent(within50, i18n.language),
              within90: percent(within90, i18n.language),
              error: span(error, i18n.language),
            })}
      </Text>
    </Group>
  );
}
