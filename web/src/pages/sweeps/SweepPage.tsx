import {Alert, Grid, Paper, Progress, SimpleGrid, Stack, Table, Text, Title} from '@mantine/core';
import type {TFunction} from 'i18next';
import type {ReactNode} from 'react';
import {useTranslation} from 'react-i18next';
import {useParams} from 'react-router';
import {useProject} from '../../api/session';
import {Fetched} from '../../components/Fetched';
import {moment} from '../../components/format';
import {PageFrame} from '../../components/PageFrame';
import {ReasonWords} from '../../components/ReasonWords';
import {StateBadge} from '../../components/StateBadge';
import {Charts} from './Charts';
import {CopiesTable} from './CopiesTable';
import {domainOf, short, type Sweep} from './rows';
import {SweepActions} from './SweepActions';
import {TrialTable} from './TrialTable';
import {useSweep, useTrials} from './useSweep';

export default function SweepPage() {
  const {t} = useTranslation();
  const {id = ''} = useParams();
  const {may} = useProject();
  return (
    <Fetched query={useSweep(id)}>
      {(sweep) => (
        <PageFrame
          title={sweep.name}
          above={[{text: t('common.sweeps'), path: '/sweeps'}]}
          projectId={sweep.project_id}
          actions={may('COMPUTE_RUN') && <SweepActions sweep={sweep} />}
          wide
        >
          <Whole sweep={sweep} />
        </PageFrame>
      )}
    </Fetched>
  );
}

function Whole({sweep}: {sweep: Sweep}) {
  const trials = useTrials(sweep);
  return (
    <Stack gap="lg">
      <Facts sweep={sweep} />
      <Fetched query={trials}>
        {(all) => (
          <>
            <Charts sweep={sweep} trials={all} />
            {sweep.population && <CopiesTable sweep={sweep} population={sweep.population} trials={all} />}
            <TrialTable sweep={sweep} trials={all} />
          </>
        )}
      </Fetched>
    </Stack>
  );
}

function Facts({sweep}: {sweep: Sweep}) {
  const {t, i18n} = useTranslation();
  const {progress, objective} = sweep;
  const metric = objective.metric ?? t(`sweeps.sources.${objective.source}`);
  return (
    <Grid>
      <Grid.Col span={{base: 12, md: 7}}>
        <Paper withBorder p="md" h="100%">
          <Stack gap="sm">
            <Text size="sm">
              <StateBadge state={sweep.state} /> <ReasonWords reason={sweep.reason} />
            </Text>
            <SimpleGrid cols={{base: 2, sm: 4}}>
              <Fact name={t('sweeps.best')} value={short(progress.best)}>
                {typeof progress.best_trial === 'number' && t('sweeps.trial_n', {n: progress.best_trial})}
              </Fact>
              <Fact name={t('sweeps.trials')} value={`${progress.made - progress.open}/${sweep.trials}`}>
                {t('sweeps.counts', {open: progress.open, early: progress.stopped_early, failed: progress.failed})}
              </Fact>
              <Fact name={t('sweeps.slot_hours')} value={progress.slot_hours.toFixed(2)}>
                {typeof sweep.slot_hours === 'number' && t('sweeps.of_budget', {hours: short(sweep.slot_hours)})}
                {typeof sweep.cost === 'number' &&
                  t('sweeps.cost_of_budget', {cost: progress.cost.toFixed(2), most: short(sweep.cost)})}
                {sweep.slot_hours == null && sweep.cost == null && t('sweeps.no_budget')}
              </Fact>
              <Fact name={t('sweeps.algorithm')} value={t(`sweeps.algorithms.${sweep.algorithm}`)}>
                {t('sweeps.at_once', {n: sweep.parallel})}
              </Fact>
            </SimpleGrid>
            <Progress
              value={(100 * (progress.made - progress.open)) / sweep.trials}
              aria-label={t('sweeps.trials')}
            />
            <Text size="xs" c="dimmed">
              {t(`sweeps.directions.${objective.direction}`, {metric})} ·{' '}
              {endsEarly(sweep, metric, t)}{' '}
              · {t('sweeps.seed_of', {seed: sweep.seed})} · {sweep.created_by}, {moment(sweep.created_at, i18n.language)}
            </Text>
            {objective.source === 'TOLD' && sweep.state === 'RUNNING' && <Alert color="gray">{t('sweeps.is_asked')}</Alert>}
          </Stack>
        </Paper>
      </Grid.Col>
      <Grid.Col span={{base: 12, md: 5}}>
        <Paper withBorder p="md" h="100%" component="section">
          <Title order={3} size="h5" mb="xs">
            {t('sweeps.space')}
          </Title>
          <Space sweep={sweep} />
        </Paper>
      </Grid.Col>
    </Grid>
  );
}

function endsEarly(sweep: Sweep, metric: string, t: TFunction): string {
  if (sweep.population) return t('sweeps.breeds', {...sweep.population, percent: Math.round(100 * sweep.population.share)});
  return sweep.early_stop
    ? t('sweeps.stops_early', {...sweep.early_stop, metric: sweep.early_stop.metric ?? metric})
    : t('sweeps.stops_none');
}

function Fact({name, value, children}: {name: string; value: string; children: ReactNode}) {
  return (
    <div>
      <Text size="xs" c="dimmed">
        {name}
      </Text>
      <Text fw={650} size="lg">
        {value}
      </Text>
      <Text size="xs" c="dimmed">
        {children}
      </Text>
    </div>
  );
}

function Space({sweep}: {sweep: Sweep}) {
  const {t} = useTranslation();
  return (
    <Table fz="sm">
      <Table.Tbody>
        {sweep.parameters.map((parameter) => (
          <Table.Tr key={parameter.name}>
            <Table.Td ff="monospace">{parameter.name}</Table.Td>
            <Table.Td>{t(`sweeps.types.${parameter.type}`)}</Table.Td>
            <Table.Td>
              {domainOf(parameter)}
              {parameter.when && (
                <Text size="xs" c="dimmed">
                  {t('sweeps.only_if', {
                    conditions: Object.entries(parameter.when)
                      .map(([name, values]) => `${name} = ${values.map(String).join(' | ')}`)
                      .join(', '),
                  })}
                </Text>
              )}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
