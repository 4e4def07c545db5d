import {Tabs, Text} from '@mantine/core';
import {IconChartLine} from '@tabler/icons-react';
import {useMemo} from 'react';
import {useTranslation} from 'react-i18next';
import {useLocation, useNavigate} from 'react-router';
import {EmptyNote} from '../../components/EmptyNote';
import {Fetched} from '../../components/Fetched';
import {PageFrame} from '../../components/PageFrame';
import {ATTRIBUTES, field, groupable, parseField} from '../runs/columns';
import {useKeysOf} from '../runs/useKeys';
import {ViewsMenu} from '../runs/ViewsMenu';
import {CompareCurves} from './CompareCurves';
import {readCompare, RUNS_MOST, TABS, writeCompare, type CompareState, type Tab} from './compareState';
import {differing} from './differing';
import {DiffTable} from './DiffTable';
import {ImageSteps} from './ImageSteps';
import {ImportancePanel} from './ImportancePanel';
import {nameOf} from './lines';
import {ParallelPlot, ScatterPlot} from './Plots';
import type {PlotColumn} from './plots';
import {useCompared, useQuestion, type Row} from './useCompared';

const KEYS_MOST = 500;
const SHOWN_ATTRIBUTES = ATTRIBUTES.filter((key) => ['start_time', 'duration', 'user_id', 'experiment'].includes(key));

export default function ComparePage() {
  const {t} = useTranslation();
  const location = useLocation();
  const navigate = useNavigate();
  const state = useMemo(() => readCompare(location.search, location.hash), [location.search, location.hash]);
  const query = useQuestion(state, location.search);
  const change = (part: Partial<CompareState>) =>
    void navigate({search: writeCompare(location.search, part), hash: location.hash}, {replace: true});
  return (
    <PageFrame
      title={t('compare.title')}
      above={[{text: t('common.runs'), path: '/runs'}]}
      actions={<ViewsMenu page="COMPARE" path="/runs/compare" current={() => `${location.search.replace(/^\?/, '')}${location.hash.replace(/^#(?=runs=)/, '&')}`.replace(/^&/, '')} />}
      wide
    >
      {state.runs?.length === 0 ? (
        <EmptyNote Icon={IconChartLine} text={t('compare.empty')} />
      ) : (
        <Whole query={query} state={state} change={change} />
      )}
    </PageFrame>
  );
}

/** What tells about training comes before what the machine and the loop tell. */
function rank(key: string): number {
  return key.startsWith('system/') ? 2 : key === 'epoch' ? 1 : 0;
}

interface WholeProps {
  query: ReturnType<typeof useQuestion>;
  state: CompareState;
  change: (part: Partial<CompareState>) => void;
}

function Whole({query, state, change}: WholeProps) {
  const metrics = useKeysOf(query, 'METRIC', '', KEYS_MOST);
  const params = useKeysOf(query, 'PARAM', '', KEYS_MOST);
  const tags = useKeysOf(query, 'TAG', '', KEYS_MOST);
  const keys = useMemo(
    () =>
      [...(metrics.data?.items ?? [])]
        .sort((one, other) => rank(one.key) - rank(other.key) || other.runs - one.runs)
        .map((item) => item.key),
    [metrics.data],
  );
  const fields = useMemo(() => {
    if (!metrics.data || !params.data || !tags.data) return null;
    return [
      ...SHOWN_ATTRIBUTES,
      ...params.data.items.map(({key}) => field({kind: 'PARAM', key})),
      ...keys.map((key) => field({kind: 'METRIC', key, measure: 'last'})),
      ...tags.data.items.map(({key}) => field({kind: 'TAG', key})),
    ];
  }, [keys, metrics.data, params.data, tags.data]);
  if (fields === null) return <Fetched query={metrics.data ? (params.data ? tags : params) : metrics}>{() => null}</Fetched>;
  return <Loaded query={query} fields={fields} keys={keys} state={state} change={change} />;
}

function Loaded({query, fields, keys, state, change}: WholeProps & {fields: string[]; keys: string[]}) {
  const runs = useCompared(query, fields);
  return (
    <Fetched query={runs}>
      {(rows) => <Compared runs={rows} fields={fields} keys={keys} state={state} change={change} />}
    </Fetched>
  );
}

interface ComparedProps {
  runs: Row[];
  fields: string[];
  keys: string[];
  state: CompareState;
  change: (part: Partial<CompareState>) => void;
}

function Compared({runs, fields, keys, state, change}: ComparedProps) {
  const {t} = useTranslation();
  const columns = useMemo<PlotColumn[]>(() => {
    const unlike = differing(runs.map((row) => row.cells));
    return fields.flatMap((name, place) => {
      const kind = parseField(name)?.kind;
      return kind === undefined ? [] : [{field: name, kind, place, differs: unlike.has(place)}];
    });
  }, [runs, fields]);
  const plotted = columns.filter((each) => each.kind !== 'TAG');
  const averaged = columns.filter(({field: name}) => {
    const column = parseField(name);
    return column !== null && groupable(column);
  });
  const group = state.group === null ? undefined : columns.find((each) => each.field === state.group)?.place;
  if (runs.length === 0) return <EmptyNote Icon={IconChartLine} text={t('compare.none_found')} />;
  return (
    <>
      <Text size="sm" c="dimmed">
        {runs.length >= RUNS_MOST ? t('compare.most', {n: RUNS_MOST}) : t('compare.lead', {count: runs.length})}
      </Text>
      <Tabs value={state.tab} onChange={(tab) => tab && change({tab: tab as Tab})} keepMounted={false}>
        <Tabs.List mb="md">
          {TABS.map((tab) => (
            <Tabs.Tab key={tab} value={tab}>
              {t(`compare.tabs.${tab}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="curves">
          <CompareCurves
            runs={runs}
            group={group}
            keys={keys}
            groupable={averaged.map(({field: value}) => ({value, label: nameOf(value)}))}
            state={state}
            change={change}
          />
        </Tabs.Panel>
        <Tabs.Panel value="table">
          <DiffTable runs={runs} fields={fields} differences={state.differences} change={(differences) => change({differences})} />
        </Tabs.Panel>
        <Tabs.Panel value="parallel">
          <ParallelPlot runs={runs} columns={plotted} state={state} change={change} />
        </Tabs.Panel>
        <Tabs.Panel value="scatter">
          <ScatterPlot runs={runs} columns={plotted} state={state} change={change} />
        </Tabs.Panel>
        <Tabs.Panel value="importance">
          <ImportancePanel runs={runs} columns={columns} state={state} change={change} />
        </Tabs.Panel>
        <Tabs.Panel value="images">
          <ImageSteps runs={runs} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
