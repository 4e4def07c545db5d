import {expect, test} from 'vitest';
import type {Schema} from '../../api/client';
import {compared} from './compare';

function version(parameters: Record<string, string>, metrics: Record<string, number>): Schema<'ModelVersion'> {
  return {lineage: {mounts: [], arguments: [], parameters, metrics}} as unknown as Schema<'ModelVersion'>;
}

test('two versions are compared by name, parameters first, and what one lacks differs', () => {
  expect(compared(version({lr: '0.1', depth: '3'}, {loss: 0.25}), version({lr: '0.2', depth: '3'}, {loss: 0.25, top: 1}))).toEqual([
    {name: 'depth', values: ['3', '3'], differs: false},
    {name: 'lr', values: ['0.1', '0.2'], differs: true},
    {name: 'loss', values: ['0.25', '0.25'], differs: false},
    {name: 'top', values: ['–', '1'], differs: true},
  ]);
});
