import {useMutation} from '@tanstack/react-query';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {useNavigate} from 'react-router';
import {ApiError, client, ok} from '../../../api/client';
import {useProject} from '../../../api/session';
import {useReasonWords} from '../../../components/reasons';
import {faultOfPicked, type Picked} from '../program/picking';
import {FilesError} from '../program/uploading';
import {useFilesWords, useUpload, wasStopped} from '../program/useUpload';
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
  const wordsOfFaults = useFaultWords();
  const filesWords = useFilesWords(picked);
  const upload = useUpload();
  const [stopped, setStopped] = useState(false);
  const [told, setTold] = useState(true);

  const arrived = async (fields: Fields, files: Picked): Promise<string> => {
    const {id, paths: unpacked} = await upload.send(files);
    const faults = unpacked ? faultsOf(fields, unpacked) : {};
    if (Object.keys(faults).length > 0) throw new FaultsError(faults);
    return id;
  };

  const submit = useMutation({
    mutationFn: async (fields: Fields) => {
      const files = fields.runs === 'own' && fields.code === 'files' ? picked : null;
      const programId = files ? await arrived(fields, files) : fields.programId;
      upload.tell({step: 'starting', share: null});
      return ok(
        client.POST('/api/v1/projects/{project}/sessions', {
          params: {path: {project: projectId}},
          body: sessionOf(fields, programId),
        }),
      );
    },
    onSuccess: (session) => navigate(`/sessions/${session.id}`),
    onError: (error, fields) => {
      if (wasStopped(error)) setStopped(true);
      else if (error instanceof FilesError) mark({files: filesWords(error.fault)});
      else if (error instanceof FaultsError) mark(wordsOfFaults(error.faults));
      else if (error instanceof ApiError && error.problem.errors) {
        const {places, others} = placed(fields, error.problem.errors);
        const errors = Object.entries(places).map(([place, each]) => [place, words(each.reason) || each.message]);
        const all = mark(Object.fromEntries(errors) as Record<string, string>);
        setTold(others || !all);
      } else setTold(true);
    },
    onSettled: () => upload.tell(null),
  });

  const start = (fields: Fields) => {
    submit.reset();
    setStopped(false);
    setTold(false);
    const own = fields.runs === 'own';
    const files = own && fields.code === 'files' ? faultOfPicked(picked) : null;
    const errors = {
      ...(files ? {files: filesWords(files)} : {}),
      ...wordsOfFaults(faultsOf(fields, own && !files ? paths : null)),
    };
    mark(errors);
    if (Object.keys(errors).length === 0) submit.mutate(fields);
  };
  return {submit, step: upload.step, stopped, told, start, stop: upload.stop};
}

function useFaultWords() {
  const {t} = useTranslation();
  return (faults: Record<string, Fault>) =>
    Object.fromEntries(
      Object.entries(faults).map(([place, {fault, words}]) => [place, t(`programs.faults.${fault}`, words ?? {})]),
    );
}
