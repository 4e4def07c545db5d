import {describe, expect, it} from 'vitest';
import {differing, isNumbers, numeric} from './differing';
import {importance, spearman} from './importance';

/** 120 runs: the rate decides, the optimiser matters a little, the seed does not. */
const runs = Array.from({length: 120}, (_, at) => ({
  rate: [0.001, 0.01, 0.1][at % 3] ?? 0,
  optimizer: at % 2 === 0 ? 'adam' : 'sgd',
  seed: (at * 7919) % 1009,
}));
const cells = runs.map((run) => [String(run.rate), run.optimizer, String(run.seed), 'same']);
const loss = runs.map((run) => -Math.log10(run.rate) + (run.optimizer === 'adam' ? 0 : 0.4) + (run.seed % 17) / 200);
const fields = ['params.rate', 'params.optimizer', 'params.seed', 'params.same'];

describe('the importance of parameters', () => {
  it('is greatest for what decides and next to nothing for noise', () => {
    const verdict = importance(fields, cells, loss);
    if (typeof verdict === 'string') throw new Error(verdict);
    expect(verdict.items.map((item) => item.field).slice(0, 2)).toEqual(['params.rate', 'params.optimizer']);
    const of = Object.fromEntries(verdict.items.map((item) => [item.field, item]));
    expect(of['params.rate']?.importance).toBeGreaterThan(0.5);
    expect(of['params.seed']?.importance).toBeLessThan(0.05);
    expect(of['params.same']?.importance).toBe(0);
    expect(of['params.rate']?.correlation).toBeLessThan(-0.8);
    expect(of['params.optimizer']?.correlation).toBeNull();
    expect(verdict.explained).toBeGreaterThan(0.8);
  });

  it('is the same for the same runs', () => {
    expect(importance(fields, cells, loss)).toEqual(importance(fields, cells, loss));
  });

  it('is refused where it would say nothing', () => {
    expect(importance(fields, cells.slice(0, 10), loss.slice(0, 10))).toBe('few_runs');
    expect(importance(fields, cells, loss.map((_, at) => (at < 110 ? NaN : 1)))).toBe('few_runs');
    expect(importance(fields, cells, loss.map(() => 1))).toBe('no_spread');
    expect(importance(['params.same'], cells.map(() => ['same']), loss)).toBe('no_params');
  });
});

describe('rank correlation', () => {
  it('knows direction, ties and gaps', () => {
    expect(spearman([1, 2, 3, NaN], [10, 100, 1000, 0])).toBeCloseTo(1);
    expect(spearman([1, 2, 3], [3, 2, 1])).toBeCloseTo(-1);
    expect(spearman([1, 1, 1], [3, 2, 1])).toBeNull();
    expect(spearman([1, 2], [1, 2])).toBeNull();
  });
});

describe('what differs', () => {
  it('are the places at which rows are unlike', () => {
    expect([...differing([[1, 'a', null], [1, 'b', null], [1, 'a', 0]])]).toEqual([1, 2]);
    expect(differing([]).size).toBe(0);
  });

  it('may be read as numbers', () => {
    expect(numeric('1e-3')).toBe(0.001);
    expect(numeric('0x10')).toBeNaN();
    expect(numeric('')).toBeNaN();
    expect(isNumbers(['1', null, '2'])).toBe(true);
    expect(isNumbers(['1', 'two'])).toBe(false);
    expect(isNumbers([null])).toBe(false);
  });
});
