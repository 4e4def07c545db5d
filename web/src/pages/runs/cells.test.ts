import {describe, expect, it} from 'vitest';
import {shownCell, shownNumber, visible} from './cells';

describe('a number in a table', () => {
  it.each([
    [0, '0'], [12, '12'], [1234567, '1,234,567'], [0.123456, '0.1235'], [0.00001234, '1.234e-5'],
    [1234.5678, '1,234.568'], [123456789.5, '1.235e+8'], [NaN, 'NaN'], [1.7976931348623157e308, '∞'],
    [-1.7976931348623157e308, '−∞'],
  ])('%d is %s', (value, text) => expect(shownNumber(value, 'en')).toBe(text));
});

describe('a cell', () => {
  it('shows every character, and runs none', () => {
    expect(visible('a\u0000b\nc')).toBe('a␀b␊c');
    expect(visible('safe\u202egnp.exe')).toBe('safe\ufffdgnp.exe');
    expect(shownCell({kind: 'PARAM', key: 'x'}, '<script>', 'en')).toBe('<script>');
  });

  it('is empty where there is nothing', () => {
    expect(shownCell({kind: 'METRIC', key: 'x'}, null, 'en')).toBe('');
  });

  it('tells how long a run took', () => {
    expect(shownCell({kind: 'ATTRIBUTE', key: 'duration'}, 3700, 'en')).toBe('1:01:40');
    expect(shownCell({kind: 'ATTRIBUTE', key: 'duration'}, 0.5, 'en')).toBe('0.50 s');
  });
});
