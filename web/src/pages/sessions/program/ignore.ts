/** The patterns of a `.gitignore` or `.dureignore` (gitignore(5)), read as the `dure` command reads them. */
interface Rule {
  pattern: RegExp;
  foldersOnly: boolean;
  keeps: boolean;
}

/** Of one such file. */
export interface IgnoreFile {
  /** In which it lies, with a slash at the end; empty for the program's own. */
  folder: string;
  rules: Rule[];
}

export function ignoreFile(folder: string, text: string): IgnoreFile {
  return {folder, rules: text.split(/\r?\n/).map(ruleOf).filter((rule) => rule !== null)};
}

/**
 * Whether a file is left out: it, or a folder above it. The last pattern that fits decides; of several files that of the
 * deeper folder.
 *
 * @param files those of outer folders first
 */
export function leavesOut(files: IgnoreFile[], path: string): boolean {
  for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
    if (isOut(files, path.slice(0, slash), true)) return true;
  }
  return isOut(files, path, false);
}

function isOut(files: IgnoreFile[], path: string, folder: boolean): boolean {
  let out = false;
  for (const file of files.filter((each) => path.startsWith(each.folder))) {
    const within = path.slice(file.folder.length);
    for (const rule of file.rules) {
      if ((folder || !rule.foldersOnly) && rule.pattern.test(within)) out = !rule.keeps;
    }
  }
  return out;
}

function ruleOf(line: string): Rule | null {
  let text = line.trimEnd();
  if (text === '' || text.startsWith('#')) return null;
  const keeps = text.startsWith('!');
  if (keeps || text.startsWith('\\')) text = text.slice(1);
  const foldersOnly = text.endsWith('/');
  if (foldersOnly) text = text.slice(0, -1);
  const anchored = text.includes('/');
  if (text.startsWith('/')) text = text.slice(1);
  try {
    return {pattern: new RegExp(`^${anchored ? '' : '(?:.*/)?'}${expression(text)}$`, 'u'), foldersOnly, keeps};
  } catch {
    // Such as [z-a]: it fits nothing.
    return null;
  }
}

function expression(glob: string): string {
  let expression = '';
  for (let i = 0; i < glob.length; ) {
    const sign = glob.charAt(i);
    const close = sign === '[' ? glob.indexOf(']', i + 2) : -1;
    if (glob.startsWith('**/', i)) {
      expression += '(?:.*/)?';
      i += 3;
    } else if (glob.startsWith('**', i)) {
      expression += '.*';
      i += 2;
    } else if (close > 0) {
      const set = glob.slice(i + 1, close).replace(/[\\[\]]/g, '\\$&');
      expression += `[${set.startsWith('!') ? `^${set.slice(1)}` : set}]`;
      i = close + 1;
    } else {
      expression += sign === '*' ? '[^/]*' : sign === '?' ? '[^/]' : sign.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
      i += 1;
    }
  }
  return expression;
}
