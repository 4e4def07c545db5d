/** Files that a person has dropped or chosen. */

/** The path within the folder that was dropped or chosen, without leading slashes or dots. */
export function pathOf(file: File): string {
  const dropped = 'path' in file && typeof file.path === 'string' ? file.path : '';
  return (file.webkitRelativePath || dropped || file.name).replace(/^(\.?\/)+/, '');
}

/** The folder is larger than anybody means to send. */
export class TooManyFiles extends Error {}

const WALKED_MOST = 100_000;

/**
 * What was dropped, folders with all that is in them; `pathOf` tells where each stood.
 *
 * @param skips   whether a folder of this name is left alone, which is told to `skipped`
 * @throws TooManyFiles before such a folder fills the memory
 */
export async function dropped(
  items: DataTransferItemList,
  skips: (name: string) => boolean,
  skipped: (name: string) => void,
): Promise<File[]> {
  // The list is empty as soon as the event is over: all entries are asked for first.
  const waiting = [...items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const found: File[] = [];
  for (let entry = waiting.shift(); entry; entry = waiting.shift()) {
    if (found.length + waiting.length > WALKED_MOST) throw new TooManyFiles();
    if (isFolder(entry)) {
      if (skips(entry.name)) skipped(entry.name);
      else waiting.push(...(await entriesOf(entry)));
    } else if (isFile(entry)) {
      const file = await opened(entry);
      Object.defineProperty(file, 'path', {value: entry.fullPath});
      found.push(file);
    }
  }
  return found;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function opened(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/** A reader gives a hundred at a time, and none when there are no more. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    all.push(...some);
    if (all.length > WALKED_MOST) throw new TooManyFiles();
  }
}
