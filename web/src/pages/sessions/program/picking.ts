/** What of chosen files makes a program: the same as the `dure` command takes of a folder that is in no repository. */
import {pathOf} from '../../../components/files';
import {leavingOut, type IgnoreFile} from './ignore';

export interface ProgramFile {
  path: string;
  file: File;
}

export interface Picked {
  /** That was chosen; null for single files. */
  folder: string | null;
  /** That is sent as it is, instead of files. */
  archive: File | null;
  /** By their paths within the folder. */
  files: ProgramFile[];
  bytes: number;
  /** Folders of tools and files of their own that stay away. */
  tools: string[];
  /** How many files stay away because of each ignore file. */
  ignored: {by: string; files: number}[];
}

/** What tools leave in a folder and no program needs elsewhere; `.dure` is where a snapshot tells of itself. */
const TOOLS = new Set(['.git', '.venv', '__pycache__', 'node_modules', '.idea', '.vscode', '.dure']);

const GIT_IGNORE = '.gitignore';
const OWN_IGNORE = '.dureignore';
const IGNORE_BYTES_MOST = 1 << 20;
const ARCHIVE = /\.(zip|tar\.gz|tgz)$/i;

export const FILES_MOST = 10_000;
export const BYTES_MOST = 512 << 20;
export const PACKED_BYTES_MOST = 128 << 20;
const PATH_CHARACTERS_MOST = 1_000;
const PATH_STEPS_MOST = 32;

export function isTool(name: string): boolean {
  return TOOLS.has(name);
}

/** @param skipped names of folders of tools that were not even looked into */
export async function pick(chosen: File[], skipped: string[] = []): Promise<Picked> {
  const all = chosen.map((file) => ({path: pathOf(file), file}));
  const [first] = all;
  if (first && all.length === 1 && ARCHIVE.test(first.path) && !first.path.includes('/')) {
    return {folder: null, archive: first.file, files: [], bytes: first.file.size, tools: [], ignored: []};
  }
  const folder = commonFolder(all.map((each) => each.path));
  const inside = folder === null ? all : all.map(({path, file}) => ({path: path.slice(folder.length + 1), file}));
  const tools = new Set(skipped);
  const own = inside.filter(({path}) => {
    const tool = path.split('/').find(isTool);
    if (tool !== undefined) tools.add(tool);
    return tool === undefined;
  });
  const git = leavingOut(await ignoreFilesOf(own, (path) => path === GIT_IGNORE || path.endsWith(`/${GIT_IGNORE}`)));
  const dure = leavingOut(await ignoreFilesOf(own, (path) => path === OWN_IGNORE));
  const kept = own.filter(({path}) => !git(path));
  const files = kept.filter(({path}) => !dure(path)).sort((a, b) => (a.path < b.path ? -1 : 1));
  return {
    folder,
    archive: null,
    files,
    bytes: bytesOf(files),
    tools: [...tools].sort(),
    ignored: [
      {by: GIT_IGNORE, files: own.length - kept.length},
      {by: OWN_IGNORE, files: kept.length - files.length},
    ].filter((each) => each.files > 0),
  };
}

function bytesOf(files: ProgramFile[]): number {
  return files.reduce((sum, each) => sum + each.file.size, 0);
}

/** The folder that was chosen, where it was one. */
function commonFolder(paths: string[]): string | null {
  const [first = ''] = paths;
  const slash = first.indexOf('/');
  if (slash < 0) return null;
  const folder = first.slice(0, slash);
  return paths.every((path) => path.startsWith(`${folder}/`)) ? folder : null;
}

async function ignoreFilesOf(files: ProgramFile[], is: (path: string) => boolean): Promise<IgnoreFile[]> {
  const found = files
    .filter(({path, file}) => is(path) && file.size <= IGNORE_BYTES_MOST)
    .sort((a, b) => a.path.length - b.path.length);
  return Promise.all(
    found.map(async ({path, file}) => ({folder: path.slice(0, path.lastIndexOf('/') + 1), text: await file.text()})),
  );
}

export interface FilesFault {
  fault: 'none' | 'all_out' | 'many' | 'large' | 'packed' | 'path';
  /** For its words. */
  path?: string;
  largest?: string[];
}

/** What the platform would refuse of them, before anything is sent. */
export function faultOfPicked(picked: Picked | null): FilesFault | null {
  if (!picked) return {fault: 'none'};
  if (picked.archive) return picked.bytes > PACKED_BYTES_MOST ? {fault: 'packed', largest: []} : null;
  if (picked.files.length === 0) return {fault: 'all_out'};
  const bad = picked.files.find(({path}) => !isGood(path));
  if (bad) return {fault: 'path', path: bad.path};
  if (picked.files.length > FILES_MOST) return {fault: 'many', largest: largestOf(picked.files)};
  if (picked.bytes > BYTES_MOST) return {fault: 'large', largest: largestOf(picked.files)};
  return null;
}

export function largestOf(files: ProgramFile[]): string[] {
  return [...files]
    .sort((a, b) => b.file.size - a.file.size)
    .slice(0, 3)
    .map((each) => each.path);
}

function isGood(path: string): boolean {
  const steps = path.split('/');
  return (
    path.length <= PATH_CHARACTERS_MOST &&
    steps.length <= PATH_STEPS_MOST &&
    !/[\\\u0000-\u001f\u007f-\u009f]/.test(path) &&
    steps.every((step) => step !== '' && step !== '.' && step !== '..')
  );
}

/** What people call a session with it: the folder's name, as far as a name may be that. */
export function nameOf(picked: Picked): string {
  const whole = picked.folder ?? picked.archive?.name.replace(ARCHIVE, '') ?? '';
  return whole
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/^[._-]+|-+$/g, '')
    .slice(0, 63);
}

/** How such files are started where nobody says it; the same as of the `dure` command. */
const ENTRIES: [string, string][] = [
  ['run.sh', 'sh run.sh'],
  ['main.py', 'python3 main.py'],
  ['train.py', 'python3 train.py'],
];

/** Empty where nothing tells. */
export function usualCommand(paths: string[]): string {
  const entry = ENTRIES.find(([path]) => paths.includes(path));
  if (entry) return entry[1];
  const programs = paths.filter((path) => /^[\w.-]+\.py$/.test(path));
  return programs.length === 1 ? `python3 ${programs[0] ?? ''}` : '';
}

const CONTAINERFILE = /(^|\/)(Containerfile|Dockerfile)(\.[\w.-]+)?$|\.(containerfile|dockerfile)$/i;

/** Files that an image can be built from, as far as their names tell. */
export function containerfilesOf(paths: string[]): string[] {
  return paths.filter((path) => CONTAINERFILE.test(path)).sort((a, b) => a.length - b.length);
}
