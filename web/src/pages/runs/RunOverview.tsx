import {Anchor, Grid, Paper, ScrollArea, Stack, Table, Text, TextInput, Title} from '@mantine/core';
import {useQuery} from '@tanstack/react-query';
import {useState, type ReactNode} from 'react';
import {useTranslation} from 'react-i18next';
import {Link} from 'react-router';
import {client, ok, type Schema} from '../../api/client';
import {duration, moment} from '../../components/format';
import {shownNumber, visible} from './cells';

type Run = Schema<'Run'>;
const NOTES = 'mlflow.note.content';

/** What the run is and what it logged, in tables. */
export function RunOverview({run, series}: {run: Run; series: Schema<'Series'>[]}) {
  const {t, i18n} = useTranslation();
  const number = (value: number | 'NaN' | undefined) => (value === undefined ? '–' : shownNumber(Number(value), i18n.language));
  return (
    <Grid gap="lg">
      <Grid.Col span={{base: 12, lg: 7}}>
        <Stack gap="lg">
          <Notes text={run.tags[NOTES]} />
          <Pairs
            title={t('runs.metrics')}
            empty={t('runs.no_metrics')}
            heads={[t('runs.last_value'), t('runs.smallest'), t('runs.largest')]}
            rows={series.map((each) => [each.key, number(each.last.value), number(each.min?.value), number(each.max?.value)])}
          />
          <Pairs
            title={t('runs.params')}
            empty={t('runs.no_params')}
            heads={[t('runs.value')]}
            rows={Object.entries(run.params)}
          />
        </Stack>
      </Grid.Col>
      <Grid.Col span={{base: 12, lg: 5}}>
        <Stack gap="lg">
          <Facts run={run} />
          <Pairs
            title={t('runs.tags')}
            empty={t('runs.no_tags')}
            heads={[t('runs.value')]}
            rows={Object.entries(run.tags).filter(([key]) => key !== NOTES)}
          />
        </Stack>
      </Grid.Col>
    </Grid>
  );
}

/** Notes are shown as they were written: text, whatever stands in it. */
function Notes({text}: {text: string | undefined}) {
  const {t} = useTranslation();
  return (
    <Paper withBorder p="md" component="section">
      <Title order={3} size="h5" mb="xs">
        {t('runs.notes')}
      </Title>
      {text ? (
        <Text size="sm" style={{whiteSpace: 'pre-wrap', overflowWrap: 'anywhere'}}>
          {text.split('\n').map(visible).join('\n')}
        </Text>
      ) : (
        <Text size="sm" c="dimmed">
          {t('runs.no_notes')}
        </Text>
      )}
    </Paper>
  );
}

function Facts({run}: {run: Run}) {
  const {t, i18n} = useTranslation();
  const experiments = useQuery({
    queryKey: ['experiments', run.project_id],
    staleTime: 60_000,
    queryFn: () => ok(client.GET('/api/v1/projects/{project}/experiments', {params: {path: {project: run.project_id}}})),
  });
  const experiment = experiments.data?.items.find((each) => each.id === run.experiment_id)?.name ?? run.experiment_id;
  const rows: [string, ReactNode][] = [
    [t('runs.id'), <span key="id" style={{fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12}}>{run.id}</span>],
    [
      t('runs.experiment'),
      <Anchor key="experiment" component={Link} to={`/runs?experiment=${run.experiment_id}`} fz="sm">
        {visible(experiment)}
      </Anchor>,
    ],
    [t('runs.by'), visible(run.user_name)],
    [t('runs.started'), moment(run.started_at, i18n.language)],
  ];
  if (run.ended_at) {
    rows.push([t('runs.ended'), moment(run.ended_at, i18n.language)]);
    rows.push([t('runs.duration'), duration((Date.parse(run.ended_at) - Date.parse(run.started_at)) / 1000)]);
  }
  if (run.tags['mlflow.source.name']) rows.push([t('runs.source'), visible(run.tags['mlflow.source.name'])]);
  return (
    <Paper withBorder p="md">
      <Table variant="vertical" layout="fixed" withRowBorders={false} fz="sm">
        <Table.Tbody>
          {rows.map(([name, value]) => (
            <Table.Tr key={name}>
              <Table.Th w={120}>{name}</Table.Th>
              <Table.Td style={{overflowWrap: 'anywhere'}}>{value}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Paper>
  );
}

const SEARCHED_FROM = 10;
const ROWS_MOST = 1000;

interface PairsProps {
  title: string;
  empty: string;
  heads: string[];
  rows: string[][];
}

function Pairs({title, empty, heads, rows}: PairsProps) {
  const {t} = useTranslation();
  const [search, setSearch] = useState('');
  const wanted = search.toLowerCase();
  const shown = rows.filter(([key = '', value = '']) => `${key}\n${value}`.toLowerCase().includes(wanted)).slice(0, ROWS_MOST);
  return (
    <Paper withBorder p="md" component="section" aria-label={title}>
      <Stack gap="xs">
        <Title order={3} size="h5">
          {title}
        </Title>
        {rows.length === 0 && (
          <Text size="sm" c="dimmed">
            {empty}
          </Text>
        )}
        {rows.length > SEARCHED_FROM && (
          <TextInput size="xs" aria-label={`${t('runs.search_keys')}: ${title}`} placeholder={t('runs.search_keys')} value={search} onChange={(event) => setSearch(event.currentTarget.value)} />
        )}
        {rows.length > 0 && (
          <ScrollArea.Autosize mah={420} viewportProps={{tabIndex: 0, role: 'group', 'aria-label': title}}>
            <Table fz="sm" verticalSpacing={4} layout={heads.length === 1 ? 'fixed' : 'auto'}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('runs.key')}</Table.Th>
                  {heads.map((head) => (
                    <Table.Th key={head} {...(heads.length > 1 ? {ta: 'right'} : {})}>
                      {head}
                    </Table.Th>
                  ))}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {shown.map(([key = '', ...values]) => (
                  <Table.Tr key={key}>
                    <Table.Td style={{overflowWrap: 'anywhere'}}>{visible(key)}</Table.Td>
                    {values.map((value, place) => (
                      <Table.Td key={heads[place]} style={{overflowWrap: 'anywhere', textAlign: heads.length > 1 ? 'right' : 'left'}}>
                        {visible(value)}
                      </Table.Td>
                    ))}
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </ScrollArea.Autosize>
        )}
      </Stack>
    </Paper>
  );
}
