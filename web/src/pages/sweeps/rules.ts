/** What excludes what in a new sweep: told, and refused before anything is sent. */
import {commandFault, type CommandFault} from '../sessions/program/command';
import {judgedAtTheEnd, type Fields} from './newSweep';

export type Fault =
  | 'population_of_recipe' | 'size' | 'every' | 'share' | 'redraw' | 'trials' | 'metric' | 'watch' | 'parameters' | CommandFault;

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
  return faults;
}

/** What comes of a population's settings: how many are copied at a rung, as the platform counts them, and in all. */
export function copiesOf({size, share, trials}: Pick<Fields, 'size' | 'share' | 'trials'>): {atRung: number; inAll: number} {
  const members = Number(size);
  return {
    atRung: Math.min(Math.ceil((Number(share) / 100) * members), Math.floor(members / 2)),
    inAll: Math.max(0, trials - members),
  };
}
