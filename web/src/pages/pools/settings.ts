/** What the form of a pool knows of each engine's settings, and what becomes of what was typed. */
import type {Problem, Schema} from '../../api/client';
import type {Pair} from '../../components/PairRows';

export type Pool = Schema<'Pool'>;
export type Engine = Exclude<Schema<'PoolEngine'>, 'LOCAL'>;

/** How the cluster is reached. */
export type Access = 'commands' | 'rest' | 'kubeconfig' | 'address';

export interface Setting {
  /** As the platform calls it. */
  name: string;
  kind: 'text' | 'number' | 'pairs' | 'switch';
  needed?: boolean;
  example?: string;
  /** Of a pair: what its name may be. */
  names?: string[];
  /** Of a switch: the value that stands for on. */
  on?: string;
  /** Asked for with this access alone. */
  access?: Access;
}

/** The first one of an engine stands open, the others are folded. */
export interface Chapter {
  name: string;
  settings: Setting[];
}

export type Value = string | number | boolean | Pair[];

export interface Fields {
  name: string;
  access: Access;
  settings: Record<string, Value>;
}

export const ENGINES: Engine[] = ['SLURM', 'KUBERNETES'];

/** The usual one of an engine first. */
export const ACCESSES: Record<Engine, [Access, ...Access[]]> = {SLURM: ['commands', 'rest'], KUBERNETES: ['kubeconfig', 'address']};

const FLAGS = [
  'account', 'partition', 'qos', 'constraint', 'reservation', 'nice', 'licenses', 'exclude', 'wckey', 'cluster-constraint',
  'gres-flags', 'exclusive', 'switches',
];

const SERVER_URL: Setting = {name: 'server_url', kind: 'text', needed: true, example: 'http://10.0.0.1:8080'};

export const CHAPTERS: Record<Engine, Chapter[]> = {
  SLURM: [
    {
      name: 'needed',
      settings: [
        {name: 'rest_url', kind: 'text', needed: true, access: 'rest', example: 'http://127.0.0.1:6820'},
        {name: 'rest_token_file', kind: 'text', needed: true, access: 'rest', example: '/etc/dure/slurm.token'},
        {name: 'rest_user', kind: 'text', needed: true, access: 'rest', example: 'slurm'},
        {name: 'shared_folder', kind: 'text', needed: true, example: '/shared/dure'},
        SERVER_URL,
        {name: 'default_user', kind: 'text', example: 'dure'},
      ],
    },
    {
      name: 'commands',
      settings: [
        {name: 'ssh', kind: 'text', access: 'commands', example: 'dure@login'},
        {name: 'slurm_conf', kind: 'text', access: 'commands', example: '/etc/slurm/slurm.conf'},
      ],
    },
    {name: 'users', settings: [{name: 'users', kind: 'pairs'}]},
    {
      name: 'jobs',
      settings: [
        {name: 'flags', kind: 'pairs', names: FLAGS},
        {name: 'site_factor', kind: 'number', access: 'commands'},
      ],
    },
    {
      name: 'nodes',
      settings: [
        {name: 'java', kind: 'text', example: '/usr/lib/jvm/java-25'},
        {name: 'gang_network', kind: 'switch', on: 'host'},
      ],
    },
  ],
  KUBERNETES: [
    {
      name: 'needed',
      settings: [
        {name: 'kubeconfig', kind: 'text', needed: true, access: 'kubeconfig', example: '/etc/dure/kubeconfig'},
        {name: 'api_url', kind: 'text', needed: true, access: 'address', example: 'https://10.0.0.1:6443'},
        {name: 'token_file', kind: 'text', needed: true, access: 'address', example: '/etc/dure/kube.token'},
        {name: 'ca_file', kind: 'text', access: 'address', example: '/etc/dure/kube.crt'},
        {name: 'namespace', kind: 'text', needed: true, example: 'research'},
        {name: 'shared_folder', kind: 'text', needed: true, example: '/mnt/dure'},
        {name: 'volume_claim', kind: 'text', needed: true, example: 'dure'},
        SERVER_URL,
        {name: 'image', kind: 'text', needed: true, example: 'example.org/dure-node:1'},
      ],
    },
    {
      name: 'pods',
      settings: [
        {name: 'service_account', kind: 'text', example: 'dure'},
        {name: 'user', kind: 'number', example: '10001'},
        {name: 'seccomp_profile', kind: 'text', example: 'profiles/dure.json'},
      ],
    },
    {
      name: 'nodes',
      settings: [
        {name: 'node_labels', kind: 'pairs'},
        {name: 'gpu_resource', kind: 'text', example: 'nvidia.com/gpu'},
        {name: 'gang_network', kind: 'switch', on: 'pod'},
      ],
    },
    {
      name: 'kueue',
      settings: [
        {name: 'queue', kind: 'text', example: 'research'},
        {name: 'priority_boost', kind: 'number'},
        {name: 'workload_priority', kind: 'number'},
      ],
    },
  ],
};

function all(engine: Engine): Setting[] {
  return CHAPTERS[engine].flatMap((chapter) => chapter.settings);
}

/** Those of a chapter that are asked for. */
export function shown(chapter: Chapter, access: Access): Setting[] {
  return chapter.settings.filter((setting) => !setting.access || setting.access === access);
}

function typed(setting: Setting, value: unknown): Value {
  switch (setting.kind) {
    case 'pairs':
      return Object.entries((value ?? {}) as Record<string, unknown>).map(([name, each]) => ({name, value: String(each)}));
    case 'switch':
      return value === setting.on;
    case 'number':
      return typeof value === 'number' ? value : '';
    case 'text':
      return typeof value === 'string' ? value : '';
  }
}

/** The one whose needed settings a pool has. */
function accessOf(engine: Engine, settings: Record<string, unknown>): Access {
  const [usual] = ACCESSES[engine];
  const needs = all(engine).find(({access, needed, name}) => access && needed && name in settings);
  return needs?.access ?? usual;
}

/** The fields of a pool as it is; of a new one empty. */
export function fieldsOf(engine: Engine, pool?: Pool): Fields {
  const settings = pool?.settings ?? {};
  return {
    name: pool?.name ?? '',
    access: accessOf(engine, settings),
    settings: Object.fromEntries(all(engine).map((setting) => [setting.name, typed(setting, settings[setting.name])])),
  };
}

function told(setting: Setting, value: Value | undefined): unknown {
  if (Array.isArray(value)) {
    const pairs = value.filter((pair) => pair.name.trim() !== '');
    return pairs.length === 0
      ? undefined
      : Object.fromEntries(pairs.map((pair) => [pair.name.trim(), pair.value.trim()]));
  }
  if (typeof value === 'boolean') return value ? setting.on : undefined;
  if (typeof value === 'number') return value;
  return value?.trim() ? value.trim() : undefined;
}

/** As the platform takes them. What the form does not know of the pool stays as it is. */
export function settingsOf(engine: Engine, fields: Fields, pool?: Pool): Record<string, unknown> {
  const settings: Record<string, unknown> = {...pool?.settings};
  for (const setting of all(engine)) {
    const asked = !setting.access || setting.access === fields.access;
    const value = asked ? told(setting, fields.settings[setting.name]) : undefined;
    if (value === undefined) Reflect.deleteProperty(settings, setting.name);
    else settings[setting.name] = value;
  }
  return settings;
}

const NAME = /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,62}$/u;

/** By their places in the form. */
export type Faults = Record<string, 'name' | 'taken' | 'nameless' | 'twice'>;

/** What the platform would not see. */
export function faultsOf(fields: Fields, taken: string[]): Faults {
  const faults: Faults = {};
  if (!NAME.test(fields.name)) faults.name = 'name';
  else if (taken.includes(fields.name)) faults.name = 'taken';
  for (const [setting, value] of Object.entries(fields.settings)) {
    if (!Array.isArray(value)) continue;
    const names = value.map((pair) => pair.name.trim());
    value.forEach((pair, at) => {
      if (names[at] === '' && pair.value.trim() !== '') faults[`settings.${setting}.${String(at)}.name`] = 'nameless';
      else if (names[at] !== '' && names.indexOf(names[at] ?? '') < at) faults[`settings.${setting}.${String(at)}.name`] = 'twice';
    });
  }
  return faults;
}

/** What was refused, by its place in the form; `others` has none there. */
export function placed(
  engine: Engine,
  fields: Fields,
  errors: NonNullable<Problem['errors']>,
  words: (error: NonNullable<Problem['errors']>[number]) => string,
): {places: Record<string, string>; others: boolean} {
  const places: Record<string, string> = {};
  let others = false;
  for (const error of errors) {
    const place = placeOf(engine, fields, error.field);
    if (place === null) others = true;
    else places[place] = words(error);
  }
  return {places, others};
}

function placeOf(engine: Engine, fields: Fields, field: string): string | null {
  if (field === 'name') return field;
  for (const {name, kind} of all(engine)) {
    if (field === `settings.${name}`) return field;
    const value = fields.settings[name];
    if (kind === 'pairs' && Array.isArray(value) && field.startsWith(`settings.${name}.`)) {
      const pair = field.slice(`settings.${name}.`.length);
      const at = value.findIndex((each) => each.name.trim() === pair);
      return at < 0 ? null : `settings.${name}.${String(at)}.value`;
    }
  }
  return null;
}

/** Where something is wrong, or, of a pool that is there, something was set. */
export function chaptersOf(engine: Engine, has: (setting: Setting) => boolean): string[] {
  return CHAPTERS[engine].filter((chapter) => chapter.settings.some(has)).map((chapter) => chapter.name);
}
