import type {Schema} from '../../api/client';
import type {TimeLine} from '../../components/TimeChart';

export type Samples = Schema<'NodeSample'>[];
type Sample = Samples[number];
type Gpu = Schema<'GpuSample'>;

export interface Chart {
  name: 'node_cpu' | 'node_memory' | 'gpu_utilisation' | 'gpu_memory' | 'gpu_temperature' | 'gpu_power';
  unit: 'share' | 'bytes' | 'celsius' | 'watts';
  times: number[];
  lines: TimeLine[];
}

/** Lines of each node. */
export function nodeCharts(items: Samples): Chart[] {
  const name = namesOf(items);
  return [
    chart('node_cpu', 'share', items, (sample) => [[name(sample), sample.cpu_share ?? null]]),
    chart('node_memory', 'bytes', items, (sample) => [[name(sample), sample.memory_bytes]]),
  ];
}

/** Lines of each GPU; none where there is no GPU. */
export function gpuCharts(items: Samples): Chart[] {
  const name = namesOf(items);
  const of = (value: (gpu: Gpu) => number | null | undefined) => (sample: Sample) =>
    sample.gpus.map((gpu): [string, number | null] => [`${name(sample)} gpu-${gpu.number}`, value(gpu) ?? null]);
  return [
    chart('gpu_utilisation', 'share', items, of((gpu) => gpu.utilisation)),
    chart('gpu_memory', 'bytes', items, of((gpu) => gpu.memory_bytes)),
    chart('gpu_temperature', 'celsius', items, of((gpu) => gpu.temperature_celsius)),
    chart('gpu_power', 'watts', items, of((gpu) => gpu.power_watts)),
  ].filter((each) => each.lines.length > 0);
}

/** A node's name, with its pool where two pools have nodes of that name. */
function namesOf(items: Samples): (sample: Sample) => string {
  const pools = new Map<string, Set<string>>();
  for (const {pool, node} of items) pools.set(node, (pools.get(node) ?? new Set<string>()).add(pool));
  return ({pool, node}) => ((pools.get(node)?.size ?? 0) > 1 ? `${node} (${pool})` : node);
}

function chart(
  name: Chart['name'],
  unit: Chart['unit'],
  items: Samples,
  values: (sample: Sample) => [string, number | null][],
): Chart {
  const times = [...new Set(items.map((sample) => Date.parse(sample.minute) / 1000))].sort((one, other) => one - other);
  const places = new Map(times.map((time, place) => [time, place]));
  const lines = new Map<string, (number | null)[]>();
  for (const sample of items) {
    const place = places.get(Date.parse(sample.minute) / 1000) ?? 0;
    for (const [label, value] of values(sample)) {
      const line = lines.get(label) ?? times.map(() => null);
      line[place] = value;
      lines.set(label, line);
    }
  }
  return {name, unit, times, lines: [...lines].map(([label, line]) => ({label, values: line}))};
}
