import type {UseFormReturnType} from '@mantine/form';
import {useQuery} from '@tanstack/react-query';
import {useMemo, useRef, useState} from 'react';
import {nameOf, usualCommand, type Picked} from '../program/picking';
import {pathsOf} from '../program/uploading';
import type {Fields} from './newSession';

/** The program's files: those that were picked, or of an earlier session; `paths` are null where they are not known yet. */
export function usePicked(form: UseFormReturnType<Fields>) {
  const [picked, setPicked] = useState<Picked | null>(null);
  const {runs, code, programId, name, command} = form.values;
  // What the page itself has proposed gives way to what fits the next folder; what a person has typed stays.
  const proposed = useRef({name, command});
  const earlier = useQuery({
    queryKey: ['program', programId, 'paths'],
    enabled: runs === 'own' && code === 'earlier' && programId !== null,
    queryFn: () => pathsOf(programId ?? ''),
    staleTime: Infinity,
  });
  const pickedPaths = useMemo(() => (picked && !picked.archive ? picked.files.map((each) => each.path) : null), [picked]);

  const choose = (next: Picked | null) => {
    setPicked(next);
    form.clearFieldError('files');
    if (!next) return;
    const proposals = {name: nameOf(next), command: usualCommand(next.files.map((each) => each.path))};
    for (const field of ['name', 'command'] as const) {
      const typed = form.values[field];
      if (proposals[field] === '' || (typed.trim() !== '' && typed !== proposed.current[field])) continue;
      proposed.current[field] = proposals[field];
      form.setFieldValue(field, proposals[field]);
      form.clearFieldError(field);
    }
  };
  return {picked, choose, paths: code === 'files' ? pickedPaths : (earlier.data ?? null)};
}
