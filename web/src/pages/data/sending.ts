import {ApiError, csrfHeader, type Problem} from '../../api/client';

/** How far an upload is. */
export interface Progress {
  filesDone: number;
  filesAll: number;
  bytesDone: number;
  bytesAll: number;
}

const ARCHIVE = /\.(zip|tar|tar\.gz|tgz)$/i;
const AT_ONCE = 4;

/** The path within the folder that was dropped or chosen, without leading slashes or dots. */
function pathOf(file: File): string {
  const dropped = 'path' in file && typeof file.path === 'string' ? file.path : '';
  return (file.webkitRelativePath || dropped || file.name).replace(/^(\.?\/)+/, '');
}

/** Splits `train/7/a.png` into the part and the path where the first folder names the part. */
function placed(file: File, part: string): {part: string; path: string} {
  const path = pathOf(file);
  if (part) return {part, path};
  const steps = path.split('/');
  return steps.length > 1 ? {part: steps[0] ?? 'train', path: steps.slice(1).join('/')} : {part: 'train', path};
}

/** Sends one body with progress; `fetch` cannot tell how much of a request has left. */
function send(method: string, url: string, body: File, signal: AbortSignal, moved: (bytes: number) => void) {
  return new Promise<void>((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    for (const [name, value] of Object.entries(csrfHeader())) request.setRequestHeader(name, value);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.responseType = 'json';
    request.upload.onprogress = (event) => moved(event.loaded);
    request.onload = () => {
      if (request.status < 300) {
        moved(body.size);
        resolve();
      } else {
        const problem = (request.response ?? {status: request.status, title: request.statusText}) as Problem;
        reject(new ApiError(request.status, problem));
      }
    };
    request.onerror = () => reject(new Error('connection'));
    request.onabort = () => reject(new DOMException('given up', 'AbortError'));
    signal.addEventListener('abort', () => request.abort());
    request.send(body);
  });
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
        await send('POST', `/api/v1/uploads/${upload}/archives${query}`, current, signal, tellMoved);
      } else {
        const query = new URLSearchParams(placed(current, part)).toString();
        await send('PUT', `/api/v1/uploads/${upload}/files?${query}`, current, signal, tellMoved);
      }
      filesDone += 1;
      report();
    }
  };
  await Promise.all(Array.from({length: AT_ONCE}, worker));
}
