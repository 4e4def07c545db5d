import {sendBody} from '../../api/sending';
import {pathOf} from '../../components/files';

/** How far an upload is. */
export interface Progress {
  filesDone: number;
  filesAll: number;
  bytesDone: number;
  bytesAll: number;
}

const ARCHIVE = /\.(zip|tar|tar\.gz|tgz)$/i;
const AT_ONCE = 4;

/** Splits `train/7/a.png` into the part and the path where the first folder names the part. */
function placed(file: File, part: string): {part: string; path: string} {
  const path = pathOf(file);
  if (part) return {part, path};
  const steps = path.split('/');
  return steps.length > 1 ? {part: steps[0] ?? 'train', path: steps.slice(1).join('/')} : {part: 'train', path};
}

/** Sends every file, a few at a time; archives are unpacked by the platform. */
export async function sendAll(
  upload: string,
  files: File[],
  part: string,
  signal: AbortSignal,
  tell: (progress: Progress) => void,
): Promise<void> {
  const moved = new Map<File, number>();
  let filesDone = 0;
  const bytesAll = files.reduce((sum, file) => sum + file.size, 0);
  const report = () =>
    tell({
      filesDone,
      filesAll: files.length,
      bytesDone: [...moved.values()].reduce((sum, bytes) => sum + bytes, 0),
      bytesAll,
    });
  report();
  const waiting = [...files];
  const worker = async () => {
    for (let file = waiting.shift(); file; file = waiting.shift()) {
      const current = file;
      const tellMoved = (bytes: number) => {
        moved.set(current, Math.min(bytes, current.size));
        report();
      };
      if (ARCHIVE.test(current.name)) {
        const query = part ? `?${new URLSearchParams({part}).toString()}` : '';
        await sendBody('POST', `/api/v1/uploads/${upload}/archives${query}`, current, signal, tellMoved);
      } else {
        const query = new URLSearchParams(placed(current, part)).toString();
        await sendBody('PUT', `/api/v1/uploads/${upload}/files?${query}`, current, signal, tellMoved);
      }
      filesDone += 1;
      report();
    }
  };
  await Promise.all(Array.from({length: AT_ONCE}, worker));
}
