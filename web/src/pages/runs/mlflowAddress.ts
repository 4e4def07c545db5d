import {comparing} from '../compare/compareState';

const TABS: Record<string, string> = {artifacts: 'artifacts', 'model-metrics': 'metrics', 'system-metrics': 'system'};

/**
 * The page for an address of MLflow's own pages, which its clients print when a run begins or ends
 * (`#/experiments/1/runs/0a…`); null for any other.
 */
export function ofMlflow(hash: string): string | null {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?', 2);
  const [, kind, id, part, inner, tab = ''] = path.split('/').map(decoded);
  if (kind === 'experiments' && id) {
    if (part !== 'runs' || !inner) return `/runs?${new URLSearchParams({experiment: id})}`;
    return `/runs/${encodeURIComponent(inner)}${TABS[tab] ? `?tab=${TABS[tab]}` : ''}`;
  }
  if (kind === 'experiments') return '/runs';
  if (kind === 'models') return id ? `/models?${new URLSearchParams({search: id})}` : '/models';
  if (kind === 'compare-runs') return comparing(runsOf(query));
  return null;
}

function runsOf(query: string): string[] {
  try {
    const ids: unknown = JSON.parse(new URLSearchParams(query).get('runs') ?? '');
    return Array.isArray(ids) ? ids.map(String) : [];
  } catch {
    return [];
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
