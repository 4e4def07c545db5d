import {Button, Modal, NumberInput, Paper, Stack, Table, Text, Title} from '@mantine/core';
import {useForm} from '@mantine/form';
import {useMutation, useQuery, useQueryClient} from '@tanstack/react-query';
import {useMemo, useState} from 'react';
import {useTranslation} from 'react-i18next';
import {client, ok, type Schema} from '../../api/client';
import {useProject} from '../../api/session';
import {ErrorNote} from '../../components/ErrorNote';
import {Fetched} from '../../components/Fetched';
import {percent} from '../../components/format';
import {TimeChart} from '../../components/TimeChart';
import {useAmounts} from './useAmounts';
import {byDay, daysAgo} from './usage';

type Share = Schema<'Share'>;

/** What each project may have of the room, and has had; administrators change it. */
export function Shares() {
  const {t} = useTranslation();
  const {me} = useProject();
  const [edited, edit] = useState<Share | null>(null);
  const shares = useQuery({
    queryKey: ['shares'],
    queryFn: () => ok(client.GET('/api/v1/shares')),
    refetchInterval: 5000,
  });
  return (
    <Fetched query={shares}>
      {({items}) => (
        <Stack gap="lg">
          <Text size="sm" c="dimmed" maw={760}>
            {t('room.shares_lead')}
          </Text>
          <Table.ScrollContainer minWidth={760}>
            <Table fz="sm">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('common.project')}</Table.Th>
                  <Table.Th ta="right">{t('room.weight')}</Table.Th>
                  <Table.Th ta="right">{t('room.part')}</Table.Th>
                  <Table.Th ta="right">{t('room.gpus_held')}</Table.Th>
                  <Table.Th ta="right">{t('room.cpus_held')}</Table.Th>
                  <Table.Th ta="right">{t('room.month_hours')}</Table.Th>
                  {me.administrator && <Table.Th />}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {items.map((share) => (
                  <ShareRow key={share.project_id} share={share} {...(me.administrator ? {edit: () => edit(share)} : {})} />
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
          {items.map((share) => (
            <AgainstShare key={share.project_id} share={share} />
          ))}
          <Modal
            opened={edited !== null}
            onClose={() => edit(null)}
            title={t('room.share_title', {project: edited?.project_name ?? ''})}
            closeButtonProps={{'aria-label': t('common.close')}}
          >
            {edited && <ShareForm key={edited.project_id} share={edited} done={() => edit(null)} />}
          </Modal>
        </Stack>
      )}
    </Fetched>
  );
}

function ShareRow({share, edit}: {share: Share; edit?: () => void}) {
  const {t, i18n} = useTranslation();
  const {hours} = useAmounts();
  const of = (held: string, quota: number | null | undefined) =>
    quota == null ? held : t('room.of_quota', {held, quota});
  return (
    <Table.Tr>
      <Table.Td fw={500}>{share.project_name}</Table.Td>
      <Table.Td ta="right">{share.weight}</Table.Td>
      <Table.Td ta="right">{percent(share.part, i18n.language)}</Table.Td>
      <Table.Td ta="right">{of(String(share.gpus_held), share.gpus_max)}</Table.Td>
      <Table.Td ta="right">{of(String(share.cpus_held), share.cpus_max)}</Table.Td>
      <Table.Td ta="right">{of(hours(share.gpu_hours_used), share.gpu_hours_per_month)}</Table.Td>
      {edit && (
        <Table.Td ta="right">
          <Button size="compact-xs" variant="light" onClick={edit} aria-label={t('room.share_title', {project: share.project_name})}>
            {t('room.change')}
          </Button>
        </Table.Td>
      )}
    </Table.Tr>
  );
}

function ShareForm({share, done}: {share: Share; done: () => void}) {
  const {t} = useTranslation();
  const queries = useQueryClient();
  const form = useForm<Record<'weight' | 'gpus' | 'cpus' | 'hours', number | string>>({
    initialValues: {
      weight: share.weight,
      gpus: share.gpus_max ?? '',
      cpus: share.cpus_max ?? '',
      hours: share.gpu_hours_per_month ?? '',
    },
  });
  const put = useMutation({
    mutationFn: (body: Schema<'NewShare'>) =>
      ok(client.PUT('/api/v1/projects/{project}/share', {params: {path: {project: share.project_id}}, body})),
    onSuccess: async () => {
      await queries.invalidateQueries({queryKey: ['shares']});
      done();
    },
  });
  const quota = (value: number | string) => (value === '' ? null : Number(value));
  return (
    <form
      onSubmit={form.onSubmit((values) =>
        put.mutate({
          weight: Number(values.weight),
          gpus_max: quota(values.gpus),
          cpus_max: quota(values.cpus),
          gpu_hours_per_month: quota(values.hours),
        }),
      )}
    >
      <Stack gap="sm">
        <NumberInput label={t('room.weight')} description={t('room.weight_lead')} min={0.01} max={1000} required {...form.getInputProps('weight')} />
        <NumberInput label={t('room.gpus_max')} description={t('room.quota_lead')} min={0} allowDecimal={false} {...form.getInputProps('gpus')} />
        <NumberInput label={t('room.cpus_max')} description={t('room.quota_lead')} min={0} allowDecimal={false} {...form.getInputProps('cpus')} />
        <NumberInput label={t('room.hours_max')} description={t('room.quota_lead')} min={0} {...form.getInputProps('hours')} />
        {put.isError && <ErrorNote error={put.error} />}
        <Button type="submit" loading={put.isPending}>
          {t('common.save')}
        </Button>
      </Stack>
    </form>
  );
}

/** The project's part of what was used each day, against its share. */
function AgainstShare({share}: {share: Share}) {
  const {t, i18n} = useTranslation();
  const others = t('room.others');
  const usage = useQuery({
    queryKey: ['usage', 'days', daysAgo(30)],
    queryFn: () =>
      ok(client.GET('/api/v1/usage/compute', {params: {query: {from: daysAgo(30), by: 'PROJECT', daily: true, others: true}}})),
    refetchInterval: 30_000,
  });
  const chart = useMemo(() => {
    if (!usage.data) return null;
    const {days, names} = byDay(usage.data.from, usage.data.to, usage.data.items, others);
    if (!names.includes(share.project_name)) return null;
    const used = days.map((day) => {
      const all = day.parts.reduce((sum, part) => sum + part.hours, 0);
      const own = day.parts.find((part) => part.name === share.project_name)?.hours ?? 0;
      return all === 0 ? null : own / all;
    });
    return {times: days.map((day) => Date.parse(day.day) / 1000), used};
  }, [usage.data, others, share.project_name]);
  if (!chart) return null;
  const title = t('room.against_share', {project: share.project_name});
  return (
    <Paper withBorder p="md" component="section">
      <Title order={3} size="h5" mb="xs">
        {title}
      </Title>
      <TimeChart
        title={title}
        times={chart.times}
        lines={[
          {label: t('room.used_part'), values: chart.used},
          {label: t('room.part'), values: chart.times.map(() => share.part)},
        ]}
        range={[0, 1]}
        format={(value) => percent(value, i18n.language)}
        days
      />
    </Paper>
  );
}
