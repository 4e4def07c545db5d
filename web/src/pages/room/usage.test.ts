import {describe, expect, it} from 'vitest';
import {byDay, daysAgo, drawnKind} from './usage';

const row = (day: string, project_name: string | null, gpu_hours: number, cpu_hours = 0) => ({day, project_name, gpu_hours, cpu_hours});

describe('use day by day', () => {
  it('fills the days on which nothing was held and puts the others last', () => {
    const items = [row('2026-11-03', 'vision', 2), row('2026-11-01', null, 5), row('2026-11-01', 'audio', 1)];
    const {days, names} = byDay('2026-11-01', '2026-11-03', items, 'others');
    expect(names).toEqual(['audio', 'vision', 'others']);
    expect(days.map((day) => day.parts.map((part) => part.hours))).toEqual([[1, 0, 5], [0, 0, 0], [0, 2, 0]]);
  });

  it('draws CPU hours where no GPU was held', () => {
    expect(drawnKind([row('2026-11-03', 'vision', 0, 3)])).toBe('cpu_hours');
    expect(drawnKind([row('2026-11-03', 'vision', 0.1, 3)])).toBe('gpu_hours');
  });

  it('counts today as the first of the days', () => {
    expect(daysAgo(1, Date.parse('2026-11-28T10:00:00Z'))).toBe('2026-11-28');
    expect(daysAgo(30, Date.parse('2026-11-28T10:00:00Z'))).toBe('2026-10-30');
  });
});
