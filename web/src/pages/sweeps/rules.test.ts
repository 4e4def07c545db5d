import {describe, expect, it} from 'vitest';
import type {Schema} from '../../api/client';
import {sessionsWithPrograms} from '../sessions/program/ownPrograms';
import {firstParameters, parameterOf, sweepOf, type Fields, type ParameterFields} from './newSweep';
import {ownProgramOf} from './ownProgram';
import {copiesOf, faultsOf} from './rules';

const session = (id: string, program: object, context = {}) =>
  ({
    id, program, context, mounts: [{kind: 'dataset', name: 'train', parameters: {dataset: 'd'}, lineage: {}}], environment: {A: 'b'},
    secrets: ['key'], wall_seconds: 60, life: {can_checkpoint: 'YES', retry: {losses: 3}}, needs: {cpus: 1, memory_bytes: 1, gpus: 0, nodes: 2},
  }) as unknown as Schema<'Session'>;

const own = session('s', {program_id: 'p', command: ['python3', 'train.py'], image: null, containerfile: 'Containerfile'});

const usual: Fields = {
  name: 'search', own: null, command: '', dataset: 'd', version: '1', problem: null, metric: '', direction: 'MINIMIZE', take: 'LAST', watch: '',
  watchDirection: 'MAXIMIZE', epochs: 20, algorithm: 'TPE', trials: 20, parallel: 2, hours: '', cost: '', early: false, first: 2, factor: 3,
  size: 10, every: 5, share: 20, redraw: 25, cpus: 1, memoryGb: 2, gpus: 0, pool: 'local', parameters: firstParameters(false),
};

const bred: Fields = {
  ...usual, algorithm: 'PBT', own: ownProgramOf(own), command: 'python3 train.py --rate={lr} ', metric: 'loss',
  parameters: firstParameters(true),
};

describe('what a new sweep refuses before it is sent', () => {
  it('is nothing of what is usual', () => {
    expect(faultsOf(usual)).toEqual({});
    expect(faultsOf(bred)).toEqual({});
  });

  it('is a population of a recipe, for which there are fewer trials than members, or whose numbers cannot be', () => {
    expect(faultsOf({...usual, algorithm: 'PBT'})).toEqual({algorithm: 'population_of_recipe'});
    expect(faultsOf({...bred, trials: 9})).toEqual({trials: 'trials'});
    expect(faultsOf({...bred, size: 1, every: '', share: 51, redraw: 101})).toEqual({
      size: 'size', every: 'every', share: 'share', redraw: 'redraw',
    });
  });

  it('is a program of which nothing is known to compare it by', () => {
    expect(faultsOf({...bred, metric: ' ', command: ' \n'})).toEqual({metric: 'metric', command: 'command'});
    expect(faultsOf({...bred, metric: '', problem: 'x'})).toEqual({watch: 'watch'});
    expect(faultsOf({...bred, metric: '', problem: 'x', algorithm: 'TPE'})).toEqual({});
    expect(faultsOf({...bred, parameters: []})).toEqual({parameters: 'parameters'});
  });
});

describe('a space that cannot be searched', () => {
  const lr: ParameterFields = {...parameterOf('lr'), type: 'LOG_UNIFORM', low: 0.0001, high: 0.1};
  const space = (...parameters: object[]) => faultsOf({...bred, parameters: parameters.map((each) => ({...lr, ...each}))});

  it('is told of at the field that is wrong', () => {
    expect(space({low: 1, high: 1})).toEqual({'parameters.0.high': 'order'});
    expect(space({low: 0})).toEqual({'parameters.0.low': 'positive'});
    expect(space({high: ''})).toEqual({'parameters.0.high': 'number'});
    expect(space({low: '', high: -1})).toEqual({'parameters.0.low': 'number'});
    expect(space({low: '0.10', high: '-'})).toEqual({'parameters.0.high': 'number'});
    expect(space({type: 'INT', low: 1, high: 2.5})).toEqual({'parameters.0.high': 'whole'});
    expect(space({type: 'CHOICE', values: 'relu relu'})).toEqual({'parameters.0.values': 'values'});
    expect(space({name: '1st'}, {name: 'a'}, {name: 'a'})).toEqual({'parameters.0.name': 'name', 'parameters.2.name': 'twice'});
  });

  it('may be one whose condition can never hold', () => {
    const act = {name: 'act', type: 'CHOICE', values: 'relu tanh'};
    expect(space(act, {whenName: 'act', whenValues: 'relu tanh'})).toEqual({});
    expect(space(act, {whenName: 'act', whenValues: 'gelu'})).toEqual({'parameters.1.whenValues': 'if_values'});
    expect(space({name: 'n', type: 'INT', low: 1, high: 4}, {whenName: 'n', whenValues: '2 5'})).toEqual({'parameters.1.whenValues': 'if_values'});
    expect(space(act, {whenName: 'gone', whenValues: 'relu'})).toEqual({'parameters.1.whenName': 'if'});
    expect(space({name: 'bias', type: 'BOOLEAN'}, {whenName: 'bias', whenValues: 'true'})).toEqual({});
  });
});

describe('a population', () => {
  it('is sent with its settings, and never with an early stop', () => {
    const sweep = sweepOf({...bred, early: true, share: 30, redraw: 10});
    expect(sweep.population).toEqual({size: 10, every: 5, share: 0.3, resample: 0.1});
    expect(sweep.early_stop).toBeUndefined();
    expect(sweep.objective).toEqual({metric: 'loss', direction: 'MINIMIZE', take: 'LAST'});
    expect(sweep.session).toEqual({
      program: {program_id: 'p', containerfile: 'Containerfile', command: ['python3', 'train.py', '--rate={lr}']},
      mounts: [{kind: 'dataset', name: 'train', parameters: {dataset: 'd'}}], environment: {A: 'b'}, secrets: ['key'], wall_seconds: 60,
      retry: {losses: 3}, needs: {cpus: 1, memory_bytes: 2e9, gpus: 0, nodes: 2}, pool: 'local',
    });
  });

  it('is compared by a metric of its own where the hidden part judges', () => {
    const sweep = sweepOf({...bred, metric: '', problem: 'x', watch: 'accuracy'});
    expect(sweep.objective).toBeUndefined();
    expect(sweep.problem_id).toBe('x');
    expect(sweep.population).toMatchObject({metric: 'accuracy', direction: 'MAXIMIZE'});
  });

  it('copies as many as the platform does', () => {
    expect(copiesOf({size: 10, share: 20, trials: 40})).toEqual({atRung: 2, inAll: 30});
    expect(copiesOf({size: 5, share: 50, trials: 4})).toEqual({atRung: 2, inAll: 0});
    expect(copiesOf({size: 10, share: 0, trials: 40})).toEqual({atRung: 0, inAll: 30});
  });
});

describe('programs that can be searched with', () => {
  it('are uploaded ones, each by its newest session that no sweep has made', () => {
    const found = sessionsWithPrograms([
      session('3', {program_id: 'p'}, {sweep: 'x'}), session('2', {program_id: 'p'}), session('1', {program_id: 'p'}), session('0', {recipe: 'r'}),
    ]);
    expect(found.map((each) => each.id)).toEqual(['2']);
  });
});
