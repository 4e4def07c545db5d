import {describe, expect, it} from 'vitest';
import {nearest, type Line} from './drawing';

const place = {x: (value: number) => value * 10, y: (value: number) => 100 - value * 10};
const line = (id: string, y: number[]): Line => ({id, label: id, color: '#000', x: [0, 1, 2], y});

describe('the line at the pointer', () => {
  const lines = [line('low', [0, 0, 0]), line('high', [5, 5, 9])];

  it('is the nearest one, with its nearest point', () => {
    expect(nearest(lines, place, 12, 48, 30)).toMatchObject({line: {id: 'high'}, at: 1});
    expect(nearest(lines, place, 19, 98, 30)).toMatchObject({line: {id: 'low'}, at: 2});
  });

  it('is none where the pointer is far from all of them', () => {
    expect(nearest(lines, place, 10, 70, 10)).toBeNull();
    expect(nearest(lines, place, 200, 100, 10)).toBeNull();
    expect(nearest([], place, 1, 1, 10)).toBeNull();
  });
});
