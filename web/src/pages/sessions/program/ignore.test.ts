import {execFileSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {leavingOut, type IgnoreFile} from './ignore';

const PATHS = [
  'a/b.bin', 'b.bin', 'build/x', 'a/build/x', 'docs/a.md', 'docs/a/b.md', 'a/b/logs/x', 'logs/a/b', 'file7.txt', 'abc', 'ABC',
  'keep.log', 'x.log', 'a/x.log', 'a/keep.log', '# no comment', '!odd', 'with space', 'data/big.bin', 'data/small.csv', 'a/data/c',
  'a/own.txt', 'own.txt', 'a/b/own.txt', 'a[1]/own.txt', 'a1/own.txt', '한글/가.txt', '한글/나.txt', 'deep/a/b/c/d', 'deep/d',
];

describe('what ignore files leave out', () => {
  const root = mkdtempSync(join(tmpdir(), 'dure-ignore-'));
  const git = (...words: string[]) => execFileSync('git', words, {cwd: root, encoding: 'utf8'});

  beforeAll(() => {
    git('init', '-q');
    for (const path of PATHS) {
      mkdirSync(dirname(join(root, path)), {recursive: true});
      writeFileSync(join(root, path), 'x');
    }
  });

  afterAll(() => rmSync(root, {recursive: true}));

  /** Those that git itself would add. */
  function keptByGit(files: IgnoreFile[]): string[] {
    const written = files.map(({folder}) => join(root, folder, '.gitignore'));
    written.forEach((path, at) => writeFileSync(path, files[at]?.text ?? ''));
    const kept = git('-c', 'core.excludesFile=/dev/null', 'ls-files', '-z', '--others', '--exclude-standard').split('\0');
    written.forEach((path) => rmSync(path));
    return kept.filter((path) => PATHS.includes(path)).sort();
  }

  it.each([
    '*.bin', '/build', 'build/', 'docs/*.md', '**/logs', 'logs/**', 'logs/', 'file[0-9].txt', 'file[!0-9].txt', 'a?c', '# a comment',
    '\\# no comment', '\\!odd', 'with space  ', '*.log\n!keep.log', 'data/\n!data/small.csv', 'data/*\n!data/small.csv', 'deep/**/d',
    '한글/가.txt', '*\n!*.txt\n!*/', '[z-a]', '',
  ])('is what git leaves out: %j', (text) => {
    const files = [{folder: '', text}];
    const out = leavingOut(files);
    expect(PATHS.filter((path) => !out(path)).sort()).toEqual(keptByGit(files));
  });

  it('of deeper folders goes before, and means that folder alone', () => {
    const files = [
      {folder: '', text: '*.log\nbuild/\n'},
      {folder: 'a/', text: '# these\n\n!*.log\n!build/\n/own.txt\ndata/\r\n'},
      {folder: 'a[1]/', text: '*.txt\n'},
      {folder: 'a/b/', text: 'logs/x\n'},
    ];
    const out = leavingOut(files);
    const kept = PATHS.filter((path) => !out(path)).sort();
    expect(kept).toEqual(keptByGit(files));
    expect(kept).toContain('a/x.log');
    expect(kept).toContain('a/build/x');
    expect(kept).not.toContain('a[1]/own.txt');
    expect(kept).toContain('a1/own.txt');
  });
});
