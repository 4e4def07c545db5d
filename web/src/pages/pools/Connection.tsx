import {Badge, Code, Group, Loader, Stack, Text} from '@mantine/core';
import {useTranslation} from 'react-i18next';
import {moment} from '../../components/format';
import {ReasonWords} from '../../components/ReasonWords';
import type {Pool} from './settings';

const COLORS = {ANSWERS: 'teal', ASKED: 'blue', REFUSES: 'orange', AWAY: 'red'} as const;

/** What the nodes of a pool have together. */
export function slotsOf({nodes}: Pool) {
  const sum = (kind: 'cpus' | 'gpus') => nodes.reduce((all, node) => all + node[kind], 0);
  return {nodes: nodes.length, cpus: sum('cpus'), gpus: sum('gpus')};
}

/** Whether the cluster answers, in a word. */
export function ConnectionBadge({pool}: {pool: Pool}) {
  const {t} = useTranslation();
  const {state} = pool.connection;
  return (
    <Badge variant="light" color={COLORS[state]} style={{textTransform: 'none'}}>
      {t(`pools.connection.${state}`)}
    </Badge>
  );
}

/** Whether it answers, what it has told, and in its own words why it does not; read out whenever that changes. */
export function Connection({pool}: {pool: Pool}) {
  const {t, i18n} = useTranslation();
  const {state, trouble, since} = pool.connection;
  const slots = slotsOf(pool);
  const troubled = state === 'REFUSES' || state === 'AWAY';
  return (
    <Stack gap="xs" role="status" aria-live="polite">
      <Group gap="sm">
        <ConnectionBadge pool={pool} />
        {state === 'ASKED' && <Loader size="xs" aria-hidden />}
        {state === 'ANSWERS' && <Text size="sm">{slots.nodes === 0 ? t('pools.no_nodes') : t('pools.has', slots)}</Text>}
        {troubled && since && (
          <Text size="sm">{t('pools.since', {time: moment(since, i18n.language)})}</Text>
        )}
      </Group>
      {troubled && (
        <>
          {trouble && (
            <Code block style={{whiteSpace: 'pre-wrap', wordBreak: 'break-word'}}>
              <ReasonWords reason={trouble} />
            </Code>
          )}
          <Text size="sm" c="dimmed">
            {t(state === 'REFUSES' ? 'pools.refuses_lead' : 'pools.away_lead')}
          </Text>
        </>
      )}
    </Stack>
  );
}
