/** Programs of people's own, as they have run in sessions. */
import {useQuery} from '@tanstack/react-query';
import {client, ok, type Schema} from '../../../api/client';
import {useProject} from '../../../api/session';

type Session = Schema<'Session'>;

/** What sessions of sweeps say of theirs; `{lr}` is filled in there already. */
const SWEEP = 'sweep';

/** The newest session of each program of the project; not those that a sweep has made. */
export function sessionsWithPrograms(sessions: Session[]): Session[] {
  const seen = new Set<string>();
  return sessions.filter((session) => {
    const id = session.program.program_id;
    if (!id || seen.has(id) || session.context[SWEEP]) return false;
    seen.add(id);
    return true;
  });
}

/**
 * Sessions whose programs can run again, the newest first.
 *
 * @param first the one with which the page was opened, however old it is
 */
export function useOwnPrograms(first: Session | undefined): Session[] {
  const {projectId} = useProject();
  const sessions = useQuery({
    queryKey: ['sessions', projectId, 'TRAINING', 'programs'],
    queryFn: () =>
      ok(
        client.GET('/api/v1/projects/{project}/sessions', {
          params: {path: {project: projectId}, query: {kind: ['TRAINING'], limit: 100}},
        }),
      ),
  });
  const all = sessions.data?.items ?? [];
  return sessionsWithPrograms(first?.program.program_id && all.every((each) => each.id !== first.id) ? [first, ...all] : all);
}
