/** What the form of a new sweep holds, and what becomes of it. */
import type {Schema} from '../../api/client';
import {needsOf, type Needs} from '../sessions/NeedsFields';
import {wordsOf} from '../sessions/program/command';
import type {OwnProgram} from './ownProgram';

type NewSweep = Schema<'NewSweep'>;
export type ParameterType = Schema<'SearchParameter'>['type'];
export type Direction = Schema<'SweepDirection'>;

export interface ParameterFields {
  name: string;
  type: ParameterType;
  low: number | string;
  high: number | string;
  values: string;
  whenName: string;
  whenValues: string;
}

export interface Fields extends Needs {
  name: string;
  /** Null for the recipe. */
  own: OwnProgram | null;
  /** Of the own program. */
  command: string;
  dataset: string | null;
  version: string | null;
  problem: string | null;
  /** That the own program logs; empty where the problem's hidden part judges. */
  metric: string;
  direction: Direction;
  take: 'LAST' | 'BEST';
  /** By which trials are compared on their way, where the hidden part judges them at the end. */
  watch: string;
  watchDirection: Direction;
  epochs: number;
  algorithm: NonNullable<NewSweep['algorithm']>;
  trials: number;
  parallel: number;
  hours: number | string;
  cost: number | string;
  early: boolean;
  first: number;
  factor: number;
  size: number | string;
  every: number | string;
  /** Percent. */
  share: number | string;
  /** Percent. */
  redraw: number | string;
  parameters: ParameterFields[];
}

export const TYPES: ParameterType[] = ['UNIFORM', 'LOG_UNIFORM', 'INT', 'LOG_INT', 'CHOICE', 'BOOLEAN'];

/** Options of the recipe, with ranges in which most problems have their best. */
export const OPTIONS: Record<string, Partial<ParameterFields>> = {
  'learning-rate': {type: 'LOG_UNIFORM', low: 0.0001, high: 0.1},
  dropout: {type: 'UNIFORM', low: 0, high: 0.6},
  'batch-size': {type: 'LOG_INT', low: 8, high: 128},
  'weight-decay': {type: 'LOG_UNIFORM', low: 0.00001, high: 0.1},
  hidden: {type: 'LOG_INT', low: 16, high: 256},
  channels: {type: 'CHOICE', values: '8 16,32 32,64'},
  'batch-norm': {type: 'BOOLEAN'},
  augment: {type: 'BOOLEAN'},
  epochs: {type: 'INT', low: 5, high: 50},
  seed: {type: 'INT', low: 1, high: 5},
};

export function parameterOf(name: string): ParameterFields {
  return {
    name, type: 'UNIFORM', low: 0, high: 1, values: '', whenName: '', whenValues: '', ...OPTIONS[name],
  };
}

/** What is searched first: options of the recipe, or what nearly every program has. */
export function firstParameters(own: boolean): ParameterFields[] {
  return own
    ? [{...parameterOf('lr'), type: 'LOG_UNIFORM', low: 0.0001, high: 0.1}]
    : [parameterOf('learning-rate'), parameterOf('dropout')];
}

/** Numbers and truth values where they look like such, else texts; they stand apart by spaces. */
export function valuesOf(text: string): (string | number | boolean)[] {
  return text
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => {
      if (word === 'true' || word === 'false') return word === 'true';
      return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(word) ? Number(word) : word;
    });
}

/** What a field of numbers holds, which is a text such as 0.10 until one leaves it; not a number where it holds none. */
export function numberOf(typed: number | string): number {
  return typed === '' ? NaN : Number(typed);
}

function searched(fields: ParameterFields): Schema<'SearchParameter'> {
  const range = fields.type !== 'CHOICE' && fields.type !== 'BOOLEAN';
  return {
    name: fields.name,
    type: fields.type,
    ...(range ? {low: numberOf(fields.low), high: numberOf(fields.high)} : {}),
    ...(fields.type === 'CHOICE' ? {values: valuesOf(fields.values)} : {}),
    ...(fields.whenName ? {when: {[fields.whenName]: valuesOf(fields.whenValues)}} : {}),
  };
}

/** Whether only the hidden part judges, so that trials on their way are compared by a metric of their own. */
export function judgedAtTheEnd(fields: Fields): boolean {
  return Boolean(fields.problem) && (!fields.own || fields.metric.trim() === '');
}

/** By which metric trials are compared on their way; empty for that of the objective. */
function watched(fields: Fields): {metric?: string; direction?: Direction} {
  if (!fields.own) return {metric: 'validation_loss', direction: 'MINIMIZE'};
  return judgedAtTheEnd(fields) ? {metric: fields.watch.trim(), direction: fields.watchDirection} : {};
}

function objectiveOf(fields: Fields): Pick<NewSweep, 'problem_id' | 'objective'> {
  const problem = fields.problem ? {problem_id: fields.problem} : {};
  if (judgedAtTheEnd(fields)) return problem;
  return {
    ...problem,
    objective: fields.own
      ? {metric: fields.metric.trim(), direction: fields.direction, take: fields.take}
      : {metric: 'validation_loss', direction: 'MINIMIZE', take: 'BEST'},
  };
}

function comparisonOf(fields: Fields): Pick<NewSweep, 'early_stop' | 'population'> {
  if (fields.algorithm === 'PBT') {
    return {
      population: {
        ...watched(fields),
        size: Number(fields.size),
        every: Number(fields.every),
        share: Number(fields.share) / 100,
        resample: Number(fields.redraw) / 100,
      },
    };
  }
  return fields.early ? {early_stop: {...watched(fields), first: fields.first, factor: fields.factor}} : {};
}

function sessionOf(fields: Fields): NonNullable<NewSweep['session']> {
  const {own} = fields;
  const {needs, pool} = needsOf(fields);
  if (own) {
    return {
      ...own.work,
      program: {...own.program, command: wordsOf(fields.command)},
      needs: {...needs, ...(own.nodes > 1 ? {nodes: own.nodes} : {})},
      pool,
    };
  }
  const fixed = fields.parameters.some((each) => each.name === 'epochs') ? [] : ['--epochs', String(fields.epochs)];
  return {
    program: {recipe: 'image-classifier', arguments: ['--data', '/data/train', ...fixed]},
    mounts: [
      {
        kind: 'dataset',
        name: 'train',
        parameters: {dataset: fields.dataset ?? '', version: fields.version ?? '', part: 'train'},
      },
    ],
    needs,
    pool,
  };
}

/** The sweep that the fields describe. */
export function sweepOf(fields: Fields): NewSweep {
  return {
    name: fields.name,
    algorithm: fields.algorithm,
    trials: fields.trials,
    parallel: fields.parallel,
    parameters: fields.parameters.map(searched),
    ...(typeof fields.hours === 'number' ? {slot_hours: fields.hours} : {}),
    ...(typeof fields.cost === 'number' ? {cost: fields.cost} : {}),
    ...objectiveOf(fields),
    ...comparisonOf(fields),
    session: sessionOf(fields),
  };
}
