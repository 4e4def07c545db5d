/** The way of picked files to the platform, for the forms that begin sessions with them. */
import {useEffect, useRef, useState} from 'react';
import {useTranslation} from 'react-i18next';
import {useProject} from '../../../api/session';
import {bytes, count} from '../../../components/format';
import type {FilesFault, Picked} from './picking';
import {pathsOf, uploadProgram, type Step} from './uploading';

interface Sent {
  id: string;
  /** Of an archive, whose files only the platform sees. */
  paths: string[] | null;
}

/** Sends what was picked, and tells how far it is. Files that have arrived are not sent again for another try. */
export function useUpload() {
  const {projectId} = useProject();
  const stop = useRef<AbortController | null>(null);
  const sent = useRef<(Sent & {picked: Picked}) | null>(null);
  const [step, setStep] = useState<Step | null>(null);
  useEffect(() => () => stop.current?.abort(), []);

  const tell = (next: Step | null) =>
    setStep((before) => {
      const hundredth = (share: number | null) => (share === null ? null : Math.floor(share * 100));
      return before?.step === next?.step && hundredth(before?.share ?? null) === hundredth(next?.share ?? null) ? before : next;
    });

  const send = async (picked: Picked): Promise<Sent> => {
    const {signal} = (stop.current = new AbortController());
    if (sent.current?.picked !== picked) {
      const {id} = await uploadProgram(projectId, picked, signal, tell);
      sent.current = {picked, id, paths: picked.archive ? await pathsOf(id) : null};
      signal.throwIfAborted();
    }
    return sent.current;
  };
  return {step, tell, send, stop: () => stop.current?.abort()};
}

/** Whether it ended because the person has stopped it. */
export function wasStopped(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

/** What is wrong with what was picked, in words. */
export function useFilesWords(picked: Picked | null) {
  const {t, i18n} = useTranslation();
  return (fault: FilesFault | {fault: 'changed'}) =>
    t(`programs.faults.${fault.fault}`, {
      files: count(picked?.files.length ?? 0, i18n.language),
      size: bytes(picked?.bytes ?? 0, i18n.language),
      ...('path' in fault ? {path: fault.path} : {}),
      largest: 'largest' in fault ? (fault.largest ?? []).join(', ') : '',
    });
}
