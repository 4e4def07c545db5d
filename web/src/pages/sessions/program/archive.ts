/** Files as a tar.gz, made by the browser itself: each is read once, on its way into the packer. */
import type {ProgramFile} from './picking';

const BLOCK = 512;
const NAME_BYTES = 100;
const encoder = new TextEncoder();

type Bytes = Uint8Array<ArrayBuffer>;

/**
 * @param moved is told how many bytes of the files have been packed
 * @throws DOMException `NotReadableError` where a file has changed since it was chosen, `AbortError` when told to stop
 */
export async function tarGz(files: ProgramFile[], signal: AbortSignal, moved: (bytes: number) => void): Promise<Blob> {
  const parts = tar(files, moved);
  const stream = new ReadableStream<Bytes>({
    async pull(controller) {
      signal.throwIfAborted();
      const {done, value} = await parts.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
  return new Response(stream.pipeThrough(new CompressionStream('gzip'), {signal})).blob();
}

async function* tar(files: ProgramFile[], moved: (bytes: number) => void): AsyncGenerator<Bytes, void> {
  let packed = 0;
  for (const {path, file} of files) {
    yield* heads(path, file.size, await isScript(file));
    const reader = file.stream().getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      packed += part.value.byteLength;
      yield part.value;
      moved(packed);
    }
    yield new Uint8Array(padding(file.size));
  }
  yield new Uint8Array(2 * BLOCK);
}

/** Browsers do not tell which files may be executed; a script says so itself. */
async function isScript(file: File): Promise<boolean> {
  return (await file.slice(0, 2).text()) === '#!';
}

function padding(size: number): number {
  return (BLOCK - (size % BLOCK)) % BLOCK;
}

/** The header of a file; before it one of its own (pax) for a path that is long or not plain ASCII. */
function* heads(path: string, size: number, executable: boolean): Generator<Bytes, void> {
  const name = encoder.encode(path);
  const plain = name.length === path.length && name.length <= NAME_BYTES;
  if (!plain) {
    const record = paxRecord('path', path);
    yield header('pax', record.length, false, 'x');
    yield record;
    yield new Uint8Array(padding(record.length));
  }
  yield header(plain ? path : 'file', size, executable, '0');
}

/** `<length> <key>=<value>\n`, whose length counts itself. */
function paxRecord(key: string, value: string): Bytes {
  const rest = encoder.encode(` ${key}=${value}\n`).length;
  let length = rest + String(rest).length;
  length = rest + String(length).length;
  return encoder.encode(`${length} ${key}=${value}\n`);
}

function header(name: string, size: number, executable: boolean, kind: string): Bytes {
  const block = new Uint8Array(BLOCK);
  const put = (at: number, text: string) => block.set(encoder.encode(text), at);
  const octal = (at: number, digits: number, value: number) => put(at, value.toString(8).padStart(digits, '0'));
  put(0, name);
  octal(100, 7, executable ? 0o755 : 0o644);
  octal(108, 7, 0);
  octal(116, 7, 0);
  octal(124, 11, size);
  octal(136, 11, 0);
  put(148, '        ');
  put(156, kind);
  put(257, 'ustar\u000000');
  octal(148, 6, block.reduce((sum, byte) => sum + byte, 0));
  put(154, '\u0000 ');
  return block;
}
