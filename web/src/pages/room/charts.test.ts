import {describe, expect, it} from 'vitest';
import {gpuCharts, nodeCharts, type Samples} from './charts';

function sample(pool: string, node: string, utilisation: number): Samples[number] {
  return {
    pool,
    node,
    minute: '2026-11-30T10:00:00Z',
    cores: 4,
    cpu_share: 0.5,
    memory_bytes: 1,
    memory_total_bytes: 2,
    gpus: [{number: 0, uuid: 'u', name: 'GPU', utilisation}],
  };
}

describe('what nodes were doing', () => {
  it('names a node by itself where no other pool has one of that name', () => {
    const labels = nodeCharts([sample('local', 'desk', 0.1), sample('cluster', 'node01', 0.2)])[0]?.lines.map((line) => line.label);
    expect(labels).toEqual(['desk', 'node01']);
  });

  it('keeps the nodes of two pools apart that have the same name', () => {
    const [chart] = gpuCharts([sample('old', 'node01', 0.1), sample('new', 'node01', 0.9)]);
    expect(chart?.lines).toEqual([
      {label: 'node01 (old) gpu-0', values: [0.1]},
      {label: 'node01 (new) gpu-0', values: [0.9]},
    ]);
  });
});
