import {ApiError, csrfHeader, type Problem} from './client';

/**
 * Sends one body with progress; `fetch` cannot tell how much of a request has left.
 *
 * @param moved is told how many bytes of it have left
 * @returns the answer's body
 */
export function sendBody(
  method: string,
  url: string,
  body: Blob,
  signal: AbortSignal,
  moved: (bytes: number) => void,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    for (const [name, value] of Object.entries(csrfHeader())) request.setRequestHeader(name, value);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.responseType = 'json';
    request.upload.onprogress = (event) => moved(event.loaded);
    request.onload = () => {
      if (request.status < 300) {
        moved(body.size);
        resolve(request.response);
      } else {
        const problem = (request.response ?? {status: request.status, title: request.statusText}) as Problem;
        reject(new ApiError(request.status, problem));
      }
    };
    request.onerror = () => reject(new Error('connection'));
    request.onabort = () => reject(new DOMException('given up', 'AbortError'));
    signal.throwIfAborted();
    signal.addEventListener('abort', () => request.abort(), {once: true});
    request.send(body);
  });
}
