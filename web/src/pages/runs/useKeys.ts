import {useQuery} from '@tanstack/react-query';
import {client, ok, type Schema} from '../../api/client';
import {field, type Column, type Kind} from './columns';
import {WIDTH, type ShownColumn} from './viewState';

/** Keys of metrics, parameters or tags that hold `search`: of all runs there, whatever the filter. */
export function useKeys(query: Schema<'RunQuery'>, kind: Kind | undefined, search: string, limit = 100) {
  return useKeysOf({...query, filter: '', order: []}, kind, search, limit);
}

/** Keys of those runs that the query finds. */
export function useKeysOf(scope: Schema<'RunQuery'>, kind: Kind | undefined, search: string, limit: number) {
  return useQuery({
    queryKey: ['run-keys', scope, kind, search, limit],
    enabled: kind === 'METRIC' || kind === 'PARAM' || kind === 'TAG',
    // What was found before stays in sight while more is typed, but parameters are not offered as metrics.
    placeholderData: (before: Schema<'RunKeys'> | undefined, asked) => (asked?.queryKey[2] === kind ? before : undefined),
    staleTime: 30_000,
    queryFn: ({signal}) =>
      ok(
        client.POST('/api/v1/runs/keys', {
          body: {query: scope, kind: kind as 'METRIC' | 'PARAM' | 'TAG', search, limit},
          signal,
        }),
      ),
  });
}

const FIRST = ['status', 'start_time', 'duration'];
const FIRST_METRICS = 4;
const FIRST_PARAMS = 4;
const TELLING = ['hidden_accuracy', 'val', 'acc', 'loss', 'f1', 'auc', 'error'];

function shown(column: Column): ShownColumn {
  return {field: field(column), column, width: column.key === 'start_time' ? 175 : WIDTH};
}

/** The columns of who has chosen none: what most runs have, the telling names first. */
export function useFirstColumns(query: Schema<'RunQuery'>): ShownColumn[] | null {
  const metrics = useKeys(query, 'METRIC', '', 300);
  const params = useKeys(query, 'PARAM', '', 300);
  if ((!metrics.data && !metrics.isError) || (!params.data && !params.isError)) return null;
  const rank = (key: string) => {
    const place = TELLING.findIndex((word) => key.toLowerCase().includes(word));
    return place < 0 ? TELLING.length : place;
  };
  const most = (items: {key: string; runs: number}[], count: number) =>
    items
      .filter((item) => !item.key.startsWith('system/') && item.key !== 'epoch')
      .sort((one, other) => other.runs - one.runs || rank(one.key) - rank(other.key))
      .slice(0, count);
  return [
    ...FIRST.map((key) => shown({kind: 'ATTRIBUTE', key})),
    ...most(metrics.data?.items ?? [], FIRST_METRICS).map(({key}) => shown({kind: 'METRIC', key, measure: 'last'})),
    ...most(params.data?.items ?? [], FIRST_PARAMS).map(({key}) => shown({kind: 'PARAM', key})),
  ];
}
