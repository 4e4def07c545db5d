/** What the form of a new session holds, and what becomes of it. */
import type {Schema} from '../../../api/client';
import type {Pair} from '../../../components/PairRows';
import {needsOf, USUAL_NEEDS, type Needs} from '../NeedsFields';
import {lineOf, wordsOf} from '../program/command';

type NewSession = Schema<'NewSession'>;
type Session = Schema<'Session'>;
type Mount = NonNullable<NewSession['mounts']>[number];

export interface MountFields {
  dataset: string | null;
  version: string | null;
  /** Empty for all parts that may be seen. */
  part: string;
  name: string;
}

/** Options of the recipe. */
export interface RecipeFields {
  dataset: string | null;
  version: string | null;
  epochs: number | string;
  learningRate: number | string;
  channels: string;
  dropout: number | string;
  seed: number | string;
  /** Arguments that the form has no field for, of the session that this one is to be like. */
  further: string[];
}

export interface OwnFields {
  code: 'files' | 'earlier';
  /** Of the earlier session. */
  programId: string | null;
  command: string;
  system: 'node' | 'image' | 'containerfile';
  image: string;
  containerfile: string;
  mounts: MountFields[];
  /** Of other kinds than data, of the session that this one is to be like. */
  otherMounts: Mount[];
  variables: Pair[];
  secrets: string[];
  nodes: number | string;
}

export interface Fields extends Needs, RecipeFields, OwnFields {
  runs: 'recipe' | 'own';
  name: string;
  problem: string | null;
  hours: number | string;
  retries: number | string;
  /** What else is asked for after a failure. */
  retry: Schema<'Retry'>;
}

export const RECIPE = 'image-classifier';
const OPTIONS = ['epochs', 'learning-rate', 'channels', 'dropout', 'seed'] as const;
const DEFAULT_NAME = 'train';

export const USUAL: Fields = {
  runs: 'recipe', name: DEFAULT_NAME, problem: null, hours: 24, retries: 0, retry: {},
  dataset: null, version: null, epochs: 30, learningRate: 0.003, channels: '16,32', dropout: 0.2, seed: 1, further: [],
  code: 'files', programId: null, command: '', system: 'node', image: '', containerfile: '', mounts: [], otherMounts: [],
  variables: [], secrets: [], nodes: 1,
  ...USUAL_NEEDS,
};

export const NO_MOUNT: MountFields = {dataset: null, version: null, part: '', name: ''};

function programOf(fields: Fields, programId: string | null): Schema<'Program'> {
  if (fields.runs === 'recipe') {
    const values = [fields.epochs, fields.learningRate, fields.channels, fields.dropout, fields.seed];
    return {
      recipe: RECIPE,
      arguments: [
        '--data', '/data/train', ...OPTIONS.flatMap((option, at) => [`--${option}`, String(values[at])]), ...fields.further,
      ],
    };
  }
  return {
    ...(programId ? {program_id: programId} : {}),
    command: wordsOf(fields.command),
    ...(fields.system === 'image' ? {image: fields.image.trim()} : {}),
    ...(fields.system === 'containerfile' ? {containerfile: fields.containerfile.trim()} : {}),
  };
}

function mountOf({dataset, version, part, name}: MountFields): Mount {
  return {
    kind: 'dataset',
    name: name.trim(),
    parameters: {dataset: dataset ?? '', version: version ?? '', ...(part ? {part} : {})},
  };
}

/** @param programId of the own program's files, once they are with the platform */
export function sessionOf(fields: Fields, programId: string | null): NewSession {
  const own = fields.runs === 'own';
  const {needs, pool} = needsOf(fields);
  const train = mountOf({dataset: fields.dataset, version: fields.version, part: 'train', name: 'train'});
  const variables = fields.variables.filter((each) => each.name.trim() !== '' || each.value !== '');
  return {
    name: fields.name.trim(),
    program: programOf(fields, programId),
    mounts: own ? [...fields.mounts.map(mountOf), ...fields.otherMounts] : [train],
    ...(own ? {environment: Object.fromEntries(variables.map(({name, value}) => [name.trim(), value]))} : {}),
    needs: {...needs, ...(own && Number(fields.nodes) > 1 ? {nodes: Number(fields.nodes)} : {})},
    pool,
    ...(typeof fields.hours === 'number' ? {wall_seconds: Math.max(1, Math.round(fields.hours * 3600))} : {}),
    ...(fields.problem ? {context: {problem: fields.problem}} : {}),
    retry: {...fields.retry, failures: Number(fields.retries)},
    ...(own ? {secrets: fields.secrets} : {}),
  };
}

/** What the form begins with for another session like this one. */
export function fieldsLike(session: Session): Fields {
  const {program, needs} = session;
  const own = Boolean(program.program_id);
  const data = session.mounts.filter((mount) => mount.kind === 'dataset');
  const mounts = data.map(({name, parameters, lineage}) => ({
    dataset: lineage.dataset_id ?? parameters.dataset ?? null,
    version: parameters.version ?? null,
    part: parameters.part ?? '',
    name,
  }));
  return {
    ...USUAL,
    runs: own ? 'own' : 'recipe',
    name: session.name,
    problem: session.context.problem ?? null,
    hours: session.wall_seconds / 3600,
    retries: session.life.retry.failures ?? 0,
    retry: session.life.retry,
    cpus: needs.cpus ?? USUAL.cpus,
    memoryGb: needs.memory_bytes === undefined ? USUAL.memoryGb : needs.memory_bytes / 1e9,
    gpus: needs.gpus ?? USUAL.gpus,
    pool: session.pool,
    ...(own ? {} : {...recipeFieldsOf(program.arguments ?? []), dataset: mounts[0]?.dataset ?? null, version: mounts[0]?.version ?? null}),
    ...(own ? earlierFields(session) : {}),
    mounts: own ? mounts : [],
    otherMounts: own
      ? session.mounts.filter((mount) => mount.kind !== 'dataset').map(({kind, name, parameters}) => ({kind, name, parameters}))
      : [],
    variables: own ? Object.entries(session.environment).map(([name, value]) => ({name, value})) : [],
    secrets: own ? session.secrets : [],
    nodes: needs.nodes ?? 1,
  };
}

type Earlier = Pick<Fields, 'code' | 'programId' | 'command' | 'system' | 'image' | 'containerfile'>;

/** The code of an earlier session, and how that session started it. */
export function earlierFields({program}: Session): Earlier {
  return {
    code: 'earlier',
    programId: program.program_id ?? null,
    command: lineOf(program.command ?? []),
    system: program.image ? 'image' : program.containerfile ? 'containerfile' : 'node',
    image: program.image ?? '',
    containerfile: program.containerfile ?? '',
  };
}

function recipeFieldsOf(words: string[]): Pick<Fields, 'epochs' | 'learningRate' | 'channels' | 'dropout' | 'seed' | 'further'> {
  const values = new Map<string, string>();
  const further: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    const option = ['data', ...OPTIONS].find((each) => word === `--${each}`);
    if (option === undefined) {
      further.push(word);
    } else {
      values.set(option, words[i + 1] ?? '');
      i++;
    }
  }
  const number = (option: string, usual: number | string) => {
    const value = Number(values.get(option));
    return values.has(option) && Number.isFinite(value) ? value : usual;
  };
  return {
    epochs: number('epochs', USUAL.epochs),
    learningRate: number('learning-rate', USUAL.learningRate),
    channels: values.get('channels') ?? USUAL.channels,
    dropout: number('dropout', USUAL.dropout),
    seed: number('seed', USUAL.seed),
    further,
  };
}
