/** Files as a tar.gz, made by the browser itself: each is read once, on its way into the packer. */
import {createTarPacker, type TarPackController} from 'modern-tar';
import type {ProgramFile} from './picking';

/** The same files give the same archive, whenever they are packed. */
const MODIFIED = new Date(0);

/**
 * @param moved is told how many bytes of the files have been packed
 * @throws DOMException `NotReadableError` where a file has changed since it was chosen, `AbortError` when told to stop
 */
export async function tarGz(files: ProgramFile[], signal: AbortSignal, moved: (bytes: number) => void): Promise<Blob> {
  const {readable, controller} = createTarPacker();
  const zipped = new Response(readable.pipeThrough(new CompressionStream('gzip'), {signal})).blob();
  const packed = pack(files, controller, moved).catch((error: unknown) => {
    controller.error(error);
    throw error;
  });
  const [archive] = await Promise.all([zipped, packed]);
  return archive;
}

async function pack(files: ProgramFile[], archive: TarPackController, moved: (bytes: number) => void): Promise<void> {
  let packed = 0;
  for (const {path, file} of files) {
    const mode = (await isScript(file)) ? 0o755 : 0o644;
    const counted = new TransformStream<Uint8Array, Uint8Array>({
      transform(part, out) {
        packed += part.byteLength;
        out.enqueue(part);
        moved(packed);
      },
    });
    // A plain header's name is of no encoding; one in a pax record is UTF-8, and of any length.
    const entry = archive.add({name: path, pax: {path}, size: file.size, mode, mtime: MODIFIED});
    await file.stream().pipeThrough(counted).pipeTo(entry);
  }
  archive.finalize();
}

/** Browsers do not tell which files may be executed; a script says so itself. */
async function isScript(file: File): Promise<boolean> {
  return (await file.slice(0, 2).text()) === '#!';
}
