/**
 * How much each parameter tells about a metric: permutation importance of a random forest (Breiman, "Random forests",
 * Machine Learning 45, 2001). Trees are grown on samples with replacement; a parameter's importance is how much worse
 * the forest guesses the runs that a tree has not seen once that parameter's values are shuffled. Half of that rise of
 * the mean squared error, as a share of the metric's variance, estimates the share of the variance that hangs on the
 * parameter (Sobol's total index; Gregorutti, Michel, Saint-Pierre, Statistics and Computing 27, 2017). Beside it the rank correlation (Spearman), which says in which direction.
 */
import {numeric, type Cell} from './differing';

/** Fewer runs than this say nothing that is worth being shown. */
export const RUNS_LEAST = 20;
const TREES = 80;
const DEPTH_MOST = 8;
const LEAF_LEAST = 3;
/** Values of a text parameter, the most frequent; all others are one. */
const CATEGORIES_MOST = 12;

export interface Importance {
  field: string;
  /** Share of the metric's variance that hangs on the parameter; about 0 for one that tells nothing. */
  importance: number;
  /** Spearman's rank correlation with the metric; null where the parameter is no number. */
  correlation: number | null;
}

export interface Verdict {
  /** The most important first. */
  items: Importance[];
  /** Share of the variance that the forest explains of runs that it has not seen (R²). */
  explained: number;
  runs: number;
}

export type Refusal = 'few_runs' | 'no_spread' | 'no_params';

interface Node {
  feature: number;
  threshold: number;
  left: Node | null;
  right: Node | null;
  value: number;
}

/** One input column of the forest. */
interface Feature {
  of: number;
  values: number[];
}

/** `cells[i]` are the parameters of run i, `target[i]` its metric; runs without it are left out. */
export function importance(fields: string[], cells: readonly (readonly Cell[])[], target: readonly number[]): Verdict | Refusal {
  const rows = cells.filter((_, run) => Number.isFinite(target[run]));
  const y = target.filter(Number.isFinite);
  if (y.length < RUNS_LEAST) return 'few_runs';
  const variance = spread(y);
  if (variance === 0) return 'no_spread';
  const features = fields.flatMap((_, place) => featuresOf(rows.map((row) => row[place]), place));
  if (features.length === 0) return 'no_params';
  const random = mulberry32(20_010);
  const worse = new Float64Array(fields.length);
  const guesses = new Float64Array(y.length);
  const guessed = new Uint16Array(y.length);
  for (let tree = 0; tree < TREES; tree++) {
    const sample = Array.from(y, () => Math.floor(random() * y.length));
    const seen = new Set(sample);
    const unseen = y.flatMap((_, run) => (seen.has(run) ? [] : [run]));
    if (unseen.length === 0) continue;
    const root = grow(features, y, sample, 0, random);
    for (const run of unseen) {
      guesses[run] = (guesses[run] ?? 0) + guess(root, (feature) => features[feature]?.values[run] ?? NaN);
      guessed[run] = (guessed[run] ?? 0) + 1;
    }
    const before = error(root, features, y, unseen, unseen, -1);
    for (let place = 0; place < fields.length; place++) {
      worse[place] = (worse[place] ?? 0) + error(root, features, y, unseen, shuffled(unseen, random), place) - before;
    }
  }
  const known = y.flatMap((value, run) => {
    const count = guessed[run] ?? 0;
    return count > 0 ? [(value - (guesses[run] ?? 0) / count) ** 2] : [];
  });
  const explained = 1 - mean(known) / variance;
  const items = fields.map((field, place) => ({
    field,
    importance: Math.max(0, (worse[place] ?? 0) / TREES / variance / 2),
    correlation: spearman(rows.map((row) => numeric(row[place])), y),
  }));
  return {items: items.sort((one, other) => other.importance - one.importance), explained, runs: y.length};
}

/** Numbers as they are (a missing one below all others), texts as one column for each frequent value. */
function featuresOf(cells: Cell[], of: number): Feature[] {
  const numbers = cells.map(numeric);
  const texts = cells.map((cell) => (cell === null || cell === undefined ? '' : String(cell)));
  if (new Set(texts).size < 2) return [];
  if (cells.every((cell, run) => cell === null || cell === undefined || Number.isFinite(numbers[run]))) {
    const least = Math.min(...numbers.filter(Number.isFinite));
    return [{of, values: numbers.map((value) => (Number.isFinite(value) ? value : least - 1))}];
  }
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts.entries()]
    .sort((one, other) => other[1] - one[1])
    .slice(0, CATEGORIES_MOST)
    .map(([text]) => ({of, values: texts.map((each) => (each === text ? 1 : 0))}));
}

function grow(features: Feature[], y: readonly number[], runs: number[], depth: number, random: () => number): Node {
  const value = mean(runs.map((run) => y[run] ?? 0));
  const leaf = {feature: -1, threshold: 0, left: null, right: null, value};
  if (depth >= DEPTH_MOST || runs.length < 2 * LEAF_LEAST) return leaf;
  // A third of the features for each split, as is usual for regression; at least two.
  const tried = Math.max(2, Math.ceil(features.length / 3));
  let best: {gain: number; feature: number; threshold: number} | null = null;
  for (const feature of shuffled(features.map((_, place) => place), random).slice(0, tried)) {
    const split = bestSplit(features[feature]?.values ?? [], y, runs);
    if (split && (!best || split.gain > best.gain)) best = {...split, feature};
  }
  if (!best || best.gain <= 1e-12) return leaf;
  const {feature, threshold} = best;
  const isLeft = (run: number) => (features[feature]?.values[run] ?? 0) <= threshold;
  return {
    feature, threshold, value,
    left: grow(features, y, runs.filter(isLeft), depth + 1, random),
    right: grow(features, y, runs.filter((run) => !isLeft(run)), depth + 1, random),
  };
}

/** Where to split so that the squared errors of both sides together become least. */
function bestSplit(x: readonly number[], y: readonly number[], runs: number[]): {gain: number; threshold: number} | null {
  const sorted = [...runs].sort((one, other) => (x[one] ?? 0) - (x[other] ?? 0));
  const total = sorted.reduce((sum, run) => sum + (y[run] ?? 0), 0);
  let left = 0;
  let best: {gain: number; threshold: number} | null = null;
  for (let at = 1; at < sorted.length; at++) {
    const [before, here] = [sorted[at - 1] ?? 0, sorted[at] ?? 0];
    left += y[before] ?? 0;
    const [low, high] = [x[before] ?? 0, x[here] ?? 0];
    if (low === high || at < LEAF_LEAST || sorted.length - at < LEAF_LEAST) continue;
    const right = total - left;
    const gain = left ** 2 / at + right ** 2 / (sorted.length - at) - total ** 2 / sorted.length;
    if (!best || gain > best.gain) best = {gain, threshold: (low + high) / 2};
  }
  return best;
}

function guess(root: Node, value: (feature: number) => number): number {
  let node = root;
  while (node.left && node.right) node = value(node.feature) <= node.threshold ? node.left : node.right;
  return node.value;
}

/** The mean squared error over `runs` with the columns of one parameter taken from `others`. */
function error(root: Node, features: Feature[], y: readonly number[], runs: number[], others: number[], place: number): number {
  return mean(
    runs.map((run, at) => {
      const guessed = guess(root, (feature) => {
        const column = features[feature];
        return column?.values[column.of === place ? (others[at] ?? run) : run] ?? NaN;
      });
      return ((y[run] ?? 0) - guessed) ** 2;
    }),
  );
}

/** Rank correlation over the pairs of which both are numbers; null below three or without spread. */
export function spearman(x: readonly number[], y: readonly number[]): number | null {
  const pairs = x.flatMap((value, at) => (Number.isFinite(value) ? [[value, y[at] ?? NaN] as const] : []));
  if (pairs.length < 3) return null;
  const [left, right] = [ranks(pairs.map((pair) => pair[0])), ranks(pairs.map((pair) => pair[1]))];
  const [middleLeft, middleRight] = [mean(left), mean(right)];
  const both = mean(left.map((rank, at) => (rank - middleLeft) * ((right[at] ?? 0) - middleRight)));
  const size = Math.sqrt(spread(left) * spread(right));
  return size === 0 ? null : both / size;
}

function ranks(values: number[]): number[] {
  const order = values.map((_, at) => at).sort((one, other) => (values[one] ?? 0) - (values[other] ?? 0));
  const found = new Array<number>(values.length).fill(0);
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to + 1 < order.length && values[order[to + 1] ?? 0] === values[order[from] ?? 0]) to++;
    for (let at = from; at <= to; at++) found[order[at] ?? 0] = (from + to) / 2;
    from = to + 1;
  }
  return found;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function spread(values: readonly number[]): number {
  const middle = mean(values);
  return mean(values.map((value) => (value - middle) ** 2));
}

function shuffled(values: readonly number[], random: () => number): number[] {
  const mixed = [...values];
  for (let at = mixed.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [mixed[at], mixed[other]] = [mixed[other] ?? 0, mixed[at] ?? 0];
  }
  return mixed;
}

/** A small generator of pseudo-random numbers with a seed (Tommy Ettinger's mulberry32): the same runs, the same verdict. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
