/** The files of a run: how they are shown, and which of them are pictures of a step. */

export type Preview = 'image' | 'json' | 'csv' | 'text' | 'none';

const IMAGES: Record<string, string> = {
  png: 'image/png', jpg: 'image/jpeg', jpeg: 'image/jpeg', gif: 'image/gif', webp: 'image/webp', bmp: 'image/bmp',
};
/** Shown as text, whatever a browser would make of them: nothing that a program left is ever run. */
const TEXTS = [
  'txt', 'log', 'md', 'yaml', 'yml', 'toml', 'ini', 'cfg', 'py', 'sh', 'html', 'htm', 'svg', 'xml', 'js', 'css', 'sql', 'r', 'java',
  'jsonl', 'ndjson', 'conf', 'rst', 'ipynb', 'mlmodel',
];

function ending(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name.includes('.') ? name.slice(name.lastIndexOf('.') + 1).toLowerCase() : name.toLowerCase();
}

export function previewOf(path: string): Preview {
  const end = ending(path);
  if (end in IMAGES) return 'image';
  if (end === 'json') return 'json';
  if (end === 'csv' || end === 'tsv') return 'csv';
  return TEXTS.includes(end) ? 'text' : 'none';
}

/** The type by which a picture is shown; it can hold no program. */
export function imageType(path: string): string {
  return IMAGES[ending(path)] ?? 'image/png';
}

export interface Folder {
  name: string;
  path: string;
  folders: Folder[];
  files: {name: string; path: string; size: number}[];
}

/** Files by path as a tree, in their own order. */
export function treeOf(files: readonly {path: string; size_bytes: number}[]): Folder {
  const root: Folder = {name: '', path: '', folders: [], files: []};
  const known = new Map<string, Folder>([['', root]]);
  const folderOf = (path: string): Folder => {
    const there = known.get(path);
    if (there) return there;
    const slash = path.lastIndexOf('/');
    const above = folderOf(slash < 0 ? '' : path.slice(0, slash));
    const folder = {name: path.slice(slash + 1), path, folders: [], files: []};
    known.set(path, folder);
    above.folders.push(folder);
    return folder;
  };
  for (const {path, size_bytes: size} of files) {
    const slash = path.lastIndexOf('/');
    folderOf(slash < 0 ? '' : path.slice(0, slash)).files.push({name: path.slice(slash + 1), path, size});
  }
  return root;
}

export interface StepImage {
  key: string;
  /** Null for a picture that belongs to no step. */
  step: number | null;
  time: number;
  path: string;
}

/**
 * The pictures among the files. MLflow's `log_image(key=…, step=…)` names them
 * `images/<key>%step%<n>%timestamp%<ms>%<id>.png` with `/` in the key as `#`, and leaves a smaller `.webp` beside each;
 * some of its versions write + in place of %.
 */
export function imagesOf(paths: readonly string[]): StepImage[] {
  const found = new Map<string, StepImage>();
  for (const path of paths) {
    if (previewOf(path) !== 'image') continue;
    const parts = /^images\/(.+?)([%+])step\2(-?\d{1,15})\2timestamp\2(\d{1,15})\2([^/]+)\.(\w+)$/.exec(path);
    if (!parts) {
      found.set(path, {key: path, step: null, time: 0, path});
      continue;
    }
    const image = {key: (parts[1] ?? '').replaceAll('#', '/'), step: Number(parts[3]), time: Number(parts[4]), path};
    const one = `${image.key}\n${image.step}\n${image.time}\n${(parts[5] ?? '').replace(/[%+]compressed$/, '')}`;
    const before = found.get(one);
    if (!before || before.path.endsWith('.webp')) found.set(one, image);
  }
  return [...found.values()].sort((one, other) => (one.step ?? 0) - (other.step ?? 0) || one.time - other.time);
}

/** The picture of a key at a step: the last one that is not beyond it. */
export function imageAt(images: readonly StepImage[], key: string, step: number): StepImage | null {
  return images.filter((each) => each.key === key && (each.step ?? step) <= step).at(-1) ?? null;
}

/** The cells of a table in a text: RFC 4180 with `separator` between them; at most `most` rows. */
export function rowsOf(text: string, separator: string, most: number): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quotes = false;
  const endRow = () => {
    row.push(cell);
    rows.push(row);
    row = [];
    cell = '';
  };
  for (let at = 0; at < text.length && rows.length < most; at++) {
    const sign = text[at] ?? '';
    if (quotes) {
      if (sign !== '"') cell += sign;
      else if (text[at + 1] === '"') {
        cell += '"';
        at++;
      } else quotes = false;
    } else if (sign === '"' && cell === '') quotes = true;
    else if (sign === separator) {
      row.push(cell);
      cell = '';
    } else if (sign === '\n') endRow();
    else if (sign !== '\r') cell += sign;
  }
  if ((cell !== '' || row.length > 0) && rows.length < most) endRow();
  return rows;
}
