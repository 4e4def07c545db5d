/** Curves of runs, made ready to be drawn. */
import {smoothed} from './smoothing';

export type Axis = 'step' | 'time' | 'relative' | 'epoch';

/** One run's curve of one metric. `x` ascends; both have the same length. */
export interface Curve {
  id: string;
  label: string;
  x: number[];
  y: number[];
}

export interface Band {
  id: string;
  label: string;
  runs: number;
  x: number[];
  mean: number[];
  /** Of the sample, with n − 1; NaN where there are fewer than two runs. */
  deviation: number[];
}

/** As the server sends them. */
export interface RawCurve {
  run: string;
  key: string;
  /** How many points were logged where this was asked for; there may be fewer here. */
  n?: number;
  steps: number[];
  values: (number | string)[];
  times?: number[] | null | undefined;
}

/** Steps from one to another, both included. */
export interface Stretch {
  from: number;
  to: number;
}

/** Whether the curve keeps only some of its points. */
export function isThinned(curve: RawCurve): boolean {
  return (curve.n ?? 0) > curve.steps.length;
}

/**
 * The steps of the points between `low` and `high` on the axis, and of one more at either side, so that lines reach the
 * frame; null where no curve has any there.
 */
export function stretchOf(curves: readonly RawCurve[], placesOf: (curve: RawCurve) => number[], low: number, high: number): Stretch | null {
  let found: Stretch | null = null;
  for (const curve of curves) {
    const x = placesOf(curve);
    curve.steps.forEach((step, at) => {
      const near = [x[at - 1], x[at], x[at + 1]].filter((each) => each !== undefined && Number.isFinite(each)) as number[];
      if (near.length > 0 && Math.max(...near) >= low && Math.min(...near) <= high) {
        found = found === null ? {from: step, to: step} : {from: Math.min(found.from, step), to: Math.max(found.to, step)};
      }
    });
  }
  return found;
}

/** The whole curve, in its stretch with the points that were fetched for that. */
export function joined(whole: RawCurve, near: RawCurve | undefined, stretch: Stretch): RawCurve {
  const parts = [
    picked(whole, (step) => step < stretch.from),
    near ?? {...whole, steps: [], values: [], times: []},
    picked(whole, (step) => step > stretch.to),
  ];
  return {
    run: whole.run,
    key: whole.key,
    steps: parts.flatMap((each) => each.steps),
    values: parts.flatMap((each) => each.values),
    times: parts.flatMap((each) => each.times ?? []),
  };
}

function picked(curve: RawCurve, wanted: (step: number) => boolean): RawCurve {
  const places = curve.steps.flatMap((step, at) => (wanted(step) ? [at] : []));
  return {
    ...curve,
    steps: places.map((at) => curve.steps[at] ?? NaN),
    values: places.map((at) => curve.values[at] ?? NaN),
    times: curve.times ? places.map((at) => curve.times?.[at] ?? NaN) : [],
  };
}

/** MLflow keeps infinities as the greatest doubles; they are drawn as gaps, and so is NaN. */
export function drawable(value: number | string): number {
  return typeof value === 'number' && Math.abs(value) < 1e300 ? value : NaN;
}

/** The place of each point on the axis. On the axis of epochs a point stands where the run's metric `epoch` was. */
export function places(raw: RawCurve, axis: Axis, startedMs: number, epochs: RawCurve | undefined): number[] {
  switch (axis) {
    case 'step':
      return raw.steps;
    case 'time':
      return (raw.times ?? []).map((ms) => ms / 1000);
    case 'relative':
      return (raw.times ?? []).map((ms) => (ms - startedMs) / 1000);
    case 'epoch': {
      if (!epochs) return raw.steps.map(() => NaN);
      const values = epochs.values.map(drawable);
      return raw.steps.map((step) => interpolated(epochs.steps, values, step));
    }
  }
}

/** The points in the order of `x`, without those that have no place. */
export function placed(id: string, label: string, x: readonly number[], y: readonly number[]): Curve {
  const order = x.map((_, index) => index).filter((index) => Number.isFinite(x[index]));
  if (order.some((index, at) => at > 0 && (x[index] ?? 0) < (x[order[at - 1] ?? 0] ?? 0))) {
    order.sort((one, other) => (x[one] ?? 0) - (x[other] ?? 0));
  }
  return {id, label, x: order.map((index) => x[index] ?? NaN), y: order.map((index) => y[index] ?? NaN)};
}

/** The value between the two points around `at`; NaN outside of them. */
export function interpolated(x: readonly number[], y: readonly number[], at: number): number {
  const last = x.length - 1;
  if (last < 0 || at < (x[0] ?? 0) || at > (x[last] ?? 0)) return NaN;
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((x[middle] ?? 0) <= at) low = middle;
    else high = middle;
  }
  const from = x[low] ?? 0;
  const to = x[high] ?? 0;
  if (at === to) return y[high] ?? NaN;
  if (at === from || to === from) return y[low] ?? NaN;
  const share = (at - from) / (to - from);
  return (y[low] ?? NaN) * (1 - share) + (y[high] ?? NaN) * share;
}

/**
 * Mean and standard deviation of the curves of each group, at evenly spaced places. A curve takes part where it has
 * been, by interpolation between its points; before its first and behind its last it does not.
 */
export function bands(groups: {id: string; label: string; curves: Curve[]}[], resolution = 300): Band[] {
  return groups.map(({id, label, curves}) => {
    const shown = curves.filter((curve) => curve.x.length > 0);
    const from = Math.min(...shown.map((curve) => curve.x[0] ?? Infinity));
    const to = Math.max(...shown.map((curve) => curve.x.at(-1) ?? -Infinity));
    const count = to > from ? resolution : 1;
    const x = shown.length === 0 ? [] : Array.from({length: count}, (_, at) => from + ((to - from) * at) / Math.max(1, count - 1));
    const sums = x.map((at) => {
      const values = shown.map((curve) => interpolated(curve.x, curve.y, at)).filter(Number.isFinite);
      return meanAndDeviation(values);
    });
    return {
      id, label, runs: shown.length, x,
      mean: sums.map((each) => each.mean),
      deviation: sums.map((each) => each.deviation),
    };
  });
}

/** The deviation is that of the sample (n − 1). */
export function meanAndDeviation(values: readonly number[]): {mean: number; deviation: number} {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  if (n < 2) return {mean: n === 0 ? NaN : mean, deviation: NaN};
  return {mean, deviation: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1))};
}

/** The least and greatest finite value; on a logarithmic axis of those above zero. */
export function extent(values: Iterable<number>, logarithmic: boolean): [number, number] | null {
  let least = Infinity;
  let most = -Infinity;
  for (const value of values) {
    if (Number.isFinite(value) && (!logarithmic || value > 0)) {
      if (value < least) least = value;
      if (value > most) most = value;
    }
  }
  return least <= most ? [least, most] : null;
}

/** With the smoothed values. */
export function smooth(curve: Curve, weight: number): Curve {
  return weight <= 0 ? curve : {...curve, y: smoothed(curve.y, weight)};
}
