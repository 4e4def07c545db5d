import {describe, expect, it} from 'vitest';
import {bestSoFar, columnsOf, copiesOf, rowsOf, short, type Sweep, type Trial} from './rows';

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

  it('tell who copied whom and what was changed', () => {
    const of = (number: number, member: number, from: number | null, lr: number) =>
      ({...trial(number, 1, '2026-01-01T00:00:00Z', {lr, act: 'a'}),
        lineage: {member, born_in: from === null ? 0 : 1, generation: 1, copied_from: from}}) as Trial;
    const [copy, ...others] = copiesOf(sweep, [of(0, 0, null, 0.5), of(1, 1, null, 0.1), of(2, 1, 0, 0.4)]);
    expect(others).toEqual([]);
    expect([copy?.trial.number, copy?.replaced?.number, copy?.source.number]).toEqual([2, 1, 0]);
    expect(copy?.changes).toEqual(['lr 0.5 → 0.4']);
  });

  it('show short numbers', () => {
    expect([short(0.000123456789), short(40), short(null)]).toEqual(['0.00012346', '40', '–']);
  });
});
