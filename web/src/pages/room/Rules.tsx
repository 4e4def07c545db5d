import {List, Paper, Stack, Table, Text, Title} from '@mantine/core';
import {useQuery} from '@tanstack/react-query';
import {useTranslation} from 'react-i18next';
import {client, ok, type Schema} from '../../api/client';
import {Fetched} from '../../components/Fetched';
import {bytes, count, percent} from '../../components/format';
import {keeping} from './policies';
import {span} from './starts';
import {useAmounts} from './useAmounts';

type Found = Schema<'RoomRules'>;
type Pool = Schema<'Pool'>;

/** By which rules the room is shared, in words, from the settings as they are. */
export function Rules() {
  const rules = useQuery({queryKey: ['room', 'rules'], queryFn: () => ok(client.GET('/api/v1/room/rules'))});
  const pools = useQuery({queryKey: ['pools'], queryFn: () => ok(client.GET('/api/v1/pools'))});
  return (
    <Fetched query={rules}>
      {(found) => <Fetched query={pools}>{({items}) => <Chapters rules={found} pools={items} />}</Fetched>}
    </Fetched>
  );
}

function Chapters({rules, pools}: {rules: Found; pools: Pool[]}) {
  const {t, i18n} = useTranslation();
  const language = i18n.language;
  const chapters: [string, string[]][] = [
    ['what', [
      ...rules.pools.map(({name, nodes, gpus, cpus, memory_bytes}) =>
        nodes === 0
          ? t('room.rules.pool_away', {pool: name})
          : t('room.rules.slots', {pool: name, count: nodes, gpus, cpus, memory: bytes(memory_bytes, language)}),
      ),
      t('room.rules.lease'),
    ]],
    ['order', [
      t('room.rules.evaluations'),
      t('room.rules.unlucky'),
      t('room.rules.turns'),
      ...pools.map((pool) =>
        t('room.rules.pool', {pool: pool.name, policy: t(`room.scheduling.words.${pool.policy}`), slice: keeping(pool, t, language)}),
      ),
      t('room.rules.overtaking'),
    ]],
    ['limits', [
      t('room.rules.wall', {standard: span(rules.wall_seconds_default, language), most: span(rules.wall_seconds_max, language)}),
      t('room.rules.writes', {bytes: bytes(rules.output_bytes, language), processes: count(rules.processes_max, language)}),
    ]],
    ['end', [
      t('room.rules.grace', {grace: span(rules.grace_seconds, language)}),
      t('room.rules.make_room', {grace: span(rules.save_grace_seconds, language)}),
      t('room.rules.silence', {silence: span(rules.silence_seconds, language), lost: rules.lost_max}),
      t('room.rules.retries'),
      t('room.rules.idle'),
    ]],
    ['estimate', [t('room.rules.estimates'), t('room.rules.kept', {days: rules.samples_kept_days})]],
  ];
  return (
    <Stack gap="lg" maw={860}>
      <Text size="sm" c="dimmed">
        {t('room.rules.lead')}
      </Text>
      {chapters.map(([name, sentences]) => (
        <section key={name}>
          <Title order={3} size="h4" mb="xs">
            {t(`room.rules.chapters.${name}`)}
          </Title>
          <List size="sm" spacing={4}>
            {sentences.map((sentence) => (
              <List.Item key={sentence}>{sentence}</List.Item>
            ))}
          </List>
        </section>
      ))}
      <ProjectRules rules={rules} />
      <Prices rules={rules} />
    </Stack>
  );
}

function ProjectRules({rules}: {rules: Found}) {
  const {t, i18n} = useTranslation();
  const quota = (value: number | null | undefined) => (value == null ? t('room.rules.no_quota') : count(value, i18n.language));
  return (
    <Paper withBorder p="md" component="section">
      <Title order={3} size="h4" mb="xs">
        {t('room.rules.chapters.shares')}
      </Title>
      <Text size="sm" mb="sm">
        {t('room.rules.shares')}
      </Text>
      <Table fz="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('common.project')}</Table.Th>
            <Table.Th ta="right">{t('room.weight')}</Table.Th>
            <Table.Th ta="right">{t('room.part')}</Table.Th>
            <Table.Th ta="right">{t('room.gpus_max')}</Table.Th>
            <Table.Th ta="right">{t('room.cpus_max')}</Table.Th>
            <Table.Th ta="right">{t('room.hours_max')}</Table.Th>
            <Table.Th ta="right">{t('room.rules.idle_after')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rules.shares.map((share) => (
            <Table.Tr key={share.project_name}>
              <Table.Td>{share.project_name}</Table.Td>
              <Table.Td ta="right">{share.weight}</Table.Td>
              <Table.Td ta="right">{percent(share.part, i18n.language)}</Table.Td>
              <Table.Td ta="right">{quota(share.gpus_max)}</Table.Td>
              <Table.Td ta="right">{quota(share.cpus_max)}</Table.Td>
              <Table.Td ta="right">{quota(share.gpu_hours_per_month)}</Table.Td>
              <Table.Td ta="right">
                {share.idle_minutes == null
                  ? t('room.rules.never')
                  : t('room.rules.minutes', {minutes: count(share.idle_minutes, i18n.language)})}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Paper>
  );
}

function Prices({rules}: {rules: Found}) {
  const {t} = useTranslation();
  const {money} = useAmounts();
  return (
    <section>
      <Title order={3} size="h4" mb="xs">
        {t('room.rules.chapters.prices')}
      </Title>
      {rules.prices.length === 0 ? (
        <Text size="sm">{t('room.rules.no_prices')}</Text>
      ) : (
        <List size="sm">
          {rules.prices.map((price) => (
            <List.Item key={price.pool + price.kind}>
              {t('room.rules.price', {kind: price.kind, pool: price.pool, price: money(price.per_hour, rules.currency)})}
            </List.Item>
          ))}
        </List>
      )}
    </section>
  );
}
