import {useQuery} from '@tanstack/react-query';
import {createContext, useContext, useEffect, useRef} from 'react';
import {ApiError, client, ok, type Schema} from './client';

export type Me = Schema<'Me'>;
export type Permission = Schema<'Permission'>;

/** Who is signed in; null for nobody. */
export function useMe() {
  return useQuery({
    queryKey: ['me'],
    queryFn: async () => {
      try {
        return await ok(client.GET('/api/v1/me'));
      } catch (error) {
        if (error instanceof ApiError && error.status === 401) return null;
        throw error;
      }
    },
    staleTime: 60_000,
  });
}

export interface ProjectContext {
  me: Me;
  projectId: string;
  projectName: string;
  may: (permission: Permission) => boolean;
  choose: (projectId: string) => void;
}

export const ProjectScope = createContext<ProjectContext | null>(null);

/** The chosen project, and what the person may do in it. */
export function useProject(): ProjectContext {
  const scope = useContext(ProjectScope);
  if (!scope) throw new Error('useProject stands outside of a signed-in page');
  return scope;
}

/**
 * The page shows something of this project: it becomes the chosen one, where the person belongs to it. So an address shows
 * the same to everybody, and what stands around it is of the same project.
 */
export function useProjectOf(shown: string | null | undefined) {
  const {me, projectId, choose} = useProject();
  const seen = useRef<string | null>(null);
  useEffect(() => {
    // Once: a choice that the person makes later stays.
    if (!shown || seen.current === shown) return;
    seen.current = shown;
    if (shown !== projectId && me.projects.some((each) => each.project_id === shown)) choose(shown);
  }, [shown, me, projectId, choose]);
}
