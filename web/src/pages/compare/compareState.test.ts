import {describe, expect, it} from 'vitest';
import {comparing, comparingView, readCompare, RUNS_MOST, writeCompare} from './compareState';

const id = (n: number) => n.toString(16).padStart(32, '0');

describe('the address of a comparison', () => {
  it('names its runs, many of them behind #', () => {
    const few = comparing([id(1), id(2)]);
    expect(readCompare(few.slice(few.indexOf('?')), '').runs).toEqual([id(1), id(2)]);
    const many = comparing(Array.from({length: 300}, (_, n) => id(n)));
    expect(many).not.toContain('?');
    expect(readCompare('', many.slice(many.indexOf('#'))).runs).toHaveLength(300);
  });

  it('names no run twice, nothing else, and not too many', () => {
    expect(readCompare(`?runs=${id(1)},${id(1)},<b>,x`, '').runs).toEqual([id(1)]);
    const all = Array.from({length: RUNS_MOST + 10}, (_, n) => id(n)).join(',');
    expect(readCompare('', `#runs=${all}`).runs).toHaveLength(RUNS_MOST);
  });

  it('may be what a view of the table finds', () => {
    const path = comparingView(new URLSearchParams('q=metrics.loss < 1&sort=start_time ASC&col=status'));
    const search = path.slice(path.indexOf('?'));
    expect(readCompare(search, '').runs).toBeNull();
    expect(search).toContain('q=');
    expect(search).not.toContain('col=');
  });

  it('holds all that is shown', () => {
    const change = {
      tab: 'scatter', keys: ['a', 'b/c'], axis: 'epoch', logX: true, logY: true, smoothing: 0.6, group: 'params.lr',
      differences: false, axes: ['params.lr', 'metrics.loss.min'], color: 'metrics.loss.last',
    } as const;
    const search = writeCompare(`runs=${id(1)}`, {...change, keys: [...change.keys], axes: [...change.axes]});
    expect(readCompare(search, '')).toEqual({...change, runs: [id(1)]});
    expect(writeCompare(search, {tab: 'curves', keys: [], axis: 'step', logX: false, logY: false, smoothing: 0, group: null, differences: true, axes: [], color: null}))
      .toBe(`runs=${id(1)}`);
  });

  it('is sound whatever stands in it', () => {
    expect(readCompare('?x=what&tab=none&smooth=7', '')).toMatchObject({axis: 'step', tab: 'curves', smoothing: 0});
  });
});
