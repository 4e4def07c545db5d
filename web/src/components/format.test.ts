import {describe, expect, it} from 'vitest';
import {bytes, duration, percent} from './format';

describe('what people read', () => {
  it('shows sizes by thousands', () => {
    expect(bytes(0, 'en')).toBe('0 bytes');
    expect(bytes(1536, 'en')).toBe('1.5 kB');
    expect(bytes(2_000_000_000, 'en')).toBe('2 GB');
  });

  it('shows shares with one decimal', () => {
    expect(percent(0.9738, 'ko')).toBe('97.4%');
  });

  it('shows times as clocks do', () => {
    expect(duration(75)).toBe('1:15');
    expect(duration(3700)).toBe('1:01:40');
    expect(duration(-1)).toBe('0:00');
  });
});
