import {describe, expect, it} from 'vitest';
import {bands, drawable, extent, interpolated, isThinned, joined, meanAndDeviation, placed, places, stretchOf} from './curves';
import {smoothed} from './smoothing';

describe('smoothing', () => {
  it('leaves a constant as it is, from the first point on', () => {
    for (const value of smoothed([3, 3, 3, 3], 0.9)) expect(value).toBeCloseTo(3, 12);
  });

  it('follows its formula', () => {
    const [first, second] = smoothed([1, 2], 0.5);
    expect(first).toBeCloseTo(1);
    expect(second).toBeCloseTo((0.5 * 0.5 + 0.5 * 2) / (1 - 0.25));
  });

  it('keeps gaps and does nothing at weight 0', () => {
    expect(smoothed([1, NaN, 1], 0.5)[1]).toBeNaN();
    expect(smoothed([1, NaN, 1], 0.5)[2]).toBeCloseTo(1);
    expect(smoothed([1, 5], 0)).toEqual([1, 5]);
  });
});

describe('the place of a point', () => {
  const raw = {run: 'a', key: 'loss', steps: [0, 5, 10], values: [3, 2, 1], times: [1000, 2000, 4000]};
  it('is its step, its time, or the time since the run began', () => {
    expect(places(raw, 'step', 0, undefined)).toEqual([0, 5, 10]);
    expect(places(raw, 'time', 0, undefined)).toEqual([1, 2, 4]);
    expect(places(raw, 'relative', 1000, undefined)).toEqual([0, 1, 3]);
  });

  it('is where the epoch was at its step', () => {
    const epochs = {run: 'a', key: 'epoch', steps: [0, 10], values: [0, 2]};
    expect(places(raw, 'epoch', 0, epochs)).toEqual([0, 1, 2]);
    expect(places(raw, 'epoch', 0, undefined)).toEqual([NaN, NaN, NaN]);
  });

  it('puts points in order and drops those without one', () => {
    expect(placed('a', 'a', [2, NaN, 1], [20, 0, 10])).toMatchObject({x: [1, 2], y: [10, 20]});
  });

  it('has no value outside of the curve', () => {
    expect(interpolated([0, 10], [0, 100], 2.5)).toBe(25);
    expect(interpolated([0, 10], [0, 100], 11)).toBeNaN();
    expect(interpolated([], [], 1)).toBeNaN();
    expect(interpolated([1, 1], [5, 7], 1)).toBe(7);
  });
});

describe('a closer look', () => {
  const whole = {run: 'a', key: 'loss', n: 100, steps: [0, 10, 20, 30], values: [4, 3, 2, 1], times: [0, 1000, 2000, 9000]};
  it('asks for the steps in sight and one point beyond either end', () => {
    expect(isThinned(whole)).toBe(true);
    expect(isThinned({...whole, n: 4})).toBe(false);
    expect(stretchOf([whole], (curve) => curve.steps, 12, 18)).toEqual({from: 10, to: 20});
    expect(stretchOf([whole], (curve) => curve.steps, 10, 10)).toEqual({from: 0, to: 20});
    expect(stretchOf([whole], (curve) => places(curve, 'relative', 0, undefined), 3, 4)).toEqual({from: 20, to: 30});
    expect(stretchOf([whole], (curve) => curve.steps, 40, 50)).toBeNull();
    expect(stretchOf([whole], () => [NaN, NaN, NaN, NaN], 0, 50)).toBeNull();
  });

  it('puts what was fetched in the place of what was thinned', () => {
    const near = {run: 'a', key: 'loss', n: 3, steps: [10, 11, 20], values: [3, 7, 2], times: [1000, 1100, 2000]};
    expect(joined(whole, near, {from: 10, to: 20})).toMatchObject({
      steps: [0, 10, 11, 20, 30], values: [4, 3, 7, 2, 1], times: [0, 1000, 1100, 2000, 9000],
    });
    expect(joined(whole, undefined, {from: 10, to: 20}).steps).toEqual([0, 30]);
  });
});

describe('a band', () => {
  it('is the mean and the deviation of the sample', () => {
    expect(meanAndDeviation([1, 3])).toEqual({mean: 2, deviation: Math.sqrt(2)});
    expect(meanAndDeviation([1]).deviation).toBeNaN();
    expect(meanAndDeviation([]).mean).toBeNaN();
  });

  it('counts a curve only where it has been', () => {
    const [band] = bands(
      [{id: 'g', label: 'g', curves: [placed('a', 'a', [0, 10], [0, 0]), placed('b', 'b', [0, 5], [2, 2])]}],
      3,
    );
    expect(band).toMatchObject({runs: 2, x: [0, 5, 10], mean: [1, 1, 0]});
    expect(band?.deviation[0]).toBeCloseTo(Math.sqrt(2));
    expect(band?.deviation[2]).toBeNaN();
  });

  it('is empty where there is no curve', () => {
    expect(bands([{id: 'g', label: 'g', curves: []}])[0]).toMatchObject({runs: 0, x: []});
  });
});

describe('the extent', () => {
  it('knows only what can be drawn', () => {
    expect(extent([1, NaN, -2], false)).toEqual([-2, 1]);
    expect(extent([1, NaN, -2], true)).toEqual([1, 1]);
    expect(extent([NaN], false)).toBeNull();
    expect(drawable('NaN')).toBeNaN();
    expect(drawable(-1.7976931348623157e308)).toBeNaN();
  });
});
