import {describe, expect, it} from 'vitest';
import {differing, floorOf, wilson} from './accuracy';

describe('figures on accuracy', () => {
  it('give the interval of Wilson', () => {
    const {low, high} = wilson(90, 100);
    expect(low).toBeCloseTo(0.8256, 3);
    expect(high).toBeCloseTo(0.9448, 3);
    expect(wilson(0, 0)).toEqual({low: 0, high: 1});
    expect(wilson(497, 497).high).toBe(1);
  });

  it('begin the axis below the least value', () => {
    expect(floorOf([0.91, 0.97])).toBe(0.9);
    expect(floorOf([0.9])).toBeCloseTo(0.8);
    expect(floorOf([0.03, 0.97])).toBe(0);
    expect(floorOf([])).toBeCloseTo(0.9);
  });

  it('name the settings that differ', () => {
    const same = {seed: '1', epochs: '30'};
    expect(differing([{...same, dropout: '0.2'}, {...same, dropout: '0.4'}])).toEqual(['dropout']);
    expect(differing([same, {seed: '1'}])).toEqual(['epochs']);
  });
});
