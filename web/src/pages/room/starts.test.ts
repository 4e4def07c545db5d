import {describe, expect, it} from 'vitest';
import {intervalLine, span, startLine} from './starts';

const words = (key: string, parameters: Record<string, unknown>) => `${key} ${JSON.stringify(parameters)}`;

describe('when a session starts, in words', () => {
  it('names a time in the unit that fits', () => {
    expect(span(75, 'en')).toBe('75 sec');
    expect(span(600, 'en')).toBe('10 min');
    expect(span(9000, 'en')).toBe('2.5 hr');
    expect(span(600, 'ko')).toBe('10분');
  });

  it('says that nothing is known where nothing is, with what the limits say', () => {
    expect(startLine({similar: 1, interval: null, at_limits_seconds: 7200}, words, 'en')).toBe('room.start_unknown {"limit":"2 hr"}');
    expect(startLine({similar: 1, interval: null, at_limits_seconds: null}, words, 'en')).toBe('room.start_never {}');
    expect(startLine(null, words, 'en')).toBe('room.start_far {}');
    expect(intervalLine(null, words, 'en')).toBeNull();
  });

  it('tells the median and both intervals', () => {
    const interval = {median_seconds: 240, low50_seconds: 180, high50_seconds: 300, low90_seconds: 60, high90_seconds: 900};
    expect(startLine({similar: 9, interval}, words, 'en')).toBe('room.start_in {"span":"4 min"}');
    expect(intervalLine({similar: 9, interval}, words, 'en')).toContain('"high90":"15 min"');
  });
});
