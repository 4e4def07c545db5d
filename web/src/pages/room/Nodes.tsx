import {Anchor, Badge, Card, Group, Paper, Progress, SimpleGrid, Stack, Text, Title} from '@mantine/core';
import type {UseQueryResult} from '@tanstack/react-query';
import {IconCpu, IconDeviceDesktopAnalytics} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import {Link} from 'react-router';
import type {Schema} from '../../api/client';
import {Fetched} from '../../components/Fetched';
import {bytes, duration, percent} from '../../components/format';
import {useNow} from '../../components/useNow';

type Room = Schema<'Room'>;
type Node = Room['nodes'][number];
type Slot = Node['slots'][number];
type Gpu = Schema<'GpuSample'>;

/** Every node with its slots: what each is doing, and who holds it for what. */
export function Nodes({room}: {room: UseQueryResult<Room>}) {
  return (
    <Fetched query={room}>
      {(found) => (
        <Stack>
          {found.nodes.map((node) => (
            <NodeCard key={`${node.pool}/${node.name}`} node={node} />
          ))}
        </Stack>
      )}
    </Fetched>
  );
}

function NodeCard({node}: {node: Node}) {
  const {t, i18n} = useTranslation();
  const {sample} = node;
  const held = node.slots.filter((slot) => slot.holder).length;
  return (
    <Paper withBorder p="md" component="section" aria-label={`${node.name}, ${t('room.of_pool', {pool: node.pool})}`}>
      <Stack gap="sm">
        <Group justify="space-between" gap="xl">
          <Group gap="sm">
            <Title order={3} size="h4">
              {node.name}
            </Title>
            <Text size="sm" c="dimmed">
              {t('room.of_pool', {pool: node.pool})}
            </Text>
            <Badge variant="light" color={held > 0 ? 'blue' : 'gray'} style={{textTransform: 'none'}}>
              {t('room.held', {held, slots: node.slots.length})}
            </Badge>
          </Group>
          {sample ? (
            <Group gap="xl">
              <Meter label={t('room.cpu')} share={sample.cpu_share ?? null}>
                {sample.cpu_share == null ? '–' : percent(sample.cpu_share, i18n.language)} ·{' '}
                {t('room.cores', {count: sample.cores})}
              </Meter>
              <Meter label={t('room.memory')} share={sample.memory_bytes / Math.max(1, sample.memory_total_bytes)}>
                {bytes(sample.memory_bytes, i18n.language)} / {bytes(sample.memory_total_bytes, i18n.language)}
              </Meter>
            </Group>
          ) : (
            <Text size="sm" c="dimmed">
              {t('room.silent')}
            </Text>
          )}
        </Group>
        <SimpleGrid cols={{base: 1, sm: 2, lg: 4}}>
          {node.slots.map((slot) => (
            <SlotCard
              key={slot.name}
              slot={slot}
              gpu={slot.kind === 'GPU' ? sample?.gpus.find((gpu) => gpu.number === slot.number) : undefined}
            />
          ))}
        </SimpleGrid>
      </Stack>
    </Paper>
  );
}

function SlotCard({slot, gpu}: {slot: Slot; gpu: Gpu | undefined}) {
  const Icon = slot.kind === 'GPU' ? IconDeviceDesktopAnalytics : IconCpu;
  return (
    <Card withBorder padding="sm">
      <Stack gap={6}>
        <Group gap="xs" wrap="nowrap">
          <Icon size={22} stroke={1.5} aria-hidden color={slot.holder ? '#0b7285' : '#868e96'} />
          <Text size="sm" fw={600}>
            {slot.name}
          </Text>
          {gpu && (
            <Text size="xs" c="dimmed" truncate>
              {gpu.name}
            </Text>
          )}
        </Group>
        <HolderLine slot={slot} />
        {gpu && <GpuFigures gpu={gpu} />}
      </Stack>
    </Card>
  );
}

function HolderLine({slot}: {slot: Slot}) {
  const {t} = useTranslation();
  const now = useNow();
  if (!slot.holder) {
    return (
      <Text size="xs" c="dimmed">
        {t('room.free')}
      </Text>
    );
  }
  const since = duration((now - Date.parse(slot.holder.since)) / 1000);
  const {session} = slot.holder;
  if (!session) {
    return (
      <Text size="xs" c="dimmed">
        {t('room.another')} · {since}
      </Text>
    );
  }
  return (
    <div style={{minWidth: 0}}>
      <Anchor component={Link} to={`/sessions/${session.id}`} size="xs" fw={600} truncate display="block">
        {session.name} · {since}
      </Anchor>
      <Text size="xs" c="dimmed" truncate>
        {session.project_name} · {session.created_by}
      </Text>
      {session.problem_id && (
        <Anchor component={Link} to={`/problems/${session.problem_id}`} size="xs" truncate display="block">
          {t('room.for_problem', {problem: session.problem_name})}
        </Anchor>
      )}
    </div>
  );
}

function GpuFigures({gpu}: {gpu: Gpu}) {
  const {t, i18n} = useTranslation();
  const number = new Intl.NumberFormat(i18n.language, {maximumFractionDigits: 0});
  const errors = gpu.ecc_errors ?? 0;
  return (
    <Stack gap={4}>
      <Meter label={t('room.utilisation')} share={gpu.utilisation ?? null}>
        {gpu.utilisation == null ? '–' : percent(gpu.utilisation, i18n.language)}
      </Meter>
      {gpu.memory_bytes != null && gpu.memory_total_bytes != null && (
        <Meter label={t('room.memory')} share={gpu.memory_bytes / Math.max(1, gpu.memory_total_bytes)}>
          {bytes(gpu.memory_bytes, i18n.language)} / {bytes(gpu.memory_total_bytes, i18n.language)}
        </Meter>
      )}
      <Text size="xs">
        {gpu.temperature_celsius != null && `${number.format(gpu.temperature_celsius)} °C`}
        {gpu.power_watts != null && ` · ${number.format(gpu.power_watts)} W`}
      </Text>
      {errors > 0 && (
        <Text size="xs" c="red.9" fw={600}>
          {t('room.ecc', {count: errors})}
        </Text>
      )}
    </Stack>
  );
}

/** A share of one as a bar with its figures; empty where it is not told. */
function Meter({label, share, children}: {label: string; share: number | null; children: React.ReactNode}) {
  return (
    <div style={{minWidth: 150}}>
      <Group justify="space-between" gap="xs" wrap="nowrap">
        <Text size="xs" c="dimmed">
          {label}
        </Text>
        <Text size="xs">{children}</Text>
      </Group>
      <Progress
        value={100 * Math.min(1, share ?? 0)}
        size="sm"
        color={share !== null && share > 0.9 ? 'orange.7' : 'cyan.8'}
        aria-label={label}
      />
    </div>
  );
}
