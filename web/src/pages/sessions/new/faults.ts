/** What is wrong in the form of a new session, at its places: before it is sent, and as the platform refuses it. */
import type {Problem} from '../../../api/client';
import {commandFault, likeliest, scriptOf, wordsOf, type CommandFault} from '../program/command';
import type {Fields} from './newSession';

/** A key below `programs.faults`, with what its words name. */
export interface Fault {
  fault:
    | CommandFault
    | 'name' | 'script_meant' | 'program' | 'image' | 'containerfile' | 'no_such_file' | 'dataset' | 'version' | 'nameless' | 'twice' | 'number';
  words?: Record<string, string>;
}

const NAME = /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,62}$/u;

/** Where the number fields of the form stand: the platform is not sent what is no number. */
const NUMBERS: Record<Fields['runs'], (keyof Fields)[]> = {
  recipe: ['epochs', 'learningRate', 'dropout', 'seed', 'cpus', 'memoryGb', 'gpus', 'retries'],
  own: ['cpus', 'memoryGb', 'gpus', 'retries', 'nodes'],
};

/** @param paths of the program's files; null where they are not known yet */
export function faultsOf(fields: Fields, paths: string[] | null): Record<string, Fault> {
  const faults: Record<string, Fault> = {};
  if (!NAME.test(fields.name.trim())) faults.name = {fault: 'name'};
  if (fields.runs === 'recipe') {
    if (!fields.dataset) faults.dataset = {fault: 'dataset'};
    else if (!fields.version) faults.version = {fault: 'version'};
  } else {
    Object.assign(faults, programFaults(fields, paths), mountFaults(fields), pairFaults(fields));
  }
  for (const place of NUMBERS[fields.runs]) {
    if (typeof fields[place] !== 'number') faults[place] = {fault: 'number'};
  }
  return faults;
}

function programFaults(fields: Fields, paths: string[] | null): Record<string, Fault> {
  const faults: Record<string, Fault> = {};
  if (fields.code === 'earlier' && !fields.programId) faults.programId = {fault: 'program'};
  const fault = commandFault(fields.command);
  if (fault) faults.command = {fault};
  else Object.assign(faults, scriptFaults(fields, paths));
  if (fields.system === 'image' && fields.image.trim() === '') faults.image = {fault: 'image'};
  if (fields.system === 'containerfile') {
    const path = fields.containerfile.trim();
    if (path === '') faults.containerfile = {fault: 'containerfile'};
    else if (paths && !paths.includes(path)) faults.containerfile = {fault: 'no_such_file', words: {path}};
  }
  return faults;
}

/** The command names a file that is not there. */
function scriptFaults(fields: Pick<Fields, 'command'>, paths: string[] | null): Record<string, Fault> {
  const script = scriptOf(wordsOf(fields.command));
  if (!paths || script === null || paths.includes(script)) return {};
  const other = likeliest(script, paths);
  return {command: other ? {fault: 'script_meant', words: {path: script, other}} : {fault: 'no_such_file', words: {path: script}}};
}

function mountFaults({mounts}: Fields): Record<string, Fault> {
  const faults: Record<string, Fault> = {};
  const names = mounts.map((mount) => mount.name.trim());
  mounts.forEach((mount, at) => {
    if (!mount.dataset) faults[`mounts.${at}.dataset`] = {fault: 'dataset'};
    else if (!mount.version) faults[`mounts.${at}.version`] = {fault: 'version'};
    const name = names[at] ?? '';
    if (!NAME.test(name)) faults[`mounts.${at}.name`] = {fault: 'name'};
    else if (names.indexOf(name) < at) faults[`mounts.${at}.name`] = {fault: 'twice'};
  });
  return faults;
}

function pairFaults({variables}: Fields): Record<string, Fault> {
  const faults: Record<string, Fault> = {};
  const names = variables.map((each) => each.name.trim());
  variables.forEach(({value}, at) => {
    const name = names[at] ?? '';
    if (name === '' && value !== '') faults[`variables.${at}.name`] = {fault: 'nameless'};
    else if (name !== '' && names.indexOf(name) < at) faults[`variables.${at}.name`] = {fault: 'twice'};
  });
  return faults;
}

type Refusal = NonNullable<Problem['errors']>[number];

/** What was refused, by its place in the form; `others` have none there. */
export function placed(fields: Fields, errors: Refusal[]): {places: Record<string, Refusal>; others: boolean} {
  const places: Record<string, Refusal> = {};
  let others = false;
  for (const error of errors) {
    const place = placeOf(fields, error.field);
    if (place === null) others = true;
    else places[place] ??= error;
  }
  return {places, others};
}

const PLACES: Record<string, string> = {
  name: 'name',
  'needs.cpus': 'cpus',
  'needs.memory_bytes': 'memoryGb',
  'needs.gpus': 'gpus',
  'needs.nodes': 'nodes',
  pool: 'pool',
  wall_seconds: 'hours',
  'retry.failures': 'retries',
  'context.problem': 'problem',
  secrets: 'secrets',
};

const OWN_PLACES: Record<string, string> = {
  'program.command': 'command',
  'program.image': 'image',
  'program.containerfile': 'containerfile',
  'program.program_id': 'programId',
  body: 'files',
};

function placeOf(fields: Fields, field: string): string | null {
  const {runs, mounts, variables} = fields;
  const place = PLACES[field] ?? (runs === 'own' ? OWN_PLACES[field] : undefined);
  if (place !== undefined) return place;
  if (field.startsWith('secrets[')) return 'secrets';
  const [, parameter] = /\.parameters\.(dataset|version|part)$/.exec(field) ?? [];
  if (runs === 'recipe') return parameter === 'dataset' || parameter === 'version' ? parameter : null;
  const [, numbered] = /^mounts\[(\d+)\]\.name$/.exec(field) ?? [];
  if (numbered !== undefined && Number(numbered) < mounts.length) return `mounts.${numbered}.name`;
  const mount = mounts.findIndex(({name}) => field === `mounts.${name.trim()}.parameters.${parameter ?? ''}`);
  if (parameter && mount >= 0) return `mounts.${mount}.${parameter}`;
  const variable = variables.findIndex(({name}) => field === `environment.${name.trim()}`);
  return variable >= 0 ? `variables.${variable}.name` : null;
}
