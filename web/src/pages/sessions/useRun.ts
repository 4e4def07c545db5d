import {useQuery} from '@tanstack/react-query';
import {client, ok, type Schema} from '../../api/client';

/** The run that a session writes; undefined before its first attempt. */
export function useRun(session: Schema<'Session'>, over: boolean): Schema<'Run'> | undefined {
  const runs = useQuery({
    queryKey: ['runs', session.project_id, 'session', session.id, over],
    enabled: session.kind === 'TRAINING',
    refetchInterval: over ? 5000 : 1500,
    queryFn: () =>
      ok(
        client.GET('/api/v1/projects/{project}/runs', {
          params: {path: {project: session.project_id}, query: {session: session.id, limit: 10}},
        }),
      ),
  });
  return runs.data?.items.find((run) => run.session_id === session.id && !run.nested);
}
