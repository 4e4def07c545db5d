import {ApiError, csrfHeader, type Problem, type Schema} from '../../api/client';

/** Fetches the whole table as CSV and lets the browser save it. */
export async function exportRuns(query: Schema<'RunQuery'>, columns: string[]): Promise<void> {
  const answer = await fetch('/api/v1/runs/export', {
    method: 'POST',
    headers: {'content-type': 'application/json', ...csrfHeader()},
    body: JSON.stringify({query, columns}),
  });
  if (!answer.ok) throw new ApiError(answer.status, (await answer.json()) as Problem);
  save(await answer.blob(), 'runs.csv');
}

/** Lets the browser save what is at hand. */
export function save(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
