import {describe, expect, it} from 'vitest';
import {commandFault, likeliest, lineOf, scriptOf, wordsOf} from './command';

describe('a command line', () => {
  it.each([
    ['python3 train.py --lr 0.1', ['python3', 'train.py', '--lr', '0.1']],
    ['  a   b \n c\t', ['a', 'b', 'c']],
    [`sh -c 'cd src && python3 "a b.py"'`, ['sh', '-c', 'cd src && python3 "a b.py"']],
    [`a "b c"d '' "x\\"y" z\\ z`, ['a', 'b cd', '', 'x"y', 'z z']],
    ['python3 train.py \\\n  --epochs 3', ['python3', 'train.py', '--epochs', '3']],
    [`say 'it'\\''s'`, ['say', "it's"]],
    ['--rate={lr}', ['--rate={lr}']],
    ['', []],
  ])('%s', (line, words) => {
    expect(wordsOf(line)).toEqual(words);
    expect(wordsOf(lineOf(words))).toEqual(words);
  });

  it('says what no program would be given', () => {
    expect(commandFault('python3 train.py --lr 0.1')).toBeNull();
    expect(commandFault(' \n')).toBe('command');
    expect(commandFault("''")).toBe('command');
    expect(commandFault("python3 'train.py")).toBe('quote');
    expect(commandFault('LR=0.1 python3 train.py')).toBe('variables');
    for (const line of ['cd src && ls', 'a | b', 'a > log', 'a; b', 'a $DURE_OUTPUT/x', 'a "$HOME"', 'a $(date)', 'a `date`']) {
      expect(commandFault(line), line).toBe('shell');
    }
    for (const line of ["a 'x > 1 && $y'", 'a "x > 1"', 'a \\$x', 'a costs 3$', "sh -c 'a | b'"]) {
      expect(commandFault(line), line).toBeNull();
    }
  });

  it('names the file of the program that it starts, where that is plain', () => {
    const of = (line: string) => scriptOf(wordsOf(line));
    expect(of('python3 -u ./src/train.py --lr 1')).toBe('src/train.py');
    expect(of('/usr/bin/python3.12 train.py')).toBe('train.py');
    expect(of('sh run.sh')).toBe('run.sh');
    expect(of('./run.sh')).toBe('run.sh');
    for (const line of ['python3 -m pkg.train', "sh -c 'x'", 'torchrun train.py', '/opt/x', 'python3 /data/a.py', 'python3 ../a.py', 'python3']) {
      expect(of(line), line).toBeNull();
    }
  });

  it('may mean a file of the same name elsewhere, or the program that is there', () => {
    expect(likeliest('train.py', ['a.py', 'src/Train.py'])).toBe('src/Train.py');
    expect(likeliest('tarin.py', ['README.md', 'train.py'])).toBe('train.py');
    expect(likeliest('train.py', ['README.md'])).toBeNull();
  });
});
