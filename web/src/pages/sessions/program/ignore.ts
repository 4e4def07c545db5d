import ignore from 'ignore';

/** A `.gitignore` or `.dureignore` (gitignore(5)). */
export interface IgnoreFile {
  /** In which it lies, with a slash at the end; empty for the program's own. */
  folder: string;
  text: string;
}

/**
 * Tells of a path whether that file is left out: it, or a folder above it. The last pattern that fits decides; of several
 * files that of the deeper folder.
 *
 * @param files those of outer folders first
 */
export function leavingOut(files: IgnoreFile[]): (path: string) => boolean {
  // Paths that would be refused are told of later; here they are compared like any other.
  const rules = ignore({ignoreCase: false, allowRelativePaths: true});
  for (const {folder, text} of files) rules.add(text.split(/\r?\n/).map((line) => inOwnFolder(folder, line)));
  return (path) => rules.ignores(path);
}

/** A line of an ignore file as it would stand in the one of the program's own folder. */
function inOwnFolder(folder: string, line: string): string {
  if (folder === '' || line.startsWith('#') || line.trim() === '') return line;
  const keeps = line.startsWith('!') ? '!' : '';
  const pattern = line.slice(keeps.length);
  const anywhere = pattern.trimEnd().replace(/\/$/, '').includes('/') ? '' : '**/';
  return `${keeps}/${folder.replace(/[\\*?[]/g, '\\$&')}${anywhere}${pattern.replace(/^\//, '')}`;
}
