import {useMutation} from '@tanstack/react-query';
import {useEffect, useRef, useState} from 'react';
import {useTranslation} from 'react-i18next';
import {useNavigate} from 'react-router';
import {ApiError, client, ok} from '../../../api/client';
import {useProject} from '../../../api/session';
import {bytes, count} from '../../../components/format';
import {useReasonWords} from '../../../components/reasons';
import {faultOfPicked, type FilesFault, type Picked} from '../program/picking';
import {FilesError, pathsOf, uploadProgram, type Step} from '../program/uploading';
import {faultsOf, placed, type Fault} from './faults';
import {sessionOf, type Fields} from './newSession';

interface Given {
  picked: Picked | null;
  paths: string[] | null;
  /** Writes what is wrong at its fields; whether all of them are there. */
  mark: (errors: Record<string, string>) => boolean;
}

/** What is wrong only shows once the platform has unpacked an archive. */
class FaultsError extends Error {
  constructor(readonly faults: Record<string, Fault>) {
    super(Object.keys(faults).join(', '));
  }
}

/** Sends the program, where there is one, and submits the session; what is refused stands at its field. */
export function useSubmit({picked, paths, mark}: Given) {
  const {projectId} = useProject();
  const navigate = useNavigate();
  const words = useReasonWords();
  const wordsOfFaults = useFaultWords(picked);
  const stop = useRef<AbortController | null>(null);
  const sent = useRef<{picked: Picked; id: string; paths: string[] | null} | null>(null);
  const [step, setStep] = useState<Step | null>(null);
  const [stopped, setStopped] = useState(false);
  const [told, setTold] = useState(true);
  useEffect(() => () => stop.current?.abort(), []);

  const tell = (next: Step) =>
    setStep((before) => {
      const hundredth = (share: number | null) => (share === null ? null : Math.floor(share * 100));
      return before?.step === next.step && hundredth(before.share) === hundredth(next.share) ? before : next;
    });

  /** Files that have arrived are not sent again for another try. */
  const arrived = async (fields: Fields, files: Picked): Promise<string> => {
    const {signal} = (stop.current = new AbortController());
    if (sent.current?.picked !== files) {
      const {id} = await uploadProgram(projectId, files, signal, tell);
      sent.current = {picked: files, id, paths: files.archive ? await pathsOf(id) : null};
      signal.throwIfAborted();
    }
    const {id, paths: unpacked} = sent.current;
    const faults = unpacked ? faultsOf(fields, unpacked) : {};
    if (Object.keys(faults).length > 0) throw new FaultsError(faults);
    return id;
  };

  const submit = useMutation({
    mutationFn: async (fields: Fields) => {
      const files = fields.runs === 'own' && fields.code === 'files' ? picked : null;
      const programId = files ? await arrived(fields, files) : fields.programId;
      tell({step: 'starting', share: null});
      return ok(
        client.POST('/api/v1/projects/{project}/sessions', {
          params: {path: {project: projectId}},
          body: sessionOf(fields, programId),
        }),
      );
    },
    onSuccess: (session) => navigate(`/sessions/${session.id}`),
    onError: (error, fields) => {
      if (error instanceof DOMException && error.name === 'AbortError') setStopped(true);
      else if (error instanceof FilesError) mark({files: wordsOfFaults.ofFiles(error.fault)});
      else if (error instanceof FaultsError) mark(wordsOfFaults.of(error.faults));
      else if (error instanceof ApiError && error.problem.errors) {
        const {places, others} = placed(fields, error.problem.errors);
        const errors = Object.entries(places).map(([place, each]) => [place, words(each.reason) || each.message]);
        const all = mark(Object.fromEntries(errors) as Record<string, string>);
        setTold(others || !all);
      } else setTold(true);
    },
    onSettled: () => setStep(null),
  });

  const start = (fields: Fields) => {
    submit.reset();
    setStopped(false);
    setTold(false);
    const own = fields.runs === 'own';
    const files = own && fields.code === 'files' ? faultOfPicked(picked) : null;
    const errors = {
      ...(files ? {files: wordsOfFaults.ofFiles(files)} : {}),
      ...wordsOfFaults.of(faultsOf(fields, own && !files ? paths : null)),
    };
    mark(errors);
    if (Object.keys(errors).length === 0) submit.mutate(fields);
  };
  return {submit, step, stopped, told, start, stop: () => stop.current?.abort()};
}

function useFaultWords(picked: Picked | null) {
  const {t, i18n} = useTranslation();
  return {
    of: (faults: Record<string, Fault>) =>
      Object.fromEntries(
        Object.entries(faults).map(([place, {fault, words}]) => [place, t(`programs.faults.${fault}`, words ?? {})]),
      ),
    ofFiles: (fault: FilesFault | {fault: 'changed'}) =>
      t(`programs.faults.${fault.fault}`, {
        files: count(picked?.files.length ?? 0, i18n.language),
        size: bytes(picked?.bytes ?? 0, i18n.language),
        ...('path' in fault ? {path: fault.path} : {}),
        largest: 'largest' in fault ? (fault.largest ?? []).join(', ') : '',
      }),
  };
}
