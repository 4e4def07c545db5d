import type {Schema} from '../../api/client';

type Usage = Schema<'ComputeUsage'>;

/** Hours of which kind of slot are drawn: of GPUs where any were held, else of CPU slots. */
export function drawnKind(items: Usage[]): 'gpu_hours' | 'cpu_hours' {
  return items.some((each) => each.gpu_hours > 0) ? 'gpu_hours' : 'cpu_hours';
}

export interface Day {
  day: string;
  parts: {name: string; hours: number}[];
}

/** Each day from the first to the last with the hours of each name, also days on which nothing was held. */
export function byDay(from: string, to: string, items: Usage[], others: string): {days: Day[]; names: string[]} {
  const kind = drawnKind(items);
  const names = [...new Set(items.map((each) => each.project_name ?? others))].sort((one, other) =>
    one === others ? 1 : other === others ? -1 : one.localeCompare(other),
  );
  const days: Day[] = [];
  for (let at = Date.parse(from); at <= Date.parse(to); at += 86_400_000) {
    const day = new Date(at).toISOString().slice(0, 10);
    const of = (name: string) =>
      items
        .filter((each) => each.day === day && (each.project_name ?? others) === name)
        .reduce((sum, each) => sum + each[kind], 0);
    days.push({day, parts: names.map((name) => ({name, hours: of(name)}))});
  }
  return {days, names};
}

/** The day before so many others, today included, as YYYY-MM-DD in UTC. */
export function daysAgo(days: number, now = Date.now()): string {
  return new Date(now - (days - 1) * 86_400_000).toISOString().slice(0, 10);
}
