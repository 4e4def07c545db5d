import {Button, Group, SegmentedControl, Stack, Switch, Text} from '@mantine/core';
import {notifications} from '@mantine/notifications';
import {IconChartLine, IconDownload, IconRefresh, IconRun} from '@tabler/icons-react';
import {useMemo, useState} from 'react';
import {useTranslation} from 'react-i18next';
import {Link, useSearchParams} from 'react-router';
import {useProject} from '../../api/session';
import {EmptyNote} from '../../components/EmptyNote';
import {count} from '../../components/format';
import {PageFrame} from '../../components/PageFrame';
import {comparingView} from '../compare/compareState';
import {ColumnChooser} from './ColumnChooser';
import {exportRuns} from './exporting';
import {FilterBox} from './FilterBox';
import {GroupChoice} from './GroupChoice';
import {GroupTable} from './GroupTable';
import {headerActions} from './headerActions';
import {RunGrid} from './RunGrid';
import {ScopeNote} from './ScopeNote';
import {SelectionBar} from './SelectionBar';
import {useFirstColumns} from './useKeys';
import {allIds, useTable} from './useTable';
import {ViewsMenu} from './ViewsMenu';
import {questionOf, readOrder, readView, writeView, type Life, type ViewState} from './viewState';

const CHOSEN_MOST = 10_000;

export default function RunsPage() {
  const {t} = useTranslation();
  return (
    <PageFrame title={t('common.runs')} lead={t('runs.lead')} wide>
      <Whole />
    </PageFrame>
  );
}

function Whole() {
  const {t, i18n} = useTranslation();
  const {projectId} = useProject();
  const [search, setSearch] = useSearchParams();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const view = useMemo(() => readView(search), [search]);
  const named = {...view, project: view.project ?? projectId};
  const query = useMemo(() => questionOf(view, projectId), [view, projectId]);
  const table = useTable(query);
  const first = useFirstColumns(query);
  const columns = view.columns ?? first ?? [];
  const change = (part: Partial<ViewState>) => setSearch(writeView({...named, ...part}), {replace: part.filter === undefined});
  const choose = useChoice(setChosen);
  const nothingAsked = view.filter === '' && view.life === 'ACTIVE_ONLY';
  return (
    <Stack gap="sm">
      <ScopeNote view={view} change={change} />
      <Group align="flex-start" gap="sm">
        <FilterBox value={view.filter} apply={(filter) => change({filter})} query={query} error={table.head.error} />
        <GroupChoice columns={columns} groups={view.groups} change={(groups) => change({groups})} query={query} />
        <ColumnChooser
          query={query}
          columns={columns}
          change={(next) => change({columns: next})}
          reset={() => change({columns: null})}
        />
        <ViewsMenu page="RUNS" path="/runs" current={() => writeView({...view, project: null, columns}).toString()} />
      </Group>
      <Group justify="space-between">
        <Group gap="md">
          <Text size="sm" fw={600} aria-live="polite">
            {t('runs.found', {count: table.total, n: count(table.total, i18n.language)})}
          </Text>
          {table.newer > 0 && (
            <Button size="compact-sm" variant="light" leftSection={<IconRefresh size={14} aria-hidden />} onClick={() => void table.renew()}>
              {t('runs.newer', {count: table.newer})}
            </Button>
          )}
          <LifeChoice life={view.life} change={(life) => change({life})} />
          <Switch
            size="xs"
            label={t('runs.everywhere')}
            checked={view.everywhere}
            onChange={(event) => change({everywhere: event.currentTarget.checked, experiments: []})}
          />
        </Group>
        <Group gap="xs">
          <Button size="compact-sm" variant="subtle" leftSection={<IconRefresh size={14} aria-hidden />} onClick={() => void table.renew()}>
            {t('runs.renew')}
          </Button>
          <Button size="compact-sm" variant="subtle" component={Link} to={comparingView(writeView(named))} leftSection={<IconChartLine size={14} aria-hidden />}>
            {t('runs.compare_found')}
          </Button>
          <Button
            size="compact-sm"
            variant="subtle"
            onClick={() => void allIds(query, CHOSEN_MOST).then((ids) => choose(ids, true))}
          >
            {t('runs.choose_all')}
          </Button>
          <Button
            size="compact-sm"
            variant="subtle"
            leftSection={<IconDownload size={14} aria-hidden />}
            onClick={() =>
              void exportRuns(query, columns.map((each) => each.field)).catch((error: unknown) =>
                notifications.show({color: 'red', message: error instanceof Error ? error.message : t('common.failed')}),
              )
            }
          >
            {t('runs.export')}
          </Button>
        </Group>
      </Group>
      {chosen.size > 0 && (
        <SelectionBar
          chosen={[...chosen]}
          life={view.life}
          clear={() => setChosen(new Set())}
          changed={table.renew}
        />
      )}
      {view.groups.length > 0 ? (
        <GroupTable query={query} by={view.groups} columns={columns} narrow={(filter) => change({filter, groups: []})} />
      ) : table.head.data?.total === 0 && nothingAsked ? (
        <EmptyNote Icon={IconRun} text={t('runs.empty')} />
      ) : (
        <RunGrid
          query={query}
          at={table.at}
          total={table.total}
          columns={columns}
          order={readOrder(view.order)}
          actions={headerActions(view, columns, change)}
          chosen={chosen}
          choose={choose}
        />
      )}
    </Stack>
  );
}

/** Adds and removes what is chosen; the same function for the whole life of the page. */
function useChoice(setChosen: (change: (before: ReadonlySet<string>) => ReadonlySet<string>) => void) {
  const [choose] = useState(() => (ids: string[], on: boolean) =>
    setChosen((before) => {
      const next = new Set(before);
      for (const id of ids) {
        if (on) next.add(id);
        else next.delete(id);
      }
      return next;
    }),
  );
  return choose;
}

function LifeChoice({life, change}: {life: Life; change: (life: Life) => void}) {
  const {t} = useTranslation();
  return (
    <SegmentedControl
      size="xs"
      aria-label={t('runs.life')}
      data={(['ACTIVE_ONLY', 'DELETED_ONLY', 'ALL'] as const).map((value) => ({value, label: t(`runs.lives.${value}`)}))}
      value={life}
      onChange={(value) => change(value)}
    />
  );
}
