/** A command as people write it, and its words. No shell reads it; quotes and backslashes mean what they mean to one. */

export type CommandFault = 'command' | 'quote' | 'shell' | 'variables';

interface Read {
  words: string[];
  fault: CommandFault | null;
}

/** What only a shell would make something of. */
const SHELL = /[&|;<>`]/;
const VARIABLE = /^\$[A-Za-z_{(]/;

function read(line: string): Read {
  const words: string[] = [];
  let word: string | null = null;
  let quote = '';
  let shell = false;
  for (let i = 0; i < line.length; i++) {
    const sign = line.charAt(i);
    const next = line.charAt(i + 1);
    if (sign === '\\' && quote !== "'" && (quote === '' || /["\\$`\n]/.test(next))) {
      // A line that ends with one goes on in the next.
      if (next !== '\n') word = (word ?? '') + next;
      i++;
    } else if (quote !== '' && sign === quote) {
      quote = '';
    } else if (quote === '' && (sign === '"' || sign === "'")) {
      quote = sign;
      word ??= '';
    } else if (quote === '' && /\s/.test(sign)) {
      if (word !== null) words.push(word);
      word = null;
    } else {
      shell ||= (quote === '' && SHELL.test(sign)) || (quote !== "'" && VARIABLE.test(line.slice(i, i + 2)));
      word = (word ?? '') + sign;
    }
  }
  if (word !== null) words.push(word);
  return {words, fault: faultOf(words, quote !== '', shell)};
}

function faultOf(words: string[], open: boolean, shell: boolean): CommandFault | null {
  if (open) return 'quote';
  if (words.length === 0 || words[0]?.trim() === '') return 'command';
  if (shell) return 'shell';
  return /^[A-Za-z_]\w*=/.test(words[0] ?? '') ? 'variables' : null;
}

export function wordsOf(line: string): string[] {
  return read(line).words;
}

export function commandFault(line: string): CommandFault | null {
  return read(line).fault;
}

/** The line of which `wordsOf` makes these words again. */
export function lineOf(words: string[]): string {
  return words
    .map((word) => (word === '' || /[\s'"\\&|;<>`$]/.test(word) ? `'${word.replaceAll("'", "'\\''")}'` : word))
    .join(' ');
}

const INTERPRETER = /^(.*\/)?(python[\d.]*|sh|bash|perl|node|Rscript|julia)$/;
/** Options that take no word of their own. */
const FLAG = /^-[uOBEIsSiex]+$/;

/** The file of the program that is started, where the words tell; null where it may be anything. */
export function scriptOf(words: string[]): string | null {
  const [first = '', ...rest] = words;
  const script = INTERPRETER.test(first) ? rest.find((word) => !FLAG.test(word)) : first.includes('/') ? first : undefined;
  if (script === undefined || script.startsWith('-') || script.startsWith('/')) return null;
  const steps = script.split('/').filter((step) => step !== '.' && step !== '');
  return steps.length === 0 || steps.includes('..') ? null : steps.join('/');
}

/** Where the file that was meant may be: of the same name, or else any program. */
export function likeliest(script: string, paths: string[]): string | null {
  const name = script.slice(script.lastIndexOf('/') + 1).toLowerCase();
  const same = (path: string) => path.slice(path.lastIndexOf('/') + 1).toLowerCase() === name;
  return paths.find(same) ?? paths.find((path) => /\.(py|sh)$/.test(path)) ?? null;
}
