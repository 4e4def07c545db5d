import {expect, test} from 'vitest';
import {promises} from './promises';

test('the history of what a session promised goes from the oldest on and leaves out what was not computed', () => {
  expect(
    promises([
      {time: '2026-01-01T00:00:20Z', probability: 0.2},
      {time: '2026-01-01T00:00:10Z'},
      {time: '2026-01-01T00:00:00Z', probability: 0.5},
    ]),
  ).toEqual({times: [1767225600, 1767225620], values: [0.5, 0.2]});
});
