import {describe, expect, it} from 'vitest';
import {grouped} from './series';

describe('metrics in groups', () => {
  const series = ['val/loss', 'loss', 'val/acc', 'train/loss', '/odd', 'a/b/c'].map((key) => ({key}));
  it('stand by what is before the first slash, those without one first', () => {
    expect(grouped(series, '').map((group) => [group.name, group.items.map((item) => item.key)])).toEqual([
      ['', ['/odd', 'loss']], ['a', ['a/b/c']], ['train', ['train/loss']], ['val', ['val/acc', 'val/loss']],
    ]);
  });

  it('are found by what their keys hold', () => {
    expect(grouped(series, ' LOSS ').flatMap((group) => group.items.map((item) => item.key))).toEqual(['loss', 'train/loss', 'val/loss']);
    expect(grouped(series, 'none')).toEqual([]);
  });
});
