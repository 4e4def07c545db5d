const PATHS: Record<string, string> = {session: '/sessions/', dataset: '/data/', run: '/runs/'};
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$|^[0-9a-f]{32}$/;

/** The page of what an entry is about, where it is named by its id and has one. */
export function pathOf(subject: string): string | null {
  const [noun = '', id = '', ...more] = subject.split(' ');
  const path = PATHS[noun];
  return path && more.length === 0 && ID.test(id) ? path + id : null;
}

/** What is told besides: fields and values of a JSON object, but for ids. */
export function detailsOf(detail: string): string {
  let read: unknown;
  try {
    read = JSON.parse(detail);
  } catch {
    return detail;
  }
  if (typeof read !== 'object' || read === null) return detail;
  return Object.entries(read)
    .map(([field, value]) => [field, typeof value === 'string' ? value : JSON.stringify(value)] as const)
    .filter(([, value]) => value && !ID.test(value))
    .map(([field, value]) => `${field}: ${value}`)
    .join(' · ');
}
