import {describe, expect, it} from 'vitest';
import {containerfilesOf, faultOfPicked, nameOf, pick, usualCommand} from './picking';

/** As a browser gives it of a folder that was dropped. */
function file(path: string, text = 'x'): File {
  return Object.defineProperty(new File([text], path.slice(path.lastIndexOf('/') + 1)), 'path', {value: path});
}

const paths = (picked: {files: {path: string}[]}) => picked.files.map((each) => each.path);

describe('the files of a program', () => {
  it('are those of the folder, without what tools leave there and what ignore files name', async () => {
    const picked = await pick(
      [
        file('/My program/train.py'), file('/My program/.git/HEAD'), file('/My program/src/__pycache__/a.pyc'), file('/My program/src/a.py'),
        file('/My program/.gitignore', '*.log\ndata/\n!keep.log\n'), file('/My program/x.log'), file('/My program/keep.log'),
        file('/My program/data/big.bin'), file('/My program/src/.gitignore', '/own.txt\n'), file('/My program/src/own.txt'),
        file('/My program/own.txt'), file('/My program/.dureignore', 'notes/**\n'), file('/My program/notes/a/b.md'),
      ],
      ['node_modules'],
    );
    expect(picked.folder).toBe('My program');
    expect(paths(picked)).toEqual(['.dureignore', '.gitignore', 'keep.log', 'own.txt', 'src/.gitignore', 'src/a.py', 'train.py']);
    expect(picked.tools).toEqual(['.git', '__pycache__', 'node_modules']);
    expect(picked.ignored).toEqual([{by: '.gitignore', files: 3}, {by: '.dureignore', files: 1}]);
    expect(faultOfPicked(picked)).toBeNull();
    expect(nameOf(picked)).toBe('My-program');
  });

  it('stay where they are beside single files, and an archive alone is sent as it is', async () => {
    expect(paths(await pick([file('./b.py'), file('/lib/a.py')]))).toEqual(['b.py', 'lib/a.py']);
    const archive = await pick([file('./학습.tar.gz')]);
    expect(archive.archive?.name).toBe('학습.tar.gz');
    expect(nameOf(archive)).toBe('학습');
    expect((await pick([file('./a.zip'), file('./b.py')])).archive).toBeNull();
  });

  it('are refused before they are sent where the platform would refuse them', async () => {
    expect(faultOfPicked(null)).toEqual({fault: 'none'});
    expect(faultOfPicked(await pick([], ['.git']))).toEqual({fault: 'all_out'});
    expect(faultOfPicked(await pick([file('/a/b\\c')]))).toEqual({fault: 'path', path: 'b\\c'});
    expect(faultOfPicked(await pick([file(`/a/${'b/'.repeat(32)}c`)]))?.fault).toBe('path');
    const huge = (path: string, size: number) => Object.defineProperty(file(path), 'size', {value: size});
    expect(faultOfPicked(await pick([huge('/a/small', 1), huge('/a/large', 600 << 20)]))).toEqual({
      fault: 'large', largest: ['large', 'small'],
    });
    const one = await pick([file('/a/b')]);
    expect(faultOfPicked({...one, files: Array.from({length: 10_001}, () => one.files).flat()})?.fault).toBe('many');
  });

  it('tell how they are started and what an image may be built from', () => {
    expect(usualCommand(['main.py', 'run.sh'])).toBe('sh run.sh');
    expect(usualCommand(['a/train.py', 'fit.py'])).toBe('python3 fit.py');
    expect(usualCommand(['a.py', 'b.py'])).toBe('');
    expect(containerfilesOf(['docker/Dockerfile.gpu', 'Containerfile', 'a.py'])).toEqual(['Containerfile', 'docker/Dockerfile.gpu']);
  });
});
