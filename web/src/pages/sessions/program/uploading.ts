import {client, ok, type Schema} from '../../../api/client';
import {sendBody} from '../../../api/sending';
import {tarGz} from './archive';
import {largestOf, PACKED_BYTES_MOST, type FilesFault, type Picked} from './picking';

/** How far the way of a program to the platform is. */
export interface Step {
  step: 'packing' | 'sending' | 'unpacking' | 'starting';
  /** Of the bytes; null where nothing can be said. */
  share: number | null;
}

/** The files cannot be sent, which only packing has shown. */
export class FilesError extends Error {
  constructor(readonly fault: FilesFault | {fault: 'changed'}) {
    super(fault.fault);
  }
}

/**
 * Sends what was picked. The same files give the same program again.
 *
 * @throws FilesError where they have changed meanwhile, or are too large packed
 */
export async function uploadProgram(
  projectId: string,
  picked: Picked,
  signal: AbortSignal,
  tell: (step: Step) => void,
): Promise<Schema<'UploadedProgram'>> {
  const body = picked.archive ?? (await packed(picked, signal, tell));
  tell({step: 'sending', share: 0});
  try {
    const answer = await sendBody('POST', `/api/v1/projects/${projectId}/programs`, body, signal, (bytes) =>
      tell(bytes < body.size ? {step: 'sending', share: bytes / body.size} : {step: 'unpacking', share: null}),
    );
    return answer as Schema<'UploadedProgram'>;
  } catch (error) {
    // A request whose file has changed fails like one whose connection is gone.
    if (picked.archive && (await isChanged(picked.archive))) throw new FilesError({fault: 'changed'});
    throw error;
  }
}

async function packed(picked: Picked, signal: AbortSignal, tell: (step: Step) => void): Promise<Blob> {
  tell({step: 'packing', share: 0});
  try {
    const archive = await tarGz(picked.files, signal, (bytes) =>
      tell({step: 'packing', share: picked.bytes === 0 ? 1 : bytes / picked.bytes}),
    );
    if (archive.size > PACKED_BYTES_MOST) throw new FilesError({fault: 'packed', largest: largestOf(picked.files)});
    return archive;
  } catch (error) {
    const changed = error instanceof DOMException && ['NotReadableError', 'NotFoundError'].includes(error.name);
    throw changed ? new FilesError({fault: 'changed'}) : error;
  }
}

async function isChanged(file: File): Promise<boolean> {
  try {
    await file.slice(0, 1).arrayBuffer();
    return false;
  } catch {
    return true;
  }
}

/** The paths of a program that is there, without what was noted of git's history. */
export async function pathsOf(programId: string): Promise<string[]> {
  const {items} = await ok(client.GET('/api/v1/programs/{id}/files', {params: {path: {id: programId}}}));
  return items.map((file) => file.path).filter((path) => !path.startsWith('.dure/'));
}
