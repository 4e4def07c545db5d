import {Alert, Button, Group, Tabs} from '@mantine/core';
import {useQuery} from '@tanstack/react-query';
import {IconChartLine} from '@tabler/icons-react';
import {useMemo} from 'react';
import {useTranslation} from 'react-i18next';
import {Link, useParams, useSearchParams} from 'react-router';
import {client, ok, type Schema} from '../../api/client';
import {Fetched} from '../../components/Fetched';
import {PageFrame} from '../../components/PageFrame';
import {StateBadge} from '../../components/StateBadge';
import {comparing} from '../compare/compareState';
import {visible} from './cells';
import {RunArtifacts} from './RunArtifacts';
import {RunCharts} from './RunCharts';
import {RunLineage} from './RunLineage';
import {RunOverview} from './RunOverview';
import {SYSTEM} from './series';
import {TensorBoardFiles} from './TensorBoardFiles';

type Run = Schema<'Run'>;
const TABS = ['overview', 'metrics', 'system', 'artifacts', 'lineage'] as const;

export default function RunPage() {
  const {t} = useTranslation();
  const {id = ''} = useParams();
  const run = useQuery({
    queryKey: ['run', id],
    queryFn: () => ok(client.GET('/api/v1/runs/{run}', {params: {path: {run: id}}})),
    refetchInterval: (query) => (query.state.data?.status === 'RUNNING' ? 2000 : false),
  });
  return (
    <Fetched query={run}>
      {(found) => (
        <PageFrame
          title={visible(found.name)}
          above={[{text: t('common.runs'), path: '/runs'}]}
          projectId={found.project_id}
          actions={
            <Group>
              <StateBadge state={found.status} />
              <Button variant="default" component={Link} to={comparing([found.id])} leftSection={<IconChartLine size={16} aria-hidden />}>
                {t('runs.compare')}
              </Button>
            </Group>
          }
        >
          <Whole run={found} />
        </PageFrame>
      )}
    </Fetched>
  );
}

function Whole({run}: {run: Run}) {
  const {t} = useTranslation();
  const [search, setSearch] = useSearchParams();
  const asked = search.get('tab');
  const tab = TABS.find((each) => each === asked) ?? 'overview';
  const alive = run.status === 'RUNNING';
  const series = useQuery({
    queryKey: ['run', run.id, 'series'],
    refetchInterval: alive ? 2000 : false,
    queryFn: () => ok(client.GET('/api/v1/runs/{run}/series', {params: {path: {run: run.id}}})),
  });
  const [own, system] = useMemo(() => {
    const all = series.data?.items ?? [];
    return [all.filter((each) => !each.key.startsWith(SYSTEM)), all.filter((each) => each.key.startsWith(SYSTEM))];
  }, [series.data]);
  return (
    <>
      {run.deleted && <Alert color="orange">{t('runs.deleted_note')}</Alert>}
      <Tabs value={tab} onChange={(next) => setSearch(next === 'overview' || !next ? {} : {tab: next}, {replace: true})} keepMounted={false}>
        <Tabs.List mb="md">
          {TABS.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {t(`runs.${each}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="overview">
          <RunOverview run={run} series={own} />
        </Tabs.Panel>
        <Tabs.Panel value="metrics">
          <TensorBoardFiles run={run} />
          <RunCharts run={run} series={own} empty={t('runs.no_metrics')} />
        </Tabs.Panel>
        <Tabs.Panel value="system">
          <RunCharts run={run} series={system} empty={t('runs.no_system')} />
        </Tabs.Panel>
        <Tabs.Panel value="artifacts">
          <RunArtifacts run={run} />
        </Tabs.Panel>
        <Tabs.Panel value="lineage">
          <RunLineage run={run} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
