/** What excludes what in a new sweep: told, and refused before anything is sent. */
import {commandFault, type CommandFault} from '../sessions/program/command';
import {judgedAtTheEnd, numberOf, valuesOf, type Fields, type ParameterFields} from './newSweep';

export type Fault =
  | 'population_of_recipe' | 'size' | 'every' | 'share' | 'redraw' | 'trials' | 'metric' | 'watch' | 'parameters' | ParameterFault | CommandFault;

export type ParameterFault = 'name' | 'twice' | 'number' | 'order' | 'positive' | 'whole' | 'values' | 'if' | 'if_values';

/** As the platform takes them. */
const NAME = /^[A-Za-z_][A-Za-z0-9_.-]{0,62}$/;

const within = (value: number | string, least: number, most: number) =>
  value !== '' && Number(value) >= least && Number(value) <= most;

/** By the places in the form. */
export function faultsOf(fields: Fields): Record<string, Fault> {
  const faults: Record<string, Fault> = {};
  const breeds = fields.algorithm === 'PBT';
  if (breeds && !fields.own) faults.algorithm = 'population_of_recipe';
  if (breeds) {
    if (!within(fields.size, 2, 100)) faults.size = 'size';
    if (!within(fields.every, 1, 2 ** 40)) faults.every = 'every';
    if (!within(fields.share, 0, 50)) faults.share = 'share';
    if (!within(fields.redraw, 0, 100)) faults.redraw = 'redraw';
    if (fields.trials < Number(fields.size)) faults.trials = 'trials';
  }
  if (fields.own) {
    if (!fields.problem && fields.metric.trim() === '') faults.metric = 'metric';
    if ((breeds || fields.early) && judgedAtTheEnd(fields) && fields.watch.trim() === '') faults.watch = 'watch';
    const command = commandFault(fields.command);
    if (command) faults.command = command;
  }
  if (fields.parameters.length === 0) faults.parameters = 'parameters';
  return {...faults, ...faultsOfSpace(fields.parameters)};
}

const logarithmic = ({type}: ParameterFields) => type === 'LOG_UNIFORM' || type === 'LOG_INT';
const whole = ({type}: ParameterFields) => type === 'INT' || type === 'LOG_INT';

/** By places such as `parameters.1.high`. */
function faultsOfSpace(parameters: ParameterFields[]): Record<string, ParameterFault> {
  const faults: Record<string, ParameterFault> = {};
  parameters.forEach((each, at) => {
    const before = parameters.slice(0, at);
    const put = (field: keyof ParameterFields, fault: ParameterFault) => {
      faults[`parameters.${at}.${field}`] ??= fault;
    };
    if (!NAME.test(each.name)) put('name', 'name');
    if (before.some((other) => other.name === each.name)) put('name', 'twice');
    if (each.type === 'CHOICE') {
      const values = valuesOf(each.values);
      if (values.length < 2 || new Set(values).size < values.length) put('values', 'values');
    } else if (each.type !== 'BOOLEAN') {
      const [low, high] = [numberOf(each.low), numberOf(each.high)];
      for (const [end, value] of [['low', low], ['high', high]] as const) {
        if (!Number.isFinite(value)) put(end, 'number');
        else if (whole(each) && !Number.isInteger(value)) put(end, 'whole');
      }
      if (logarithmic(each) && low <= 0) put('low', 'positive');
      if (low >= high) put('high', 'order');
    }
    if (each.whenName) {
      const other = before.find(({name}) => name === each.whenName);
      const named = valuesOf(each.whenValues);
      if (!other) put('whenName', 'if');
      else if (named.length === 0 || !named.every((value) => holds(other, value))) put('whenValues', 'if_values');
    }
  });
  return faults;
}

/** Whether the parameter may become this value. */
function holds(parameter: ParameterFields, value: string | number | boolean): boolean {
  if (parameter.type === 'CHOICE') return valuesOf(parameter.values).includes(value);
  if (parameter.type === 'BOOLEAN') return typeof value === 'boolean';
  if (typeof value !== 'number' || (whole(parameter) && !Number.isInteger(value))) return false;
  return value >= numberOf(parameter.low) && value <= numberOf(parameter.high);
}

/** What comes of a population's settings: how many are copied at a rung, as the platform counts them, and in all. */
export function copiesOf({size, share, trials}: Pick<Fields, 'size' | 'share' | 'trials'>): {atRung: number; inAll: number} {
  const members = Number(size);
  return {
    atRung: Math.min(Math.ceil((Number(share) / 100) * members), Math.floor(members / 2)),
    inAll: Math.max(0, trials - members),
  };
}
