import {Alert, NumberInput, Paper, Select, Stack, Text, Title} from '@mantine/core';
import {useMutation, useQuery, useQueryClient} from '@tanstack/react-query';
import {useTranslation} from 'react-i18next';
import {client, ok, type Schema} from '../../api/client';
import {useProject} from '../../api/session';
import {ErrorNote} from '../../components/ErrorNote';
import {Fetched} from '../../components/Fetched';
import {count, percent} from '../../components/format';
import {Calibration} from './Calibration';
import {keeping, weighs} from './policies';

type Pool = Schema<'Pool'>;
type Policy = Schema<'PoolPolicy'>;

const POLICIES: Policy[] = ['FIFO', 'ROUND_ROBIN', 'FAIR_ASHA', 'BEST_MODEL'];

/** By which policy each pool gives out its slots, and how well what it foretold came true. */
export function Scheduling() {
  const {t} = useTranslation();
  const pools = useQuery({queryKey: ['pools'], queryFn: () => ok(client.GET('/api/v1/pools')), refetchInterval: 10_000});
  return (
    <Fetched query={pools}>
      {({items}) => (
        <Stack gap="lg" maw={860}>
          <Text size="sm" c="dimmed">
            {t('room.scheduling.lead')}
          </Text>
          {items.map((pool) => (
            <Paper key={pool.name} withBorder p="md" component="section" aria-label={pool.name}>
              <Stack gap="sm">
                <Title order={3} size="h4">
                  {pool.name}
                </Title>
                <Choice pool={pool} />
                <Foretold pool={pool} />
              </Stack>
            </Paper>
          ))}
        </Stack>
      )}
    </Fetched>
  );
}

function Choice({pool}: {pool: Pool}) {
  const {t, i18n} = useTranslation();
  const {me} = useProject();
  const queries = useQueryClient();
  const put = useMutation({
    mutationFn: (body: Schema<'PoolChange'>) =>
      ok(client.PUT('/api/v1/pools/{name}', {params: {path: {name: pool.name}}, body})),
    onSuccess: () => queries.invalidateQueries({queryKey: ['pools']}),
  });
  const slices = weighs(pool);
  return (
    <>
      {me.administrator && (
        <Select
          label={t('room.scheduling.policy')}
          data={POLICIES.map((policy) => ({value: policy, label: t(`room.scheduling.policies.${policy}`)}))}
          value={pool.policy}
          allowDeselect={false}
          disabled={put.isPending}
          onChange={(policy) => policy && put.mutate({policy})}
        />
      )}
      <Text size="sm">
        {!me.administrator && <b>{t(`room.scheduling.policies.${pool.policy}`)}: </b>}
        {t(`room.scheduling.words.${pool.policy}`)}
      </Text>
      {slices && me.administrator && (
        <NumberInput
          key={pool.slice_seconds}
          label={t('room.scheduling.slice')}
          description={t('room.scheduling.slice_lead')}
          defaultValue={pool.slice_seconds}
          min={0}
          max={86_400}
          allowDecimal={false}
          onBlur={(event) => {
            const seconds = Number(event.currentTarget.value);
            if (event.currentTarget.value !== '' && seconds !== pool.slice_seconds) put.mutate({slice_seconds: seconds});
          }}
        />
      )}
      {slices && !me.administrator && <Text size="sm">{keeping(pool, t, i18n.language)}</Text>}
      {put.isError && <ErrorNote error={put.error} />}
    </>
  );
}

function Foretold({pool}: {pool: Pool}) {
  const {t, i18n} = useTranslation();
  const found = useQuery({
    queryKey: ['pools', pool.name, 'calibration'],
    queryFn: () => ok(client.GET('/api/v1/pools/{name}/calibration', {params: {path: {name: pool.name}}})),
    refetchInterval: 30_000,
  });
  if (!found.data) return null;
  const {in_slice, at_end} = found.data;
  if (in_slice.count === 0 && pool.policy !== 'BEST_MODEL') return null;
  if (in_slice.count === 0) return <Alert color="gray">{t('room.scheduling.none_judged')}</Alert>;
  return (
    <>
      {([['in_slice', in_slice], ['at_end', at_end]] as const).map(([name, outcome]) =>
        outcome.brier === undefined || outcome.base_rate === undefined ? null : (
          <div key={name}>
            <Title order={4} size="h5">
              {t(`room.scheduling.${name}`)}
            </Title>
            <Text size="sm" mb={4}>
              {t('room.scheduling.brier', {
                count: outcome.count,
                shown: count(outcome.count, i18n.language),
                brier: outcome.brier.toFixed(3),
                always: (outcome.base_rate * (1 - outcome.base_rate)).toFixed(3),
                rate: percent(outcome.base_rate, i18n.language),
              })}
            </Text>
            <Calibration title={t(`room.scheduling.${name}`)} bins={outcome.bins} />
          </div>
        ),
      )}
    </>
  );
}
