import {execFileSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {tarGz} from './archive';

const LONG = `${'한글 폴더/'.repeat(12)}끝.txt`;

/** No folder cuts it into what a plain header holds. */
const LONG_STEP = `${'긴'.repeat(60)}.txt`;

describe('an archive made in the browser', () => {
  it('is read by tar, with long and foreign paths, and scripts that may be executed', async () => {
    const contents: Record<string, string> = {
      'train.py': 'print(1)\n', 'run.sh': '#!/bin/sh\n', empty: '', '짧은.txt': 'x', [LONG]: 'x'.repeat(70_000), [LONG_STEP]: 'x',
    };
    const files = Object.entries(contents).map(([path, text]) => ({path, file: new File([text], 'f')}));
    let moved = 0;
    const blob = await tarGz(files, new AbortController().signal, (bytes) => (moved = bytes));
    expect(moved).toBe(70_021);
    const folder = mkdtempSync(join(tmpdir(), 'dure-tar-'));
    try {
      writeFileSync(join(folder, 'a.tar.gz'), new Uint8Array(await blob.arrayBuffer()));
      execFileSync('tar', ['-xzf', 'a.tar.gz'], {cwd: folder});
      for (const [path, text] of Object.entries(contents)) expect(readFileSync(join(folder, path), 'utf8')).toBe(text);
      const list = execFileSync('tar', ['-tvzf', 'a.tar.gz'], {cwd: folder, encoding: 'utf8'});
      expect(list).toMatch(/^-rwxr-xr-x .* run\.sh$/m);
      expect(list).toMatch(/^-rw-r--r-- .* train\.py$/m);
    } finally {
      rmSync(folder, {recursive: true});
    }
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    const files = [{path: 'a', file: new File(['x'.repeat(1 << 20)], 'a')}];
    stop.abort();
    await expect(tarGz(files, stop.signal, () => undefined)).rejects.toThrow();
  });
});
