import {useQuery} from '@tanstack/react-query';
import {useEffect, useState} from 'react';
import {ApiError, type Problem} from '../../api/client';
import {imageType} from './artifacts';

/** The path at which the bytes of a run's file are. */
export function contentPath(run: string, path: string): string {
  return `/api/v1/runs/${encodeURIComponent(run)}/artifacts/content?${new URLSearchParams({path}).toString()}`;
}

async function fetched(run: string, path: string, signal: AbortSignal): Promise<Blob> {
  const answer = await fetch(contentPath(run, path), {signal});
  if (!answer.ok) throw new ApiError(answer.status, (await answer.json()) as Problem);
  return answer.blob();
}

/** A file's bytes; the browser is never led to them, so nothing in them can act as a page of ours. */
export function useFile(run: string, path: string | null, enabled: boolean) {
  return useQuery({
    queryKey: ['artifact', run, path],
    enabled: enabled && path !== null,
    staleTime: 60_000,
    queryFn: ({signal}) => fetched(run, path ?? '', signal),
  });
}

/** An address of a picture's bytes within this page; null until they are here. */
export function useImage(run: string, path: string | null): {address: string | null; error: unknown} {
  const file = useFile(run, path, true);
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    if (!file.data || path === null) return;
    const made = URL.createObjectURL(new Blob([file.data], {type: imageType(path)}));
    // eslint-disable-next-line react-hooks/set-state-in-effect -- the address lives as long as the effect
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [file.data, path]);
  return {address, error: file.error};
}
