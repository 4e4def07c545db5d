import {describe, expect, it} from 'vitest';
import {bestSoFar, columnsOf, rowsOf, short, type Sweep, type Trial} from './rows';

const sweep = {
  name: 's', project_id: 'p', objective: {source: 'METRIC', direction: 'MINIMIZE', take: 'LAST'},
  parameters: [{name: 'lr', type: 'LOG_UNIFORM', low: 0.001, high: 1}, {name: 'act', type: 'CHOICE', values: ['a', true]}],
} as unknown as Sweep;

const trial = (number: number, value: number | null, ended: string, parameters = {}) =>
  ({number, value, state: value === null ? 'RUNNING' : 'DONE', parameters, created_at: ended, ended_at: ended}) as unknown as Trial;

const trials = [
  trial(0, 3, '2026-01-01T00:00:03Z', {lr: 0.1, act: 'a'}),
  trial(1, 2, '2026-01-01T00:00:01Z', {lr: 0.2, act: true}),
  trial(2, null, '2026-01-01T00:00:02Z', {lr: 0.3}),
];

describe('the trials of a sweep', () => {
  it('are rows of those parameters that were active, and the value', () => {
    const rows = rowsOf(sweep, trials);
    expect(rows.map((row) => row.cells)).toEqual([[0.1, 'a', 3], [0.2, 'true', 2]]);
    expect(columnsOf(sweep, rows).map((column) => [column.field, column.logarithmic ?? false])).toEqual([
      ['lr', true], ['act', false], ['metrics.`value`', false],
    ]);
  });

  it('are as good as the best of those that ended before', () => {
    expect(bestSoFar(sweep, trials)).toEqual({steps: [1, 2], values: [2, 2]});
  });

  it('show short numbers', () => {
    expect([short(0.000123456789), short(40), short(null)]).toEqual(['0.00012346', '40', '–']);
  });
});
