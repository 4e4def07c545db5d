import {expect, test} from 'vitest';
import {fileUrl, gitOf} from './snapshot';

test('what git said is read, and what is of another kind left out', () => {
  expect(gitOf('{"commit": "1a2b", "branch": null, "remote": 7, "dirty": true}')).toEqual({commit: '1a2b', dirty: true});
  expect(gitOf('null')).toEqual({dirty: false});
});

test('the address of a file holds its path whole', () => {
  expect(fileUrl('p', 'a b/c&d.py')).toBe('/api/v1/programs/p/files/content?path=a+b%2Fc%26d.py');
});
