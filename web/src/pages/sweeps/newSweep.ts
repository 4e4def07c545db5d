/** What the form of a new sweep holds, and what becomes of it. */
import type {Schema} from '../../api/client';
import {needsOf, type Needs} from '../sessions/NeedsFields';

type NewSweep = Schema<'NewSweep'>;
export type ParameterType = Schema<'SearchParameter'>['type'];

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
  dataset: string | null;
  version: string | null;
  problem: string | null;
  epochs: number;
  algorithm: NonNullable<NewSweep['algorithm']>;
  trials: number;
  parallel: number;
  hours: number | string;
  cost: number | string;
  early: boolean;
  first: number;
  factor: number;
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

function searched(fields: ParameterFields): Schema<'SearchParameter'> {
  const range = fields.type !== 'CHOICE' && fields.type !== 'BOOLEAN';
  return {
    name: fields.name,
    type: fields.type,
    ...(range && typeof fields.low === 'number' ? {low: fields.low} : {}),
    ...(range && typeof fields.high === 'number' ? {high: fields.high} : {}),
    ...(fields.type === 'CHOICE' ? {values: valuesOf(fields.values)} : {}),
    ...(fields.whenName ? {when: {[fields.whenName]: valuesOf(fields.whenValues)}} : {}),
  };
}

/** The sweep that the fields describe. */
export function sweepOf(fields: Fields): NewSweep {
  const fixed = fields.parameters.some((each) => each.name === 'epochs') ? [] : ['--epochs', String(fields.epochs)];
  return {
    name: fields.name,
    algorithm: fields.algorithm,
    trials: fields.trials,
    parallel: fields.parallel,
    parameters: fields.parameters.map(searched),
    ...(typeof fields.hours === 'number' ? {slot_hours: fields.hours} : {}),
    ...(typeof fields.cost === 'number' ? {cost: fields.cost} : {}),
    ...(fields.problem
      ? {problem_id: fields.problem}
      : {objective: {metric: 'validation_loss', direction: 'MINIMIZE' as const, take: 'BEST' as const}}),
    ...(fields.early
      ? {
          early_stop: {
            metric: 'validation_loss', direction: 'MINIMIZE' as const, first: fields.first, factor: fields.factor,
          },
        }
      : {}),
    session: {
      program: {recipe: 'image-classifier', arguments: ['--data', '/data/train', ...fixed]},
      mounts: [
        {
          kind: 'dataset',
          name: 'train',
          parameters: {dataset: fields.dataset ?? '', version: fields.version ?? '', part: 'train'},
        },
      ],
      ...needsOf(fields),
    },
  };
}
