import {Group, Text} from '@mantine/core';
import type {Day} from './usage';

/** Dark enough to be told from each other and from the paper. */
const COLORS = ['#0b7285', '#e8590c', '#5f3dc4', '#2b8a3e', '#c2255c', '#1864ab', '#e67700', '#868e96'];

interface Props {
  title: string;
  days: Day[];
  names: string[];
  format: (hours: number) => string;
}

/** A stacked bar for each day. What it shows stands in the table below, too. */
export function DayBars({title, days, names, format}: Props) {
  const sums = days.map((day) => day.parts.reduce((sum, part) => sum + part.hours, 0));
  const most = Math.max(1e-9, ...sums);
  return (
    <div>
      <Group gap="md" mb={6}>
        {names.map((name, place) => (
          <Group key={name} gap={6} wrap="nowrap">
            <span className="usage-key" style={{background: COLORS[place % COLORS.length]}} aria-hidden />
            <Text size="xs">{name}</Text>
          </Group>
        ))}
        <Text size="xs" c="dimmed" ml="auto">
          {format(most)}
        </Text>
      </Group>
      <div className="usage-days" role="img" aria-label={title}>
        {days.map((day, at) => (
          <div
            key={day.day}
            className="usage-day"
            title={`${day.day}: ${day.parts
              .filter((part) => part.hours > 0)
              .map((part) => `${part.name} ${format(part.hours)}`)
              .join(', ')}`}
          >
            {day.parts.map((part, place) => (
              <span
                key={part.name}
                style={{height: `${(100 * part.hours) / most}%`, background: COLORS[place % COLORS.length]}}
              />
            ))}
            {(sums[at] ?? 0) === 0 && <span className="usage-none" />}
          </div>
        ))}
      </div>
      <Group justify="space-between" mt={4}>
        <Text size="xs" c="dimmed">
          {days[0]?.day}
        </Text>
        <Text size="xs" c="dimmed">
          {days.at(-1)?.day}
        </Text>
      </Group>
    </div>
  );
}
