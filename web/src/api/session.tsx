import {useQuery} from '@tanstack/react-query';
import {createContext, useContext} from 'react';
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
}

export const ProjectScope = createContext<ProjectContext | null>(null);

/** The project that the page shows, and what the person may do in it. */
export function useProject(): ProjectContext {
  const scope = useContext(ProjectScope);
  if (!scope) throw new Error('useProject stands outside of a signed-in page');
  return scope;
}
