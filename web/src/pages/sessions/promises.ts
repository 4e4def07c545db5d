import type {Schema} from '../../api/client';

type Decision = Schema<'Decision'>;

/** The probabilities by their time, the oldest first. */
export function promises(items: Pick<Decision, 'time' | 'probability'>[]): {times: number[]; values: number[]} {
  const told = items
    .flatMap((item) => (item.probability === undefined ? [] : [{time: Date.parse(item.time) / 1000, value: item.probability}]))
    .sort((one, other) => one.time - other.time);
  return {times: told.map((each) => each.time), values: told.map((each) => each.value)};
}
