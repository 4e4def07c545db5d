import {Code, Paper, Stack, Table, Text} from '@mantine/core';
import {useTranslation} from 'react-i18next';
import type {ReactNode} from 'react';
import type {Schema} from '../../api/client';
import {bytes, moment} from '../../components/format';
import {MountLine} from './MountLine';

/** What the session is: its program, its data, what it asked for and uses. */
export function Facts({session}: {session: Schema<'Session'>}) {
  const {t, i18n} = useTranslation();
  const words = session.program.recipe
    ? [session.program.recipe, ...(session.program.arguments ?? [])]
    : (session.program.command ?? []);
  const rows: [string, ReactNode][] = [
    [t('common.by'), session.created_by],
    [t('common.made'), moment(session.created_at, i18n.language)],
    [
      t('sessions.needs'),
      t('sessions.needs_of', {
        cpus: session.needs.cpus,
        memory: bytes(session.needs.memory_bytes ?? 0, i18n.language),
        gpus: session.needs.gpus,
      }),
    ],
  ];
  if ((session.needs.nodes ?? 1) > 1) {
    rows.push([t('sessions.nodes'), t('sessions.nodes_of', {nodes: session.needs.nodes})]);
  }
  if (session.life.can_checkpoint !== 'UNKNOWN') {
    rows.push([t('sessions.checkpoints'), t(`sessions.checkpoints_${session.life.can_checkpoint}`)]);
  }
  if (session.life.retry.failures) {
    rows.push([t('sessions.retries'), t('sessions.retries_of', {count: session.life.retry.failures})]);
  }
  if (session.pool !== 'local') rows.push([t('sessions.pool'), session.pool]);
  if (session.program.image) rows.push([t('sessions.image'), <Code key="image">{session.program.image}</Code>]);
  if (session.program.containerfile) {
    rows.push([t('sessions.image'), <Code key="containerfile">{session.program.containerfile}</Code>]);
  }
  if (session.secrets.length > 0) rows.push([t('sessions.secrets'), session.secrets.join(', ')]);
  if (session.memory_bytes) {
    rows.push([
      t('sessions.used'),
      t('sessions.used_of', {
        memory: bytes(session.memory_bytes, i18n.language),
        cpu: (session.cpu_seconds ?? 0).toFixed(1),
      }),
    ]);
  }
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        <Table variant="vertical" layout="fixed" withRowBorders={false} fz="sm">
          <Table.Tbody>
            {rows.map(([name, value]) => (
              <Table.Tr key={name}>
                <Table.Th w={130}>{name}</Table.Th>
                <Table.Td>{value}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        <Text size="sm" fw={500}>
          {t('sessions.program')}
        </Text>
        <Code block style={{whiteSpace: 'pre-wrap'}}>
          {words.join(' ')}
        </Code>
        {session.mounts.length > 0 && (
          <>
            <Text size="sm" fw={500}>
              {t('sessions.mounts')}
            </Text>
            {session.mounts.map((mount) => (
              <MountLine key={mount.name} mount={mount} />
            ))}
          </>
        )}
      </Stack>
    </Paper>
  );
}
