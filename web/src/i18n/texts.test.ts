import {readFileSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';

const folder = import.meta.dirname;

function keys(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, inner]) => keys(inner, path ? `${path}.${key}` : key));
}

function load(language: string, file: string): unknown {
  return JSON.parse(readFileSync(join(folder, language, file), 'utf8'));
}

describe('the texts', () => {
  const files = readdirSync(join(folder, 'en'));

  it('have the same files in both languages', () => {
    expect(readdirSync(join(folder, 'ko')).sort()).toEqual(files.sort());
  });

  it.each(files)('%s has the same keys in both languages, none of them empty', (file) => {
    const plain = (all: string[]) => [...new Set(all.map((key) => key.replace(/_(one|other)$/, '')))].sort();
    expect(plain(keys(load('ko', file)))).toEqual(plain(keys(load('en', file))));
    expect(JSON.stringify(load('ko', file))).not.toContain('""');
    expect(JSON.stringify(load('en', file))).not.toContain('""');
  });
});
