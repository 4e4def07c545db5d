/** What the `dure` command and the Python helper put beside a program's files. */
export const GIT = '.dure/git.json';
export const DIFF = '.dure/uncommitted.diff';

export interface Git {
  commit?: string;
  branch?: string;
  remote?: string;
  dirty: boolean;
}

/** Believes nothing of what a client has written: a field of another kind is left out. */
export function gitOf(json: string): Git {
  const found: unknown = JSON.parse(json);
  const fields = typeof found === 'object' && found !== null ? (found as Record<string, unknown>) : {};
  const git: Git = {dirty: fields.dirty === true};
  for (const name of ['commit', 'branch', 'remote'] as const) {
    const value = fields[name];
    if (typeof value === 'string') git[name] = value;
  }
  return git;
}

export function fileUrl(programId: string, path: string): string {
  return `/api/v1/programs/${programId}/files/content?${new URLSearchParams({path}).toString()}`;
}
