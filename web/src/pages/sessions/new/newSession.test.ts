import {describe, expect, it} from 'vitest';
import type {Schema} from '../../../api/client';
import {faultsOf, placed} from './faults';
import {fieldsLike, NO_MOUNT, sessionOf, USUAL, type Fields} from './newSession';

const recipe: Fields = {...USUAL, name: 'first', dataset: 'd', version: '2'};
const own: Fields = {
  ...USUAL, runs: 'own', name: 'mine', command: "python3 train.py --note 'a b'", problem: 'p', hours: 0.5, retries: 2, nodes: 2,
  system: 'containerfile', containerfile: ' Containerfile ', secrets: ['KEY'],
  mounts: [{dataset: 'd', version: '2', part: 'train', name: 'digits'}, {...NO_MOUNT, dataset: 'e', version: '1', name: 'all'}],
  variables: [{name: 'LR', value: '0.1'}, {name: '', value: ''}],
};

describe('a new session', () => {
  it('of the recipe has its data and options', () => {
    const session = sessionOf(recipe, null);
    expect(session.program.recipe).toBe('image-classifier');
    expect(session.program.arguments?.slice(0, 4)).toEqual(['--data', '/data/train', '--epochs', '30']);
    expect(session.mounts).toEqual([{kind: 'dataset', name: 'train', parameters: {dataset: 'd', version: '2', part: 'train'}}]);
    expect(session.wall_seconds).toBe(86_400);
  });

  it('of a program of one\'s own has all that was asked for', () => {
    expect(sessionOf(own, 'q')).toEqual({
      name: 'mine',
      program: {program_id: 'q', command: ['python3', 'train.py', '--note', 'a b'], containerfile: 'Containerfile'},
      mounts: [
        {kind: 'dataset', name: 'digits', parameters: {dataset: 'd', version: '2', part: 'train'}},
        {kind: 'dataset', name: 'all', parameters: {dataset: 'e', version: '1'}},
      ],
      environment: {LR: '0.1'}, needs: {cpus: 1, memory_bytes: 2e9, gpus: 0, nodes: 2}, pool: 'local', wall_seconds: 1800,
      context: {problem: 'p'}, retry: {failures: 2}, secrets: ['KEY'],
    });
  });

  it('like another asks for the same again', () => {
    const asked = sessionOf(own, 'q');
    const told = (session: typeof asked) =>
      ({...session, mounts: session.mounts?.map((each) => ({...each, lineage: {}})), context: session.context ?? {}, environment: session.environment ?? {},
        secrets: session.secrets ?? [], life: {retry: {...session.retry, losses: 3}}}) as unknown as Schema<'Session'>;
    const like = fieldsLike(told(asked));
    expect(like.code).toBe('earlier');
    expect(sessionOf(like, like.programId)).toEqual({...asked, retry: {failures: 2, losses: 3}});
    const further = {...recipe, further: ['--augment', 'true'], epochs: 7};
    expect(sessionOf(fieldsLike(told(sessionOf(further, null))), null).program).toEqual(sessionOf(further, null).program);
  });
});

describe('what is wrong with it', () => {
  it('is nothing of what is usual', () => {
    expect(faultsOf(recipe, null)).toEqual({});
    expect(faultsOf(own, ['train.py', 'Containerfile'])).toEqual({});
  });

  it('is told at its place before anything is sent', () => {
    const mounts = [{...NO_MOUNT}, {...NO_MOUNT, dataset: 'd', name: 'a'}, {...NO_MOUNT, dataset: 'd', version: '1', name: 'a'}];
    const variables = [{name: '', value: 'x'}, {name: 'A', value: ''}, {name: 'A', value: ''}];
    const faults = faultsOf({...own, name: ' ', mounts, variables, cpus: '' as unknown as number}, ['src/train.py']);
    expect(Object.fromEntries(Object.entries(faults).map(([place, {fault}]) => [place, fault]))).toEqual({
      name: 'name', command: 'script_meant', containerfile: 'no_such_file', 'mounts.0.dataset': 'dataset', 'mounts.0.name': 'name',
      'mounts.1.version': 'version', 'mounts.2.name': 'twice', 'variables.0.name': 'nameless', 'variables.2.name': 'twice', cpus: 'number',
    });
    expect(faultsOf({...USUAL, runs: 'own', code: 'earlier'}, null)).toMatchObject({programId: {fault: 'program'}, command: {fault: 'command'}});
    expect(faultsOf(USUAL, null)).toEqual({dataset: {fault: 'dataset'}});
  });

  it('is told at its place when the platform refuses it', () => {
    const at = (field: string, fields = own) => Object.keys(placed(fields, [{field, message: 'no'}]).places)[0] ?? null;
    expect(at('program.command')).toBe('command');
    expect(at('body')).toBe('files');
    expect(at('needs.memory_bytes')).toBe('memoryGb');
    expect(at('secrets[3]')).toBe('secrets');
    expect(at('mounts[1].name')).toBe('mounts.1.name');
    expect(at('mounts.digits.parameters.version')).toBe('mounts.0.version');
    expect(at('environment.LR')).toBe('variables.0.name');
    expect(at('mounts.train.parameters.version', recipe)).toBe('version');
    expect(at('needs')).toBeNull();
    expect(at('program.command', recipe)).toBeNull();
    expect(placed(own, [{field: 'mounts[7].name', message: 'no'}]).others).toBe(true);
  });
});
